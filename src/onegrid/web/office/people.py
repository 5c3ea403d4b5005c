"""The staff, the organisations, and the seats that nobody fills."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onegrid.casework.routing import staffed_seat, staffing_of
from onegrid.directory.domain.organisations import add_organisation
from onegrid.directory.domain.people import add_person
from onegrid.directory.models import Organisation, Person, Post, Role
from onegrid.directory.queries import people_administered_by, people_visible_to
from onegrid.directory.rights import SEAT_ROLE, Right, has_right, scope_of
from onegrid.lib.codes import Level, code_range, is_within
from onegrid.territory.queries import areas_in_force, path_name
from onegrid.web.access import needs
from onegrid.web.desk.selection import read_area
from onegrid.web.office.addresses import address
from onegrid.web.office.page import show
from onegrid.web.office.people_forms import FilterForm, NewPersonForm, OrganisationForm
from onegrid.web.office.person import fill_from
from onegrid.web.office.place import Office, office_of, refuse
from onegrid.web.seats import seat_of_area

PAGE = 50
SEEN = (Right.SEE_PEOPLE, Right.EDIT_PEOPLE)


@dataclass(frozen=True)
class EmptySeat:
    """An area whose own seat nobody fills, and which seat stands in ('' if none does)."""

    code: str
    area: str
    role: str
    title: str
    stands_in: str


@dataclass(frozen=True)
class Filter:
    """What narrows the list of the staff."""

    words: str
    role: str
    area: str

    @property
    def query(self) -> dict[str, str]:
        named = {"q": self.words, "role": self.role, "area": self.area}
        return {name: value for name, value in named.items() if value}


@needs(*SEEN)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The staff by name, with their posts."""
    office = office_of(request, *SEEN, whole=False)
    chosen = _read_filter(office, request)
    rows, after = _found(office, chosen), request.GET.get("after", "")
    if last := Person.objects.filter(pk=after).first() if after.isdigit() else None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows[: PAGE + 1])
    shown: dict[str, Any] = {
        "people": found[:PAGE],
        "chosen": chosen,
        "first_url": address(office, **chosen.query) if after else "",
        "next_url": address(office, **chosen.query, after=found[PAGE - 1].pk) if len(found) > PAGE else "",
        "filter": FilterForm(office.root, initial=chosen.query),
    }
    return show_people(request, "people", office, "people", **shown)


@needs(*SEEN)
@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """The areas whose own seat nobody fills, and who stands in."""
    office = office_of(request, *SEEN, whole=False)
    empty, after = _seats_in_sight(office), request.GET.get("after", "")
    rows = [each for each in empty if each.code > after]
    shown: dict[str, Any] = {
        "seats": rows[:PAGE],
        "first_url": address(office) if after else "",
        "next_url": address(office, after=rows[PAGE - 1].code) if len(rows) > PAGE else "",
    }
    return show_people(request, "people_seats", office, "seats", empty=len(empty), **shown)


@needs(*SEEN)
@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that can hold cases; add one."""
    office = office_of(request, *(SEEN if request.method == "GET" else (Right.EDIT_PEOPLE,)))
    form = OrganisationForm(office.root, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_organisation(office.root, actor=office.actor, **form.cleaned_data)
        except ValidationError as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("%(name)s is added. Now give it a department handler.") % {"name": added.name})
            return redirect(office.url("office-organisations"))
    staffed = Count("posts", Q(posts__in=Post.objects.in_force()))
    rows = Organisation.objects.filter(subdistrict=office.root).annotate(handlers=staffed).order_by("kind", "name")
    status = 422 if form.errors else 200
    return show_people(request, "people_organisations", office, "organisations", status=status, rows=rows, form=form)


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody, with a first post."""
    office = office_of(request, Right.EDIT_PEOPLE, whole=False)
    given = {"role": request.GET.get("role", ""), "area_code": request.GET.get("area", office.root)}
    form = NewPersonForm(office.root, request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            added = _add(office, form)
        except ValidationError as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("%(name)s is on the staff.") % {"name": added.name})
            return redirect(office.url("office-person", added.pk))
    return show(request, "person_new", office, "office-people", status=422 if form.errors else 200, form=form)


