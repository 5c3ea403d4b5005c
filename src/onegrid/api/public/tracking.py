from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Header, Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Open
from onegrid.api.bodies import Either, Wish, photos_of
from onegrid.api.faults import Refused, not_found
from onegrid.api.files import answer_with_file
from onegrid.api.idempotency import once
from onegrid.api.moments import Moment
from onegrid.api.openapi import with_photos
from onegrid.api.places import AreaName, InDatum, Position, area_name, position
from onegrid.api.texts import Id, Line, Paragraph
from onegrid.api.throttles import TRACKING
from onegrid.api.wording import lazily as _
from onegrid.audit.models import Entry
from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.filing import find_by_secret, secret_hash
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case, Follower
from onegrid.casework.numbers import read_number
from onegrid.casework.permits import moves_open_to
from onegrid.casework.queries import entries_of
from onegrid.lib.coordinates import Datum

router = Router(tags=["reports"])
Code = Annotated[Line, Header(..., alias="X-Tracking-Code")]


class PublicReply(BaseModel):
    """What the office answered."""

    at: Moment
    text: str


class Photo(BaseModel):
    """A public photo; its bytes are at `/reports/{number}/photos/{id}`."""

    id: str
    name: str
    at: Moment


class Stage(BaseModel):
    """Since when the case is in a state."""

    at: Moment
    state: str
    state_title: str


class Tracked(BaseModel):
    """Where a report stands, as its reporter may see it. `moves` are what the reporter may do now."""

    number: str
    kind: str
    kind_title: str
    category: str
    title: str
    description: str
    state: str
    state_title: str
    area: AreaName
    address: str
    position: Position | None
    reported_at: Moment
    due_at: Moment | None
    ended_at: Moment | None
    rating: int | None
    merged_into: str | None
    moves: list[str]
    stages: list[Stage]
    replies: list[PublicReply]
    photos: list[Photo]


class Rating(Wish):
    """How content the reporter is, from 1 to 5."""

    rating: Annotated[int, Field(ge=1, le=5)]
    reason: Paragraph = ""


class WithReason(Wish):
    """Why."""

    reason: Paragraph = ""


@router.get(
    "/reports/{number}",
    auth=Open(None),
    throttle=TRACKING,
    response=Tracked,
    summary=_("Where a report stands"),
    description=_("For whoever has the tracking code: the reporter, or somebody who follows the case."),
)
def track_report(request: HttpRequest, number: Line, code: Code, datum: InDatum) -> Tracked:
    case, is_reporter = _tracked(number, code)
    return _say(case, datum, is_reporter=is_reporter)


@router.get(
    "/reports/{number}/photos/{photo}",
    auth=Open(None),
    throttle=TRACKING,
    summary=_("A public photo of a report"),
)
def show_report_photo(request: HttpRequest, number: Line, photo: Id, code: Code) -> HttpResponse:
    case, _is_reporter = _tracked(number, code)
    return answer_with_file(case.attachments.filter(public=True), photo)


@router.post(
    "/reports/{number}/rate",
    auth=Open(None),
    throttle=TRACKING,
    response=Tracked,
    summary=_("Rate the outcome of a report"),
)
@once()
def rate_report(request: HttpRequest, number: Line, code: Code, wish: Annotated[Rating, Either()]) -> Tracked:
    return _move(number, code, "rate", rating=wish.rating, reason=wish.reason)


@router.post(
    "/reports/{number}/reopen",
    auth=Open(None),
    throttle=TRACKING,
    response=Tracked,
    openapi_extra=with_photos("WithReason"),
    summary=_("Reopen a closed case, once, with words and photos"),
)
@once()
def reopen_report(request: HttpRequest, number: Line, code: Code, wish: Annotated[WithReason, Either()]) -> Tracked:
    return _move(number, code, "reopen", reason=wish.reason, photo=photos_of(request))


@router.post(
    "/reports/{number}/withdraw",
    auth=Open(None),
    throttle=TRACKING,
    response=Tracked,
    summary=_("Withdraw a report"),
)
@once()
def withdraw_report(
    request: HttpRequest,
    number: Line,
    code: Code,
    wish: Annotated[WithReason, Either(WithReason())],
) -> Tracked:
    return _move(number, code, "withdraw", reason=wish.reason)


def _tracked(number: str, code: str) -> tuple[Case, bool]:
    """The case that the code opens, and whether it is the reporter's own. Raises `Refused`, the same for either mistake."""
    known = read_number(number)
    if known is None:
        raise not_found()
    if case := find_by_secret(known, code):
        return case, True
    follower = Follower.objects.filter(case__number=known, secret=secret_hash(code)).select_related("case").first()
    if follower is None:
        raise not_found()
    return follower.case, False


def _move(number: str, code: str, move: str, **answers: Any) -> Tracked:
    case, is_reporter = _tracked(number, code)
    if not is_reporter:
        raise Refused(403, "who", gettext("Only whoever reported the case may do this."))
    make_move(case, move, actor=REPORTER, **answers)
    return _say(case, Datum.WGS84, is_reporter=True)


def _say(case: Case, datum: Datum, *, is_reporter: bool) -> Tracked:
    return Tracked(
        number=case.number,
        kind=case.kind,
        kind_title=case.kind_title,
        category=case.category,
        title=case.title,
        description=case.description,
        state=case.state,
        state_title=str(case.state_now.title),
        area=area_name(case.area_code),
        address=case.address,
        position=position(case.lon, case.lat, datum),
        reported_at=case.reported_at,
        due_at=case.due_at,
        ended_at=case.ended_at,
        rating=case.rating,
        merged_into=case.merged_into.number if case.merged_into else None,
        moves=[move.key for move in moves_open_to(REPORTER, case)] if is_reporter else [],
        stages=_stages(case, list(entries_of(case))),
        replies=[PublicReply(at=reply.at, text=reply.text) for reply in case.replies.all()],
        photos=[Photo(id=str(each.pk), name=each.name, at=each.at) for each in case.attachments.filter(public=True)],
    )


def _stages(case: Case, entries: list[Entry]) -> list[Stage]:
    return [
        Stage(at=entry.at, state=state, state_title=str(case.type.state(state).title))
        for entry in entries
        if (state := entry.after.get("state"))
    ]
