from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Key, actor_of
from onegrid.api.bodies import Wish
from onegrid.api.idempotency import once
from onegrid.api.office.reach import AskedSubdistrict, Subdistrict, require
from onegrid.api.texts import Line, Name
from onegrid.api.wording import lazily as _
from onegrid.casework.calendars import calendar_of
from onegrid.casework.domain.calendar import Ruling, declare_days, set_office_hours, withdraw_days
from onegrid.casework.domain.kinds import retire_kind, set_kind
from onegrid.casework.models import CalendarDay, KindSetting
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope

router = Router(tags=["office"])
writes = Key(Scope.OFFICE_WRITE, Right.EDIT_CALENDAR)


class Day(Wish):
    """What an office declares of a day."""

    day: date
    working: bool
    note: Name = ""


class Days(Wish):
    """Days that an office declares, over the published calendar."""

    subdistrict: Subdistrict
    days: Annotated[list[Day], Field(min_length=1, max_length=400)]


class Withdrawn(Wish):
    """Days that are to be again what the published calendar says."""

    subdistrict: Subdistrict
    days: Annotated[list[date], Field(min_length=1, max_length=400)]


class Hours(Wish):
    """Office hours, as `09:00-12:00 13:30-17:30`."""

    subdistrict: Subdistrict
    hours: Line


class Moved(BaseModel):
    """How many open deadlines moved."""

    moved: int


class OfficeCalendar(BaseModel):
    """The office hours, and the days of a year that the office declared itself."""

    subdistrict: str
    hours: str
    days: list[Day]


class OwnKind(Wish):
    """An office's own title and limits (`2 working_days`) of a kind; what is empty is the kind's own."""

    subdistrict: Subdistrict
    title: Name = ""
    allowed: Annotated[dict[Line, Line], Field(max_length=20)] = Field(default_factory=dict)
    retired: bool = False


class OwnKindLine(BaseModel):
    """What an office set about a kind."""

    kind: str
    title: str
    allowed: dict[str, str]
    retired: bool


@router.get(
    "/office/calendar",
    auth=Key(Scope.OFFICE_READ, Right.EDIT_CALENDAR),
    response=OfficeCalendar,
    summary=_("The office hours and own days of a subdistrict"),
)
def show_calendar(
    request: HttpRequest, subdistrict: AskedSubdistrict, year: Annotated[int | None, Query(None, ge=2000, le=2099)]
) -> OfficeCalendar:
    require(request, Right.EDIT_CALENDAR, subdistrict)
    rows = CalendarDay.objects.filter(subdistrict=subdistrict)
    rows = rows.filter(day__year=year) if year else rows
    days = [Day(day=row.day, working=row.working, note=row.note) for row in rows.order_by("day")[:2000]]
    return OfficeCalendar(subdistrict=subdistrict, hours=str(calendar_of(subdistrict).office_hours), days=days)


@router.put("/office/calendar/hours", auth=writes, response=Moved, summary=_("Set the office hours"))
@once()
def set_hours(request: HttpRequest, wish: Hours) -> Moved:
    require(request, Right.EDIT_CALENDAR, wish.subdistrict)
    return Moved(moved=set_office_hours(wish.subdistrict, wish.hours, actor=actor_of(request).key))


@router.post(
    "/office/calendar/days",
    auth=writes,
    response=Moved,
    summary=_("Declare days off and make-up working days"),
    description=_("Open deadlines are computed anew, and the change is recorded in each case."),
)
@once()
def add_days(request: HttpRequest, wish: Days) -> Moved:
    require(request, Right.EDIT_CALENDAR, wish.subdistrict)
    rulings = [Ruling(each.day, each.working, each.note) for each in wish.days]
    return Moved(moved=declare_days(wish.subdistrict, rulings, actor=actor_of(request).key))


@router.post("/office/calendar/withdrawals", auth=writes, response=Moved, summary=_("Withdraw declared days"))
@once()
def remove_days(request: HttpRequest, wish: Withdrawn) -> Moved:
    require(request, Right.EDIT_CALENDAR, wish.subdistrict)
    return Moved(moved=withdraw_days(wish.subdistrict, wish.days, actor=actor_of(request).key))


@router.put(
    "/office/kinds/{kind}",
    auth=Key(Scope.OFFICE_WRITE, Right.EDIT_ROUTES),
    response=OwnKindLine,
    summary=_("Set an office's own wording and limits of a kind, or retire it"),
)
@once()
def change_kind(request: HttpRequest, kind: Line, wish: OwnKind) -> OwnKindLine:
    require(request, Right.EDIT_ROUTES, wish.subdistrict)
    actor = actor_of(request).key
    setting = set_kind(wish.subdistrict, kind, actor=actor, title=wish.title, allowed=wish.allowed)
    if setting.retired != wish.retired:
        setting = retire_kind(wish.subdistrict, kind, actor=actor, retired=wish.retired)
    return _say(setting)


def _say(setting: KindSetting) -> OwnKindLine:
    return OwnKindLine(kind=setting.kind, title=setting.title, allowed=setting.allowed, retired=setting.retired)
