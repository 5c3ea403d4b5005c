from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Open, actor_of, key_of
from onegrid.api.bodies import Either, Parts, Wish, photos_of
from onegrid.api.faults import Refused
from onegrid.api.idempotency import answer_with, fingerprint_of, idempotency_key, key_reused, repeatable
from onegrid.api.moments import Moment
from onegrid.api.openapi import with_photos
from onegrid.api.places import AreaName, Latitude, Longitude, area_name
from onegrid.api.texts import Address, Line, Name, Paragraph, Phone
from onegrid.api.throttles import FILING
from onegrid.api.wording import lazily as _
from onegrid.casework.domain.filing import Filed, Report, open_case, secret_for
from onegrid.casework.models.case import Channel
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.lib.coordinates import Datum, to_wgs84

router = Router(tags=["reports"])


class NewReport(Wish):
    """What somebody reports. Where: degrees in a datum, or the code of an area."""

    kind: Line
    category: Line = ""
    title: Line = ""
    description: Paragraph = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    datum: Datum = Datum.WGS84
    area: Line = ""
    address: Address = ""
    name: Name = ""
    phone: Phone = ""
    details: Parts = Field(default_factory=dict)
    channel: Channel | None = None


class Receipt(BaseModel):
    """What the reporter keeps: the number to quote and the secret code to track with. The rest is as it stands now."""

    number: str
    tracking_code: str
    kind: str
    state: str
    area: AreaName
    reported_at: Moment
    due_at: Moment | None


@router.post(
    "/reports",
    auth=Open(Scope.REPORTS_FILE, Right.FILE),
    throttle=FILING,
    response={201: Receipt},
    openapi_extra=with_photos("NewReport"),
    summary=_("File a report"),
    description=_(
        "As JSON, or with photos as a multipart form. Without a key a few a minute are taken from one address; with a key "
        "the report is filed in the name of its person, and may say through which channel it came. Whoever sends the same "
        "report again under the same idempotency key gets the same number and the same tracking code, however late."
    ),
)
@repeatable
def file_report(request: HttpRequest, report: Annotated[NewReport, Either()]) -> HttpResponse:
    key = idempotency_key(request)
    secret = secret_for(f"{key} {fingerprint_of(request)}") if key else ""
    filed = open_case(_report(request, report, key), actor=actor_of(request), secret=secret)
    if not filed.secret:
        raise key_reused()
    return answer_with(_receipt(filed), 201)


def _report(request: HttpRequest, given: NewReport, key: str | None) -> Report:
    lon, lat = _point(given)
    return Report(
        kind=given.kind,
        category=given.category,
        title=given.title,
        description=given.description,
        channel=_channel(request, given),
        lon=lon,
        lat=lat,
        area_code=given.area,
        address=given.address,
        name=given.name,
        phone=given.phone,
        details=_plain(given.details),
        uploads=photos_of(request),
        submission=key,
    )


def _point(given: NewReport) -> tuple[float | None, float | None]:
    if given.lon is None or given.lat is None:
        if given.lon is given.lat:
            return None, None
        fault = gettext("Longitude and latitude belong together. Send both.")
        raise Refused(422, "invalid", fault, {"lat" if given.lat is None else "lon": [fault]})
    return to_wgs84(given.lon, given.lat, given.datum)


def _channel(request: HttpRequest, given: NewReport) -> Channel:
    if given.channel in (None, Channel.PROGRAM) or key_of(request):
        return given.channel or Channel.PROGRAM
    fault = gettext("Only with a key can a report say through which channel it came.")
    raise Refused(422, "invalid", fault, {"channel": [fault]})


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """Answers are texts, numbers, yes or no. Raises `Refused` for anything that has parts, or is too long."""
    for key, value in details.items():
        if not isinstance(value, str | int | float | bool) or len(str(value)) > 2000 or "\0" in str(value):
            fault = gettext("An answer is a text of at most 2,000 characters, a number, or true or false.")
            raise Refused(422, "invalid", fault, {f"details.{key}": [fault]})
    return details


def _receipt(filed: Filed) -> Receipt:
    case = filed.case
    return Receipt(
        number=case.number,
        tracking_code=filed.secret,
        kind=case.kind,
        state=case.state,
        area=area_name(case.area_code),
        reported_at=case.reported_at,
        due_at=case.due_at,
    )
