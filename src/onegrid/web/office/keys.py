"""Keys with which programs act for people of the office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onegrid.directory.domain.tokens import make_token, revoke_token
from onegrid.directory.models import Person, Post, Token
from onegrid.directory.queries import people_administered_by
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.lib.codes import code_range
from onegrid.web.access import needs
from onegrid.web.office.inputs import SayingForm, date_input
from onegrid.web.office.page import show
from onegrid.web.office.place import Office, office_of, refuse


class KeyForm(SayingForm):
    """A new key: for whom the program acts, and what it may be used for."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=60,
        help_text=gettext_lazy("The program, and who looks after it."),
    )
    person = forms.ChoiceField(
        label=gettext_lazy("It acts for"),
        help_text=gettext_lazy("The program can never do more than this person; the record names them."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may be used to"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires = forms.DateField(label=gettext_lazy("Good until"), required=False, widget=date_input())

    def __init__(self, office: Office, *data: Any) -> None:
        super().__init__(*data)
        self.people = _people(office).filter(is_active=True).order_by("name")
        rows = [(str(each.pk), f"{each.name}（{each.username}）") for each in self.people]
        self.fields["person"].choices = [("", _("Choose …")), *rows]  # type: ignore[attr-defined]


@needs(Right.EDIT_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the office's people; a new one is shown once, in the answer to making it."""
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    form, secret = KeyForm(office, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            _token, secret = make_token(
                form.people.get(pk=asked["person"]),
                asked["name"],
                asked["scopes"],
                actor=office.actor,
                subdistrict=office.root,
                expires=asked["expires"],
            )
            form = KeyForm(office)
        except ValidationError as fault:
            refuse(form, fault)
    words = {"form": form, "secret": secret, "lines": _lines(office)}
    return show(request, "keys", office, "office-keys", status=422 if form.errors else 200, **words)


@needs(Right.EDIT_PEOPLE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    found = _tokens(office).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such key."))
    revoke_token(found, actor=office.actor, subdistrict=office.root)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": found.name})
    return redirect(office.url("office-keys"))


def _people(office: Office) -> QuerySet[Person]:
    """Whom the viewer may change, and who has or had a post in this office."""
    low, high = code_range(office.root)
    here = Post.objects.filter(area_code__gte=low, area_code__lt=high).values("person")
    return people_administered_by(office.viewer).filter(pk__in=here).distinct()


def _tokens(office: Office) -> QuerySet[Token]:
    return Token.objects.filter(person__in=_people(office).values("pk")).select_related("person")


def _lines(office: Office) -> list[tuple[Token, list[str], bool]]:
    """The keys, those in use first, each with what it may do and whether it still opens anything."""
    titles, today = dict(Scope.choices), timezone.localdate()
    return [
        (
            row,
            [str(titles.get(each, each)) for each in row.scopes],
            not row.revoked and not (row.expires and row.expires <= today),
        )
        for row in _tokens(office).order_by("revoked", "-made_at")
    ]
