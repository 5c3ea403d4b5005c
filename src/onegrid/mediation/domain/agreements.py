"""What the parties settle: drafted, numbered, signed, followed term by term, confirmed by a court, or broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault
from onegrid.mediation.domain.acting import entering, move, permit, remark, require
from onegrid.mediation.models import Agreement, Dispute, FollowUp, Term
from onegrid.mediation.rules import (
    every_term_has_a_day,
    everybody_agreed,
    has_both_sides,
    has_terms,
    is_a_draft,
    is_open,
    is_pending,
    no_day_is_past,
    nobody_is_missing,
    somebody_mediates,
    was_signed_by_now,
    works_on_it,
)
from onegrid.mediation.signers import missing, signers_of

CONFIRM_WITHIN = timedelta(days=30)
"""People's Mediation Law, article 33: counted from the day on which the agreement takes effect."""
LOOK_AFTER = timedelta(days=30)
"""When somebody asks the parties how they get on, after the last term."""
ATTEMPTS = 5


@dataclass(frozen=True)
class NewTerm:
    """What a party undertakes, and by when."""

    text: str
    due_on: date | None


def draft_agreement(
    dispute: Dispute, *, form: str, facts: str, terms: Sequence[NewTerm], by: Actor, at: datetime | None = None
) -> Agreement:
    """Draft an agreement with its number. Raises `CaseFault` without terms, or for a term without its day."""
    permit(works_on_it, by, dispute)
    at = at or timezone.now()
    check_terms(terms, timezone.localdate(at))
    for rule in (is_open, has_both_sides, everybody_agreed, somebody_mediates):
        require(rule, dispute)
    for _attempt in range(ATTEMPTS):
        agreement = make_agreement(dispute, form, facts, next_serial(dispute.case.area_code[:9], at), at)
        docket = Docket()
        put_agreement(docket, agreement, terms, by=by, at=at)
        try:
            docket.write()
            return agreement
        except IntegrityError:  # somebody else has just drawn this number
            dispute.case.refresh_from_db()
    raise CaseFault(_("Too many agreements are being numbered at this moment. Try again."))


def check_terms(terms: Sequence[NewTerm], on: date) -> None:
    """Raise `CaseFault` unless there are terms, and each has a day that has not passed."""
    require(has_terms, terms)
    require(every_term_has_a_day, [term.due_on for term in terms])
    require(no_day_is_past, [term.due_on for term in terms if term.due_on], on)


def next_serial(subdistrict: str, at: datetime) -> int:
    """The number after the subdistrict's last agreement of the year."""
    mine = Agreement.objects.filter(subdistrict=subdistrict, year=timezone.localtime(at).year)
    return (mine.aggregate(last=Max("serial"))["last"] or 0) + 1


def make_agreement(dispute: Dispute, form: str, facts: str, serial: int, at: datetime) -> Agreement:
    """A draft under a number."""
    return Agreement(
        dispute=dispute,
        form=form,
        subdistrict=dispute.case.area_code[:9],
        year=timezone.localtime(at).year,
        serial=serial,
        facts=facts.strip(),
        made_at=at,
    )


def put_agreement(
    docket: Docket, agreement: Agreement, terms: Sequence[NewTerm], *, by: Actor, at: datetime
) -> list[Term]:
    """Put a draft and its terms, by their days, into a docket."""
    made = _terms_of(agreement, terms)
    docket.add(agreement, *made)
    facts = {"agreement": agreement.pk, "serial": agreement.serial, "terms": len(terms)}
    docket.enter(agreement.dispute.case, "draft agreement", actor=by, at=at, after=facts)
    return made


def _terms_of(agreement: Agreement, terms: Sequence[NewTerm]) -> list[Term]:
    """The terms in the order of their days."""
    dated = sorted((term.due_on, term.text.strip()) for term in terms if term.due_on)
    return [Term(agreement=agreement, place=place, text=text, due_on=day) for place, (day, text) in enumerate(dated, 1)]


@transaction.atomic
def redraft_agreement(
    agreement: Agreement, *, form: str, facts: str, terms: Sequence[NewTerm], by: Actor, at: datetime | None = None
) -> None:
    """Change a draft, which keeps its number. Who had signed it on the screen signs anew, for they signed something else.

    Raises `CaseFault` if it is signed already, and what `draft_agreement` raises.
    """
    dispute, at = agreement.dispute, at or timezone.now()
    permit(works_on_it, by, dispute)
    for rule, told in ((is_a_draft, agreement), (is_open, dispute)):
        require(rule, told)
    check_terms(terms, timezone.localdate(at))
    agreement.terms.all().delete()
    agreement.signatures.all().delete()
    agreement.form, agreement.facts = form, facts.strip()
    with entering(dispute, "redraft agreement", by=by, at=at, agreement=agreement.pk, terms=len(terms)) as docket:
        docket.change(agreement)
        docket.add(*_terms_of(agreement, terms))


def sign_agreement(
    agreement: Agreement,
    *,
    by: Actor,
    at: datetime | None = None,
    signed_on: date | None = None,
    on_screen: bool = False,
) -> None:
    """The parties signed (or, of an oral one, agreed to what was recorded): each term becomes a follow-up on its day.

    The thirty days for judicial confirmation begin with the day of signing. Raises `CaseFault` if it is signed already, or,
    `on_screen`, if somebody has not.
    """
    dispute, at = agreement.dispute, at or timezone.now()
    permit(works_on_it, by, dispute)
    require(is_a_draft, agreement)
    if signed_on is not None:
        require(was_signed_by_now, signed_on, timezone.localdate(agreement.made_at), timezone.localdate(at))
    if on_screen:
        require(nobody_is_missing, missing(signers_of(agreement)))
    docket = Docket()
    sign_in(docket, agreement, list(agreement.terms.all()), by=by, at=at, signed_on=signed_on)
    docket.write()


