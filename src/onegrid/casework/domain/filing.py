import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import REPORTER, Actor
from onegrid.casework.calendars import settings_of
from onegrid.casework.case_type import CaseType
from onegrid.casework.domain.attachments import Upload, attach, clean
from onegrid.casework.domain.clocks import start_clock
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case, Contact
from onegrid.casework.models.case import Channel
from onegrid.casework.registry import case_type
from onegrid.casework.routing import Seat, route_case, staffing_of
from onegrid.casework.source import Source, default_source
from onegrid.lib.crypto import derive_secret, keyed_hash, make_secret, read_secret
from onegrid.territory.domain.locating import locate
from onegrid.territory.queries import name_of, plan_with, subdistricts_in_force

# A number is drawn at random and may be taken; three draws in a row are not.
ATTEMPTS = 3
SENTENCE_END = re.compile(r"[。！？；!?;]|\.(?=\s|$)")
LONGEST_ADDRESS = 200


@dataclass(frozen=True)
class Report:
    """What somebody reports. Where: a WGS 84 point, or the code of an area, or (for kinds without a place) a subdistrict.

    `submission` names this very form, so that sending it twice makes one case. `name` and `phone` are the reporter's and
    may stay empty. `organisation` must act where whoever files knows that better than the routes, and `limits` are moments
    agreed for this very case, by clock.
    """

    kind: str
    title: str = ""
    description: str = ""
    category: str = ""
    channel: str = Channel.RESIDENT
    lon: float | None = None
    lat: float | None = None
    area_code: str = ""
    address: str = ""
    name: str = ""
    phone: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    uploads: Sequence[Upload] = ()
    submission: str | None = None
    organisation: int | None = None
    limits: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Filed:
    """A filed case, and the secret code with which its reporter tracks it. The code is known only here.

    `again` means that the same form had come before: the case and the secret are those of the first time, so that whoever
    lost the answer has it now. The secret is empty if it is not the one that the case was filed with.
    """

    case: Case
    secret: str
    again: bool = False


def open_case(
    report: Report,
    *,
    actor: Actor = REPORTER,
    at: datetime | None = None,
    secret: str = "",
    source: Source = default_source,
    also: Callable[[Docket, Filed], None] | None = None,
) -> Filed:
    """File a report: find its area, holder and deadlines, and write it all in one transaction.

    `also` puts what a room keeps beside the case into the same docket. The secret is the one given; else it belongs to the
    submission; else it is made at random. Raises `CaseFault` if the kind is unknown, retired or received at a room's own
    door, a required answer is missing, or the point lies outside.
    """
    if report.submission:
        secret = secret or secret_for(report.submission)
    for _attempt in range(ATTEMPTS):
        docket = Docket()
        filed = file_report(docket, report, actor=actor, at=at or timezone.now(), source=source, secret=secret)
        if also:
            also(docket, filed)
        try:
            docket.write()
        except IntegrityError as fault:
            if report.submission and (known := _filed_before(report.submission, secret)):
                return known
            clash = fault
        else:
            return filed
    raise clash


def file_report(
    docket: Docket, report: Report, *, actor: Actor, at: datetime, source: Source = default_source, secret: str = ""
) -> Filed:
    """Put a new case into a docket; whoever holds the docket writes it. Raises what `open_case` raises."""
    kind = _kind_of(report, actor)
    area_code, plan = _place_of(report, kind, at)
    _check_door(kind, actor)
    _check_answers(report, kind, area_code[:9])
    photos = [clean(upload) for upload in report.uploads]
    seat = _seat_for(report, area_code, timezone.localdate(at))
    secret = secret or make_secret(source.rng)
    case = _make_case(report, kind, area_code, plan, seat, secret, at, source)
    docket.open(case)
    for key in kind.starts:
        start_clock(docket, case, key, at, due=report.limits.get(key))
    if report.name or report.phone:
        docket.add(Contact(case=case, name=report.name, phone=report.phone))
    facts = {
        "kind": case.kind,
        "version": case.kind_version,
        "category": case.category,
        "state": case.state,
        "area": area_code,
        "plan": plan,
        "channel": case.channel,
        "holder": case.holder,
        "due": case.due_at.isoformat() if case.due_at else None,
        "text": hashlib.sha256(f"{case.title}\n{case.description}".encode()).hexdigest(),
    }
    docket.enter(case, "file", actor=actor, at=at, after=facts)
    for photo in photos:
        attach(docket, case, photo, actor=actor, at=at, public=True)
    docket.tell(case, "filed", to="holder", at=at)
    return Filed(case, secret)


def find_by_secret(number: str, secret: str) -> Case | None:
    """The case of a number if the secret code is its reporter's."""
    return Case.objects.filter(number=number.strip(), secret=secret_hash(secret)).first()


def secret_hash(secret: str) -> str:
    """How a tracking code is kept: as a keyed hash, written in capitals without spaces or hyphens."""
    return keyed_hash(settings.CODE_KEY, read_secret(secret))


def new_submission() -> str:
    """A name for a form that is about to be shown."""
    return secrets.token_urlsafe(24)