def empty_seats(root: str, *, within: Collection[str] = ("",)) -> list[EmptySeat]:
    """The areas of a subdistrict (within some of it) whose own seat nobody fills today, by code."""
    staffing = staffing_of(root, timezone.localdate())
    low, high = code_range(root)
    rows = areas_in_force().filter(code__gte=low, code__lt=high).order_by("code").values_list("code", "level")
    found = []
    for code, level in rows:
        if code not in staffing.areas and any(is_within(code, each) for each in within):
            seat, role = staffed_seat(code, staffing).area, Role(SEAT_ROLE[Level(level)])
            stands_in = seat_of_area(seat) if seat in staffing.areas else ""
            found.append(EmptySeat(code, path_name(code), role.value, str(role.label), stands_in))
    return found


def show_people(
    request: HttpRequest, template: str, office: Office, page: str, *, empty: int | None = None, **words: Any
) -> HttpResponse:
    """A page about people, under the tabs of its neighbours."""
    vacant = len(_seats_in_sight(office)) if empty is None else empty
    inner = [
        (_("Staff"), "people", "office-people", None),
        (_("Organisations"), "organisations", "office-organisations", None),
        (_("Unfilled seats"), "seats", "office-seats", vacant),
        (_("Without their area"), "bereft", "office-bereft", None),
    ]
    words["pages"] = [
        {"title": title, "url": office.url(name), "current": key == page, "count": count}
        for title, key, name, count in inner
    ]
    words["may_edit"] = has_right(office.viewer, Right.EDIT_PEOPLE)
    return show(request, template, office, "office-people", **words)


def _seats_in_sight(office: Office) -> list[EmptySeat]:
    prefixes = {prefix for right in SEEN for prefix in scope_of(office.viewer, right).prefixes}
    return empty_seats(office.root, within=prefixes)


def _read_filter(office: Office, request: HttpRequest) -> Filter:
    role, area = request.GET.get("role", ""), read_area([request.GET.get("area", "")])
    return Filter(
        words=request.GET.get("q", "").strip()[:60],
        role=role if role in Role.values else "",
        area=area if is_within(area, office.root) else "",
    )


def _found(office: Office, chosen: Filter) -> QuerySet[Person]:
    """The people of the office by name whom the viewer may see or change, as far as they fit the filter."""
    low, high = code_range(office.root)
    here = Post.objects.filter(area_code__gte=low, area_code__lt=high)
    known = people_visible_to(office.viewer) | people_administered_by(office.viewer)
    rows = known.filter(Q(pk__in=here.values("person")) | Q(posts__isnull=True)).distinct()
    if chosen.words:
        rows = rows.filter(Q(name__icontains=chosen.words) | Q(username__icontains=chosen.words))
    if chosen.role or chosen.area:
        rows = rows.filter(pk__in=_posts(here, chosen).values("person"))
    posts = Prefetch("posts", Post.objects.in_force().select_related("organisation"))
    return rows.order_by("name", "pk").prefetch_related(posts)


def _posts(posts: Any, chosen: Filter) -> Any:
    found = posts.in_force()
    if chosen.role:
        found = found.filter(role=chosen.role)
    if chosen.area:
        low, high = code_range(chosen.area)
        found = found.filter(area_code__gte=low, area_code__lt=high)
    return found


def _add(office: Office, form: NewPersonForm) -> Person:
    """The person and the first post, or neither."""
    asked = form.cleaned_data
    with transaction.atomic():
        added = add_person(
            username=asked["username"],
            name=asked["name"],
            phone=asked["phone"],
            password=asked["password"] or None,
            actor=office.actor,
            subdistrict=office.root,
        )
        fill_from(form, office, added)
    return added
