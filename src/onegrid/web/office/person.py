"""One of the staff: who they are, what posts they have and had, what certificates they hold."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onegrid.casework.registry import case_types
from onegrid.directory.domain.credentials import add_credential, remove_credential
from onegrid.directory.domain.people import change_person, set_password
from onegrid.directory.domain.posts import end_post, fill_post
from onegrid.directory.models import Credential, Person, Post
from onegrid.directory.queries import people_administered_by, people_visible_to
from onegrid.directory.rights import Right
from onegrid.lib.phones import mask
from onegrid.mediation.models import Mediator
from onegrid.territory.queries import path_name
from onegrid.web.access import needs
from onegrid.web.office.page import show
from onegrid.web.office.people_forms import CredentialForm, EndForm, PasswordForm, PersonForm, PostForm
from onegrid.web.office.place import Office, covers, office_of, refuse

LAPSES_SOON = timedelta(days=30)


@needs(Right.SEE_PEOPLE, Right.EDIT_PEOPLE)
@require_safe
def person(request: HttpRequest, person: int) -> HttpResponse:
    """One of the staff."""
    office = office_of(request, Right.SEE_PEOPLE, Right.EDIT_PEOPLE, whole=False)
    known = people_visible_to(office.viewer) | people_administered_by(office.viewer)
    found = known.filter(pk=person).distinct().first()
    if found is None:
        raise Http404(_("There is nobody of this number whom you may see."))
    return _show(request, office, found)


@needs(Right.EDIT_PEOPLE)
@require_POST
def change(request: HttpRequest, person: int) -> HttpResponse:
    """Change a name, a telephone number, or whether somebody may sign in."""
    office, found = _administered(request, person)
    form = PersonForm(request.POST)
    if form.is_valid() and found.pk == office.viewer.pk and not form.cleaned_data["is_active"]:
        form.add_error("is_active", _("You cannot shut yourself out. Let another administrator do it."))
    if form.is_valid():
        try:
            change_person(found, actor=office.actor, subdistrict=office.root, **form.cleaned_data)
            return _done(request, office, found, _("Saved."))
        except ValidationError as fault:
            refuse(form, fault)
    return _show(request, office, found, person_form=form)


@needs(Right.EDIT_PEOPLE)
@require_POST
def password(request: HttpRequest, person: int) -> HttpResponse:
    """Give somebody a new password."""
    office, found = _administered(request, person)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            set_password(found, form.cleaned_data["password"], actor=office.actor, subdistrict=office.root)
            said = _("The new password holds. Whoever was signed in with the old is out.")
            return _done(request, office, found, said)
        except ValidationError as fault:
            refuse(form, fault)
    return _show(request, office, found, password_form=form)


@needs(Right.EDIT_PEOPLE)
@require_POST
def fill(request: HttpRequest, person: int) -> HttpResponse:
    """Give somebody a post."""
    office, found = _administered(request, person)
    form = PostForm(office.root, request.POST)
    if form.is_valid():
        try:
            fill_from(form, office, found)
            return _done(request, office, found, _("The post is filled."))
        except ValidationError as fault:
            refuse(form, fault)
    return _show(request, office, found, post_form=form)


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post end, with the reason."""
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    ahead = Q(ends__isnull=True) | Q(ends__gt=timezone.localdate())
    found = Post.objects.select_related("person", "organisation").filter(ahead, pk=pk).first()
    if found is None or not covers(office, Right.EDIT_PEOPLE, found.area_code):
        raise Http404(_("There is no such post."))
    form, someone = EndForm(request.POST or None), found.person
    if request.method == "POST" and form.is_valid():
        end_post(found, actor=office.actor, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"])
        return _done(
            request, office, someone, _("The post ends. Its open cases then go on to the next seat that is filled.")
        )
    words = {"form": form, "post": found, "area": path_name(found.area_code)}
    return show(request, "person_post_end", office, "office-people", status=422 if form.errors else 200, **words)


@needs(Right.EDIT_PEOPLE)
@require_POST
def certify(request: HttpRequest, person: int) -> HttpResponse:
    """Note a certificate."""
    office, found = _administered(request, person)
    form = CredentialForm(request.POST)
    if form.is_valid():
        try:
            add_credential(found, actor=office.actor, subdistrict=office.root, **form.cleaned_data)
            return _done(request, office, found, _("The certificate is noted."))
        except ValidationError as fault:
            refuse(form, fault)
    return _show(request, office, found, credential_form=form)


@needs(Right.EDIT_PEOPLE)
@require_POST
def uncertify(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a certificate."""
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    mine = people_administered_by(office.viewer).values("pk")
    found = Credential.objects.select_related("person").filter(pk=pk, person__in=mine).first()
    if found is None:
        raise Http404(_("There is no such certificate."))
    remove_credential(found, actor=office.actor, subdistrict=office.root)
    return _done(request, office, found.person, _("The certificate is removed."))


def fill_from(form: PostForm, office: Office, person: Person) -> None:
    """Give a person the post that a form asks for. Raises `ValidationError` if it lies where the viewer edits no staff."""
    facts = form.facts()
    if not covers(office, Right.EDIT_PEOPLE, facts["area_code"]):
        raise ValidationError({"area_code": _("You may fill posts in your own area only. Choose one of it.")})
    fill_post(person, actor=office.actor, **facts)


def _administered(request: HttpRequest, key: int) -> tuple[Office, Person]:
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    found = people_administered_by(office.viewer).filter(pk=key).distinct().first()
    if found is None:
        raise Http404(_("There is nobody of this number whom you may change."))
    return office, found


def _show(request: HttpRequest, office: Office, found: Person, **forms: Any) -> HttpResponse:
    """The page of a person; of several forms on it, the refused one as it was typed."""
    stored = Person.objects.get(pk=found.pk)
    editable = people_administered_by(office.viewer).filter(pk=found.pk).exists()
    about = {"name": stored.name, "phone": stored.phone, "is_active": stored.is_active}
    words = {
        "person": stored,
        "phone": "" if not stored.phone else stored.phone if editable else mask(stored.phone),
        **_posts(office, stored),
        "credentials": _credentials(stored) if editable else [],
        "may_edit": editable,
        "open": next(iter(forms), ""),
        "person_form": PersonForm(initial=about),
        "password_form": PasswordForm(),
        "post_form": PostForm(office.root),
        "credential_form": CredentialForm(),
        "certificates": _certificates(),
        **forms,
    }
    return show(request, "person", office, "office-people", status=422 if forms else 200, **words)


def _posts(office: Office, person: Person) -> dict[str, Any]:
    """The posts that somebody has (with whether the viewer may end each) or will have, and those that they had."""
    today = timezone.localdate()
    posts = list(person.posts.select_related("organisation").order_by("-starts", "pk"))
    past = [post for post in posts if post.ends is not None and post.ends <= today]
    present = [(post, covers(office, Right.EDIT_PEOPLE, post.area_code)) for post in posts if post not in past]
    return {"posts": present, "past": past, "today": today}


def _credentials(person: Person) -> list[tuple[Credential, str]]:
    """The certificates, each with 'lapsed', 'soon' or ''."""
    today = timezone.localdate()

    def state(each: Credential) -> str:
        if each.expires is None or each.expires > today + LAPSES_SOON:
            return ""
        return "lapsed" if each.expires <= today else "soon"

    return [(each, state(each)) for each in person.credentials.all()]


def _certificates() -> list[str]:
    """The certificates that some work here asks for."""
    return sorted({Mediator.CERTIFICATE, *(name for kind in case_types() for name in kind.certificates)})


def _done(request: HttpRequest, office: Office, found: Person, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(office.url("office-person", found.pk))
