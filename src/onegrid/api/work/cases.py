from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from onegrid.api.auth import Key, actor_of, person_of
from onegrid.api.faults import Refused, not_found
from onegrid.api.paging import Cursor, Page, Size, open_cursor, page_of, seal_cursor
from onegrid.api.places import InDatum
from onegrid.api.texts import Id, Line
from onegrid.api.wording import lazily as _
from onegrid.api.work.dispatch import CandidateLine, say_candidate
from onegrid.api.work.saying import CaseLine, Named, WholeCase, named, say_case, say_line
from onegrid.casework.dispatch.candidates import candidates_for
from onegrid.casework.inside import say_fault
from onegrid.casework.lamps import Lamp
from onegrid.casework.models import Case
from onegrid.casework.numbers import read_number
from onegrid.casework.pages import MOST_COUNTED
from onegrid.casework.queries import case_visible_to, cases_visible_to
from onegrid.casework.queue import Group, Selection, lamps_visible_to, queue_visible_to
from onegrid.casework.waiting import waiting_for
from onegrid.directory.queries import organisations_visible_to, people_at_seat
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.lib.coordinates import Datum, to_wgs84
from onegrid.lib.polygons import BadPolygon, Polygon, polygon_of, read_polygon

router = Router(tags=["cases"])
reads = Key(Scope.CASES_READ, Right.SEE_CASES)
AreaCode = Annotated[str, Field(pattern=r"^([0-9]{3}){3,6}$")]
Corners = Annotated[str, Field(max_length=2000, examples=["116,36;116.01,36;116.01,36.01"])]


class Wanted(BaseModel):
    """Which cases are wanted; all that is said must fit."""

    group: Group = Group.OPEN
    lamp: Lamp | None = None
    kind: Line = ""
    category: Line = ""
    channel: Line = ""
    area: AreaCode | None = None
    holder_area: AreaCode | None = None
    holder_organisation: Id | None = None
    since: date | None = None
    until: date | None = None
    q: Line = ""
    polygon: Corners = ""

    def selection(self, datum: Datum) -> Selection:
        """The same in the words of the queue; the polygon's corners are degrees in a datum."""
        return Selection(
            group=self.group,
            lamp=self.lamp,
            kind=self.kind,
            category=self.category,
            channel=self.channel,
            area=self.area or "",
            seat=self.holder_area or "",
            organisation=self.holder_organisation,
            since=self.since,
            until=self.until,
            words=self.q,
            polygon=_polygon(self.polygon, datum) if self.polygon else None,
        )


def _polygon(text: str, datum: Datum) -> Polygon:
    """Raises `Refused` for what is no polygon."""
    try:
        return polygon_of(to_wgs84(lon, lat, datum) for lon, lat in read_polygon(text).corners)
    except BadPolygon as bad:
        fault = say_fault(bad)
        raise Refused(422, "invalid", fault, {"polygon": [fault]}) from None


class Lamps(BaseModel):
    """How many open cases show each lamp; `at_most` and one more means that counting stopped there."""

    green: int
    amber: int
    red: int
    none: int
    at_most: int = MOST_COUNTED


@router.get(
    "/cases",
    auth=reads,
    response=Page[CaseLine],
    summary=_("The cases that you may see"),
    description=_(
        "As the desk's queue: open ones by deadline, ended ones and what `q` searches (number, text and place) the newest "
        "first. `area` holds the cases; `holder_area` or `holder_organisation` must act on them; `since` and `until` are "
        "days of reporting; `polygon` holds the case's point: 3 to 30 corners as `lon,lat;lon,lat;…`, whose sides do not cross. "
        "A page may hold fewer items than asked for while `next` is not null: it had looked through "
        "enough, and the next one goes on from there."
    ),
)
def list_cases(
    request: HttpRequest, wanted: Annotated[Wanted, Query(...)], datum: InDatum, cursor: Cursor, size: Size
) -> Page[CaseLine]:
    selection = wanted.selection(datum)
    after = open_cursor(cursor, selection) if cursor else ""
    page = queue_visible_to(person_of(request), selection, after=after, size=size)
    more = seal_cursor(page.after, selection) if page.after else None
    return Page(items=[say_line(case, datum) for case in page.rows], next=more)