def sign_in(
    docket: Docket,
    agreement: Agreement,
    terms: Sequence[Term],
    *,
    by: Actor,
    at: datetime,
    signed_on: date | None = None,
) -> list[FollowUp]:
    """The same in a docket that somebody else writes; returns what is to be followed up."""
    dispute = agreement.dispute
    day = signed_on or timezone.localdate(at)
    agreement.state, agreement.signed_on = Agreement.State.SIGNED, day
    dispute.settled_at = at
    docket.change(agreement)
    docket.change(dispute)
    visits = [FollowUp(dispute=dispute, term=term, due_on=term.due_on) for term in terms]
    visits.append(FollowUp(dispute=dispute, due_on=max(term.due_on for term in terms) + LOOK_AFTER))
    docket.add(*visits)
    dues = {"perform": end_of(min(term.due_on for term in terms)), "confirm": end_of(day + CONFIRM_WITHIN)}
    move(docket, dispute, "agree", by=by, at=at, dues=dues)
    return visits


def keep_term(term: Term, *, by: Actor, at: datetime | None = None, note: str = "") -> None:
    """A term was performed. The clock goes on to the next one; after the last the dispute is closed."""
    dispute, at = term.agreement.dispute, at or timezone.now()
    permit(works_on_it, by, dispute)
    require(is_pending, term.kept_on is None and term.agreement.state == Agreement.State.SIGNED)
    docket = Docket()
    left = [each for each in term.agreement.terms.filter(kept_on__isnull=True) if each.pk != term.pk]
    keep_in(docket, term, left, list(term.follow_ups.filter(done_at__isnull=True)), by=by, at=at, note=note)
    docket.write()


def keep_in(
    docket: Docket,
    term: Term,
    left: Sequence[Term],
    follow_ups: Sequence[FollowUp],
    *,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """The same in a docket that somebody else writes; `left` are the terms that are still to be performed."""
    agreement = term.agreement
    term.kept_on = timezone.localdate(at)
    docket.change(term)
    for each in follow_ups:
        each.done_at, each.outcome, each.note, each.by = at, FollowUp.Outcome.GOOD, note.strip(), by.person
        docket.change(each)
    if left:
        dues = {"perform": end_of(min(each.due_on for each in left))}
        move(docket, agreement.dispute, "keep-term", by=by, at=at, dues=dues)
        return
    agreement.state = Agreement.State.KEPT
    docket.change(agreement)
    move(docket, agreement.dispute, "keep", by=by, at=at)


def break_agreement(agreement: Agreement, *, why: str, by: Actor, at: datetime | None = None, note: str = "") -> None:
    """A party does not keep it: the dispute is mediated again, and what was still to be looked at is dropped.

    `why` stands in the record and names nobody; the note is kept in confidence.
    """
    dispute, at = agreement.dispute, at or timezone.now()
    permit(works_on_it, by, dispute)
    require(is_pending, agreement.state in (Agreement.State.SIGNED, Agreement.State.KEPT))
    docket = Docket()
    agreement.state = Agreement.State.BROKEN
    docket.change(agreement)
    for each in dispute.follow_ups.filter(done_at__isnull=True):
        each.done_at, each.outcome, each.by = at, FollowUp.Outcome.BAD, by.person
        docket.change(each)
    remark(docket, dispute, "break", note, by=by, at=at)
    move(docket, dispute, "break", by=by, at=at, reason=why)
    docket.write()


def decide_confirmation(
    agreement: Agreement, *, confirmation: str, court: str = "", by: Actor, at: datetime | None = None
) -> None:
    """Note what became of judicial confirmation: waived or applied for (which stops its clock), then what the court said.

    Raises `CaseFault` for a step out of order.
    """
    permit(works_on_it, by, agreement.dispute)
    require(is_pending, agreement.state in (Agreement.State.SIGNED, Agreement.State.KEPT))
    docket = Docket()
    decide_in(docket, agreement, confirmation, court=court, by=by, at=at or timezone.now())
    docket.write()


def decide_in(
    docket: Docket, agreement: Agreement, confirmation: str, *, court: str = "", by: Actor, at: datetime
) -> None:
    """The same in a docket that somebody else writes."""
    states, dispute = Agreement.Confirmation, agreement.dispute
    first = confirmation in (states.WAIVED, states.FILED)
    if agreement.confirmation != (states.OPEN if first else states.FILED):
        raise CaseFault(_("First the application, then what the court decided."), code="order")
    agreement.confirmation, agreement.court = confirmation, court.strip() or agreement.court
    docket.change(agreement)
    if first:
        move(docket, dispute, "decide-confirmation", by=by, at=at)
        return
    dispute.confirmed_at = at if confirmation == states.CONFIRMED else None
    docket.change(dispute)
    docket.enter(dispute.case, "court decided", actor=by, at=at, after={"confirmation": confirmation})


def end_of(day: date) -> datetime:
    """The last moment of a day here."""
    return datetime.combine(day, time(23, 59, 59), timezone.get_current_timezone())
