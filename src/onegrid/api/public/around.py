from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import BaseModel

from onegrid.api.auth import Open
from onegrid.api.bodies import Either, Wish
from onegrid.api.faults import Refused
from onegrid.api.idempotency import once
from onegrid.api.moments import Moment
from onegrid.api.places import AreaName, InDatum, Latitude, Longitude, area_name
from onegrid.api.texts import Line, Phone
from onegrid.api.throttles import FILING, LOOKING
from onegrid.api.wording import lazily as _
from onegrid.casework.domain.contacts import follow_case
from onegrid.casework.models import Case
from onegrid.casework.nearby import FARTHEST, Known, cases_around
from onegrid.casework.tickets import read_ticket, ticket_for
from onegrid.lib.coordinates import Datum, from_wgs84, to_wgs84

router = Router(tags=["reports"])


class KnownCase(BaseModel):
    """A case as everybody may know it: no number, no words, its place rounded to some 100 m. `ticket` names it for a day to
    whoever wants to join in; null once it has ended."""

    kind: str
    category: str
    state: str
    state_title: str
    area: AreaName
    lon: float | None
    lat: float | None
    reported_at: Moment
    ended_at: Moment | None
    ticket: str | None


class Around(BaseModel):
    """The nearest first."""

    items: list[KnownCase]


class Joining(Wish):
    """Joining in a case that somebody else reported. `phone` is told what its reporter is told."""

    ticket: Line
    phone: Phone = ""


class Joined(BaseModel):
    """With these one sees where it stands, as its reporter does."""

    number: str
    tracking_code: str


@router.get(
    "/around",
    auth=Open(None),
    throttle=LOOKING,
    response=Around,
    summary=_("What is known around a point"),
    description=_("Public kinds only: cases that are open, or were reported within the last thirty days."),
)
def list_around(
    request: HttpRequest,
    lon: Annotated[Longitude, Query(...)],
    lat: Annotated[Latitude, Query(...)],
    datum: InDatum,
    metres: Annotated[int, Query(500, ge=1, le=FARTHEST)],
    kind: Annotated[Line, Query("")],
) -> Around:
    found = cases_around(*to_wgs84(lon, lat, datum), metres=metres, kind=kind)
    return Around(items=[_say(known, datum) for known in found])


@router.post(
    "/around/join",
    auth=Open(None),
    throttle=FILING,
    response=Joined,
    summary=_("Join in a case that somebody else reported"),
)
@once()
def join_case(request: HttpRequest, wish: Annotated[Joining, Either()]) -> Joined:
    case = Case.objects.filter(pk=read_ticket(wish.ticket) or 0, ended_at__isnull=True).first()
    if case is None:
        raise Refused(
            409, "gone", gettext("This matter is settled or no longer on the list. If you still see it, report it.")
        )
    return Joined(number=case.number, tracking_code=follow_case(case, phone=wish.phone))


def _say(known: Known, datum: Datum) -> KnownCase:
    case = known.case
    at = (None, None) if known.lon is None or known.lat is None else from_wgs84(known.lon, known.lat, datum)
    return KnownCase(
        kind=case.kind,
        category=case.category,
        state=case.state,
        state_title=str(case.state_now.title),
        area=area_name(case.area_code),
        lon=at[0],
        lat=at[1],
        reported_at=case.reported_at,
        ended_at=case.ended_at,
        ticket=ticket_for(case) if case.is_open else None,
    )