def secret_for(submission: str) -> str:
    """The tracking code that belongs to a submission: whoever sends it again gets the same one."""
    return derive_secret(settings.CODE_KEY, f"tracking code of {submission}")


def was_filed(submission: str) -> bool:
    """Whether the form of that name has been filed already."""
    return Case.objects.filter(submission=submission).exists()


def _filed_before(submission: str, secret: str) -> Filed | None:
    case = Case.objects.filter(submission=submission).first()
    if case is None:
        return None
    return Filed(case, secret if case.secret == secret_hash(secret) else "", again=True)


def _seat_for(report: Report, area_code: str, on: date) -> Seat:
    """The organisation that the report names, if somebody handles for it; else whoever the routes and the place say."""
    if report.organisation in staffing_of(area_code[:9], on).organisations:
        return Seat(area_code[:9], report.organisation)
    return route_case(report.kind, report.category, area_code, on=on)


def _kind_of(report: Report, actor: Actor) -> CaseType:
    try:
        kind = case_type(report.kind)
    except KeyError:
        raise CaseFault(
            _("There is no kind of case called “%(kind)s”. Choose one from the list.") % {"kind": report.kind}
        ) from None
    if kind.room != actor.room:
        raise CaseFault(
            _("“%(kind)s” is received at a door of its own, not here.") % {"kind": kind.title}, code="own_door"
        )
    return kind


def _check_door(kind: CaseType, actor: Actor) -> None:
    if kind.inside and actor.person is None:
        raise CaseFault(_("“%(kind)s” is filed by the office's own people only.") % {"kind": kind.title}, code="inside")


def _place_of(report: Report, kind: CaseType, at: datetime) -> tuple[str, int | None]:
    if report.lon is not None and report.lat is not None:
        place = locate(report.lon, report.lat, on=at)
        if place.code:
            return place.code, place.plan_id
        raise _outside(place.nearest, place.distance_m)
    if report.area_code:
        plan = plan_with(report.area_code, on=at)
        if plan is None:
            raise CaseFault(_("There is no area with the code %(code)s.") % {"code": report.area_code})
        return report.area_code, plan
    roots = subdistricts_in_force(on=at)
    if kind.needs_place or len(roots) != 1:
        raise CaseFault(_("Say where it is: choose a place on the map or an area."), code="no_place")
    return roots[0], plan_with(roots[0], on=at)


def _outside(nearest: str | None, distance_m: float | None) -> CaseFault:
    if nearest is None:
        return CaseFault(_("This place lies outside every area that is served here."), code="outside")
    words = {"area": name_of(nearest), "metres": round(distance_m or 0)}
    return CaseFault(
        _("This place lies outside the area served here. The nearest is %(area)s, %(metres)d m away.") % words,
        code="outside",
    )


def _check_answers(report: Report, kind: CaseType, subdistrict: str) -> None:
    setting = settings_of(subdistrict).get(kind.key)
    if setting and setting.retired:
        raise CaseFault(
            _("“%(kind)s” is no longer taken here. Choose another kind.") % {"kind": kind.title}, code="retired"
        )
    if report.category and kind.category(report.category) is None:
        words = {"category": report.category, "kind": kind.title}
        raise CaseFault(_("“%(kind)s” has no category called “%(category)s”.") % words)
    if len(report.address.strip()) > LONGEST_ADDRESS:
        raise CaseFault(_("The place may have %(most)d characters at most. Shorten it.") % {"most": LONGEST_ADDRESS})
    for each in kind.fields:
        answer = report.details.get(each.key)
        if each.choices and answer and answer not in dict(each.choices):
            raise CaseFault(_("“%(field)s”: choose one of the answers given.") % {"field": each.title}, code="choice")
    missing = [str(each.title) for each in kind.fields if each.required and not report.details.get(each.key)]
    if not (report.title.strip() or report.description.strip()):
        missing.append(_("what it is about"))
    if missing:
        raise CaseFault(_("Please add: %(fields)s.") % {"fields": "、".join(missing)}, code="missing")


def _make_case(
    report: Report,
    kind: CaseType,
    area_code: str,
    plan: int | None,
    seat: Seat,
    secret: str,
    at: datetime,
    source: Source,
) -> Case:
    return Case(
        id=source.ids.next(at),
        number=source.number(timezone.localdate(at)),
        secret=secret_hash(secret),
        submission=report.submission,
        kind=kind.key,
        kind_version=kind.version,
        category=report.category,
        state=kind.first,
        channel=report.channel,
        title=_title_of(report),
        description=report.description.strip(),
        details=dict(report.details),
        lon=report.lon,
        lat=report.lat,
        address=report.address.strip(),
        area_code=area_code,
        plan_id=plan,
        holder_area=seat.area,
        holder_organisation_id=seat.organisation,
        reported_at=at,
        changed_at=at,
    )


def _title_of(report: Report) -> str:
    """The title as given, else the beginning of the description up to its first sentence end."""
    title = report.title.strip()
    if not title:
        line = report.description.strip().splitlines()[0]
        title = SENTENCE_END.split(line)[0] or line
    return title[:120]
