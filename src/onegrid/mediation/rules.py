"""Small named conditions of mediation. The docstring of a rule is the sentence that the user reads when it is not met."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from onegrid.casework.acts import Act
from onegrid.casework.case_type import Ask
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, has_right
from onegrid.mediation.models import Agreement, Appointment, DateInquiry, Dispute, Session
from onegrid.mediation.models.dispute import Consent, Side


def extends_by_thirty_days_at_most(act: Act) -> bool:
    """An extension that the parties agree to has 1 to 30 days."""
    return act.answers[Ask.DAYS] in range(1, 31)


def runs_mediation(person: Person, dispute: Dispute) -> bool:
    """This is for the mediation office."""
    return has_right(person, Right.RUN_MEDIATION, dispute.case.area_code)


def works_on_it(person: Person, dispute: Dispute) -> bool:
    """This is for the mediators of this dispute and the mediation office."""
    return runs_mediation(person, dispute) or mediates(person, dispute)


def mediates(person: Person, dispute: Dispute) -> bool:
    """This is for the mediators of this dispute."""
    mine = Appointment.objects.filter(dispute=dispute, mediator=person.pk, ended_at__isnull=True)
    return has_right(person, Right.MEDIATE) and mine.exists()


def lies_ahead(starts: datetime, at: datetime) -> bool:
    """A session cannot lie in the past. Choose a later time."""
    return starts > at


def ends_later(starts: datetime, ends: datetime) -> bool:
    """A session ends after it begins, and on the same day."""
    return starts < ends and starts.date() == ends.date()


def says_where(room: str, link: str) -> bool:
    """Give a room, or a link for those who join by video."""
    return bool(room or link)


def is_free(session: Session, mediators: Iterable[int]) -> bool:
    """The room or a mediator is taken at that time. Choose another time or room."""
    same = Q(room=session.room) if session.room else Q(pk__in=[])
    same |= Q(attendances__mediator__in=list(mediators))
    root = session.dispute.case.area_code[:9]
    others = Session.objects.filter(same, state=Session.State.PLANNED, dispute__case__area_code__startswith=root)
    return not others.filter(starts__lt=session.ends, ends__gt=session.starts).exclude(pk=session.pk).exists()


def has_both_sides(dispute: Dispute) -> bool:
    """Name at least one applicant and one respondent first."""
    sides = set(dispute.parties.values_list("side", flat=True))
    return {Side.APPLICANT, Side.RESPONDENT} <= sides


def everybody_agreed(dispute: Dispute) -> bool:
    """Mediation is voluntary: note first that every party agrees to it."""
    return not dispute.parties.exclude(consent=Consent.GIVEN).exclude(side=Side.THIRD).exists()


def somebody_mediates(dispute: Dispute) -> bool:
    """Appoint a mediator first."""
    return dispute.appointments.filter(ended_at__isnull=True).exists()


def has_terms(terms: Iterable[Any]) -> bool:
    """An agreement names what is to be done: write at least one term."""
    return bool(list(terms))


def every_term_has_a_day(days: Iterable[date | None]) -> bool:
    """An agreement cannot be kept without days: say for every term by when it is to be performed."""
    return all(days)


def no_day_is_past(days: Iterable[date], on: date) -> bool:
    """A term cannot fall due before the agreement is made."""
    return all(day >= on for day in days)


def is_a_draft(agreement: Agreement) -> bool:
    """This agreement is signed already."""
    return agreement.state == Agreement.State.DRAFT


def nobody_is_missing(missing: Iterable[Any]) -> bool:
    """Not everybody has signed on the screen yet. Let them sign, or file the paper that they signed."""
    return not list(missing)


def was_signed_by_now(signed_on: date, made_on: date, today: date) -> bool:
    """An agreement is signed between the day on which it was drafted and today."""
    return made_on <= signed_on <= today


def offers_a_choice(dates: Iterable[Any]) -> bool:
    """Offer two dates or more that differ, so that there is something to choose from."""
    return len(set(dates)) > 1


def asks_for_no_dates(dispute: Dispute) -> bool:
    """Dates are being asked for already. Choose one of them, or drop them first."""
    return not dispute.inquiries.filter(state=DateInquiry.State.OPEN).exists()


def is_still_asked(inquiry: DateInquiry) -> bool:
    """These dates are not asked for any more: one was chosen, or they were dropped."""
    return inquiry.state == DateInquiry.State.OPEN


def somebody_stays(names: Iterable[str]) -> bool:
    """Choose at least one mediator, and one of them to chair."""
    return bool(list(names))


def is_pending(waits: bool) -> bool:
    """This is done already, or does not hold any more. Look at the dispute again."""
    return waits


def is_open(dispute: Dispute) -> bool:
    """This dispute has come to its end; nothing can be added to it."""
    return dispute.case.is_open