@router.get(
    "/changes",
    auth=reads,
    response=Page[CaseLine],
    summary=_("The cases that changed since a moment, in the order of their last change"),
    description=_(
        "To follow along: begin with a moment, go through the pages, and begin again with the last `changed_at` that you "
        "saw. A case that changes meanwhile comes again."
    ),
)
def list_changes(
    request: HttpRequest, since: Annotated[AwareDatetime, Query(...)], datum: InDatum, cursor: Cursor, size: Size
) -> Page[CaseLine]:
    cases = cases_visible_to(person_of(request)).filter(changed_at__gte=since)
    rows = cases.select_related("holder_organisation", "handler")
    return page_of(rows, ("changed_at", "id"), cursor, size, lambda found: [say_line(case, datum) for case in found])


@router.get(
    "/waiting",
    auth=reads,
    response=Page[CaseLine],
    summary=_("What waits for you: open cases that your own seats hold, the most pressing first"),
)
def list_waiting(request: HttpRequest, datum: InDatum, cursor: Cursor, size: Size) -> Page[CaseLine]:
    after = open_cursor(cursor, "waiting") if cursor else ""
    page = waiting_for(person_of(request)).page(after, size=size)
    more = seal_cursor(page.after, "waiting") if page.after else None
    return Page(items=[say_line(case, datum) for case in page.rows], next=more)


@router.get("/lamps", auth=reads, response=Lamps, summary=_("How many of your open cases show each lamp"))
def count_lamps(request: HttpRequest, area: Annotated[AreaCode | None, Query(None)]) -> Lamps:
    counts = lamps_visible_to(person_of(request), area or "")
    return Lamps(**{lamp.value: count for lamp, count in counts.items()})


@router.get("/cases/{number}", auth=reads, response=WholeCase, summary=_("One case, and what you may do with it"))
def show_case(request: HttpRequest, number: Line, datum: InDatum) -> WholeCase:
    return say_case(find_case(request, number), actor_of(request), datum)


@router.get(
    "/cases/{number}/seat",
    auth=reads,
    response=list[Named],
    summary=_("Who sits where a case is: its possible handlers"),
)
def list_seat(request: HttpRequest, number: Line) -> list[Named]:
    case = find_case(request, number)
    people = people_at_seat(area_code=case.holder_area, organisation=case.holder_organisation)
    return [named(each) for each in people.order_by("name", "pk")]


@router.get(
    "/cases/{number}/candidates",
    auth=reads,
    response=list[CandidateLine],
    summary=_("Who could take a case, the best first, and why"),
    description=_(
        "Everybody to whom you may hand the case on now: by which `move`, and with which `answers` beside what else the move "
        "asks. Those who are not `suggested` come last; `objections` say what speaks against them. Nobody, if you may not "
        "hand it on."
    ),
)
def list_candidates(request: HttpRequest, number: Line) -> list[CandidateLine]:
    case = find_case(request, number)
    return [say_candidate(each) for each in candidates_for(case, actor_of(request))]


@router.get(
    "/organisations",
    auth=reads,
    response=Page[Named],
    summary=_("The organisations to which cases can be handed, or which can be called to them"),
)
def list_organisations(request: HttpRequest, cursor: Cursor, size: Size) -> Page[Named]:
    rows = organisations_visible_to(person_of(request))
    return page_of(rows, ("id",), cursor, size, lambda found: [named(each) for each in found])


def find_case(request: HttpRequest, number: str) -> Case:
    """The case of a number as people write it. Raises `Refused`, the same whether there is none or it is not for them."""
    known = read_number(number)
    if known is None:
        raise not_found()
    return case_visible_to(person_of(request), known)
