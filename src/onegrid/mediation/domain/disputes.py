"""The door: a dispute is received, typed, graded, sent its way, and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.filing import Filed, Report, file_report, open_case
from onegrid.casework.models.case import Channel
from onegrid.casework.source import Source, default_source
from onegrid.mediation.domain.acting import entering, inside, move, permit, remark, require
from onegrid.mediation.domain.parties import NewParty, make_party
from onegrid.mediation.grading import WHY, grade, usual_way
from onegrid.mediation.keys import key_of
from onegrid.mediation.models import Dispute, Party, RouteChange
from onegrid.mediation.models.dispute import MEDIATED, Door, Sort, Way
from onegrid.mediation.rules import has_both_sides, is_open, runs_mediation, works_on_it

KIND = "dispute"
CHANNELS = {
    Door.RESIDENT: Channel.RESIDENT,
    Door.GRID_MEMBER: Channel.GRID_MEMBER,
    Door.HOTLINE: Channel.HOTLINE,
    Door.COURT: Channel.COUNTER,
    Door.POLICE: Channel.COUNTER,
}


@dataclass(frozen=True)
class Brought:
    """A dispute as it is brought. `area_code` is where it lies; texts and parties are kept encrypted, beside the case."""

    sort: str
    door: str
    area_code: str
    statement: str
    wants: str = ""
    place: str = ""
    language: str = ""
    signs: Sequence[str] = ()
    parties: Sequence[NewParty] = field(default_factory=tuple)
    submission: str | None = None


def bring_dispute(brought: Brought, *, by: Actor, at: datetime | None = None) -> Filed:
    """Receive a dispute as a case without words, and what is confidential beside it, in one transaction.

    Its risk follows from its signs and its route from its type; the office may change both. Raises `CaseFault`.
    """
    at = at or timezone.now()

    def also(docket: Docket, filed: Filed) -> None:
        keep_beside(docket, filed, brought, by=by, at=at)

    return open_case(report_of(brought), actor=inside(by), at=at, also=also)


def file_dispute(
    docket: Docket, brought: Brought, *, by: Actor, at: datetime, source: Source = default_source
) -> tuple[Dispute, list[Party]]:
    """The same into a docket that somebody else writes."""
    filed = file_report(docket, report_of(brought), actor=inside(by), at=at, source=source)
    return keep_beside(docket, filed, brought, by=by, at=at)


def report_of(brought: Brought) -> Report:
    """The case's own report: what sort of dispute, and where; nothing that was said."""
    title = _in_office_language(Sort(brought.sort).label)
    return Report(
        kind=KIND,
        title=title,
        category=brought.sort,
        channel=CHANNELS[Door(brought.door)],
        area_code=brought.area_code,
        submission=brought.submission,
    )


def keep_beside(
    docket: Docket, filed: Filed, brought: Brought, *, by: Actor, at: datetime
) -> tuple[Dispute, list[Party]]:
    """What is confidential, put beside the case that was filed for it: the dispute and its parties."""
    dispute = Dispute(
        case=filed.case,
        sort=brought.sort,
        door=brought.door,
        way=usual_way(brought.sort),
        risk=grade(brought.signs),
        signs=list(brought.signs),
        statement=brought.statement.strip(),
        wants=brought.wants.strip(),
        place=brought.place.strip(),
        place_key=key_of("home", brought.place),
        language=brought.language,
    )
    docket.add(dispute)
    docket.add(
        RouteChange(
            dispute=dispute, way=dispute.way, why=_in_office_language(WHY[usual_way(brought.sort)]), by=by.person, at=at
        )
    )
    parties = [make_party(dispute, each) for each in brought.parties]
    docket.add(*parties)
    return dispute, parties


def _in_office_language(words: object) -> str:
    """What is kept is kept in the office's own language, whoever brings the dispute."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(words)


def accept_dispute(dispute: Dispute, *, by: Actor, at: datetime | None = None) -> None:
    """Accept a dispute for mediation: the thirty days begin. Raises `CaseFault` unless both sides are named."""
    permit(runs_mediation, by, dispute)
    require(has_both_sides, dispute)
    docket, at = Docket(), at or timezone.now()
    dispute.accepted_at = at
    docket.change(dispute)
    move(docket, dispute, "accept", by=by, at=at)
    docket.write()


def grade_dispute(
    dispute: Dispute, *, sort: str, signs: Sequence[str], language: str, by: Actor, at: datetime | None = None
) -> None:
    """Say what sort of dispute it is, what makes it risky (the grade follows), and which language it needs."""
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    before = {"sort": dispute.sort, "risk": dispute.risk}
    dispute.sort, dispute.signs, dispute.risk, dispute.language = sort, list(signs), grade(signs), language
    with entering(dispute, "grade", by=by, at=at or timezone.now(), sort=sort, risk=dispute.risk, was=before) as docket:
        docket.change(dispute)


def route_dispute(dispute: Dispute, *, way: str, why: str, by: Actor, at: datetime | None = None) -> None:
    """Send a dispute another way, with the reason: to another kind of mediation, to arbitration or court, or back.

    The dispute stays here and is followed whichever way it goes, so that nobody is sent from door to door.
    """
    permit(works_on_it, by, dispute)
    docket, at = Docket(), at or timezone.now()
    was, dispute.way = dispute.way, Way(way)
    if dispute.way not in MEDIATED and dispute.case.state != "referred":
        move(docket, dispute, "refer", by=by, at=at, reason=Way(way).label)
    elif dispute.way in MEDIATED and dispute.case.state == "referred":
        dispute.accepted_at = dispute.accepted_at or at
        move(docket, dispute, "bring-back", by=by, at=at, reason=Way(way).label)
    else:
        require(is_open, dispute)
        docket.enter(dispute.case, "route", actor=by, at=at, before={"way": was}, after={"way": way})
    docket.change(dispute)
    docket.add(RouteChange(dispute=dispute, way=way, why=why.strip(), by=by.person, at=at))
    docket.write()


def step(
    dispute: Dispute, key: str, *, by: Actor, at: datetime | None = None, note: str = "", **answers: object
) -> None:
    """Make a move of the dispute that changes nothing beside its case: extend, pause, resume, fail, withdraw, end.

    A reason stands in the record of the case and names nobody; the note is kept in confidence.
    """
    permit(works_on_it, by, dispute)
    docket, at = Docket(), at or timezone.now()
    move(docket, dispute, key, by=by, at=at, **answers)
    remark(docket, dispute, key, note, by=by, at=at)
    docket.write()
