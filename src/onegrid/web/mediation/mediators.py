"""The register: who mediates, what they can do, how much they have; and the experts whom the office calls in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onegrid.casework.acts import Actor
from onegrid.directory.models import Person, Post, Role
from onegrid.directory.rights import Right
from onegrid.mediation.domain.mediators import add_expert, note_mediator
from onegrid.mediation.matching import certified, loads_of
from onegrid.mediation.models import Mediator
from onegrid.mediation.models.dispute import Sort
from onegrid.mediation.queries import experts_of, mediators_of
from onegrid.territory.queries import areas_below, name_of
from onegrid.web.access import needs
from onegrid.web.fields import PhoneField
from onegrid.web.mediation.lists import pages
from onegrid.web.mediation.place import office_root, viewer_of
from onegrid.web.office.inputs import SayingForm


class MediatorForm(SayingForm):
    """What a mediator can do, how much, and what would make them partial."""

    sorts = forms.MultipleChoiceField(
        label=gettext_lazy("Types of dispute that they know"),
        choices=Sort.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Communities in which they work"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.CharField(
        label=gettext_lazy("Dialects and languages"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Separated by commas."),
    )
    most = forms.IntegerField(label=gettext_lazy("Open disputes at most"), min_value=0, max_value=200, initial=12)
    chairs = forms.BooleanField(label=gettext_lazy("May chair a panel"), required=False)
    home = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Kept encrypted, to find conflicts of interest only."),
    )
    firm = forms.CharField(label=gettext_lazy("Employer or own firm"), required=False, max_length=100)

    def clean_languages(self) -> list[str]:
        parts = self.cleaned_data["languages"].replace("，", ",").replace("、", ",").split(",")
        return [part.strip() for part in parts if part.strip()]


class ExpertForm(SayingForm):
    """An outside expert."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    field = forms.CharField(label=gettext_lazy("Field"), max_length=60)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=100, required=False)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)


@needs(Right.RUN_MEDIATION)
@require_safe
def mediators(request: HttpRequest) -> HttpResponse:
    """Everybody on the post of a mediator."""
    root = office_root(viewer_of(request))
    noted = {each.pk: each for each in mediators_of(root)}
    valid, loads = certified(list(noted.values())), loads_of(list(noted.values()))
    people = Person.objects.filter(pk__in=_posts(root)).order_by("name")
    rows = [(each, noted.get(each.pk), each.pk in valid, loads[each.pk]) for each in people]
    labels = dict(Sort.choices)
    words = {
        "rows": [
            (person, found, valid, load, [labels[sort] for sort in found.sorts] if found else [])
            for person, found, valid, load in rows
        ],
        "certificate": Mediator.CERTIFICATE,
        "pages": pages(request, "mediation-mediators"),
    }
    return render(request, "mediation/mediators.html", words)


@needs(Right.RUN_MEDIATION)
@require_http_methods(["GET", "POST"])
def mediator(request: HttpRequest, person: int) -> HttpResponse:
    """What one mediator can do."""
    viewer = viewer_of(request)
    root = office_root(viewer)
    found = Person.objects.filter(pk__in=_posts(root), pk=person).first()
    if found is None:
        raise Http404(_("There is no mediator of this number in your office."))
    known = Mediator.objects.filter(pk=found.pk).first()
    form = MediatorForm(request.POST or None, initial=_initial(known))
    form.fields["areas"].choices = [(root, name_of(root)), *areas_below(root)]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        note_mediator(found, subdistrict=root, by=Actor.of(viewer), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("mediation-mediators")
    words = {"person": found, "form": form, "pages": pages(request, "mediation-mediators")}
    return render(request, "mediation/mediator.html", words, status=422 if form.errors else 200)


@needs(Right.RUN_MEDIATION)
@require_http_methods(["GET", "POST"])
def experts(request: HttpRequest) -> HttpResponse:
    """The outside experts, and a form for another."""
    viewer = viewer_of(request)
    root = office_root(viewer)
    form = ExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_expert(root, by=Actor.of(viewer), **form.cleaned_data)
        messages.success(request, _("The expert is on the list."))
        return redirect("mediation-experts")
    words: dict[str, Any] = {
        "experts": experts_of(root),
        "form": form,
        "pages": pages(request, "mediation-experts"),
    }
    return render(request, "mediation/experts.html", words, status=422 if form.errors else 200)


def _posts(root: str) -> Any:
    posts = Post.objects.in_force().filter(role=Role.MEDIATOR, area_code__startswith=root)
    return posts.values("person")


def _initial(known: Mediator | None) -> dict[str, Any]:
    if known is None:
        return {}
    names = ("sorts", "areas", "most", "chairs", "home", "firm")
    return {name: getattr(known, name) for name in names} | {"languages": "、".join(known.languages)}
