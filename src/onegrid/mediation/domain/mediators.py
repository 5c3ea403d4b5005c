"""Who mediates: what mediators can do, who is appointed, whom the parties refuse, and experts from outside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.faults import CaseFault
from onegrid.directory.models import Person
from onegrid.mediation.domain.acting import entering, permit, require
from onegrid.mediation.matching import bar_of, propose_mediators
from onegrid.mediation.models import Appointment, Dispute, Expert, ExpertCall, Mediator, Party
from onegrid.mediation.rules import is_open, is_pending, runs_mediation, somebody_stays, works_on_it


@transaction.atomic
def note_mediator(
    person: Person,
    *,
    subdistrict: str,
    sorts: Sequence[str],
    languages: Sequence[str],
    areas: Sequence[str],
    most: int,
    chairs: bool,
    home: str,
    firm: str,
    by: Actor,
) -> Mediator:
    """Note what a mediator can do and how much, and what would make them partial."""
    mediator, _made = Mediator.objects.update_or_create(
        person=person,
        defaults={
            "sorts": list(sorts),
            "languages": list(languages),
            "areas": list(areas),
            "most": most,
            "chairs": chairs,
            "home": home.strip(),
            "firm": firm.strip(),
        },
    )
    facts = {"person": person.pk, "sorts": list(sorts), "areas": list(areas), "most": most, "chairs": chairs}
    record_in_journal(subdistrict, "note mediator", actor=by.key, after=facts)
    return mediator


def appoint(
    dispute: Dispute, mediators: Sequence[Mediator], *, by: Actor, at: datetime | None = None
) -> list[Appointment]:
    """Give a dispute to a mediator, or to a panel whose first chairs it. Raises `CaseFault` if anything bars one of them."""
    permit(runs_mediation, by, dispute)
    require(is_open, dispute)
    require(somebody_stays, mediators)
    for mediator in mediators:
        if (bar := bar_of(dispute, mediator)) is not None:
            words = {"mediator": mediator.person.name, "why": bar}
            raise CaseFault(_("%(mediator)s cannot be appointed: %(why)s.") % words, code="bar")
    at = at or timezone.now()
    reasons = {each.mediator.pk: list(each.reasons) for each in propose_mediators(dispute)}
    chaired = dispute.appointments.filter(ended_at__isnull=True, chair=True).exists()
    made = [
        Appointment(
            dispute=dispute,
            mediator=mediator,
            chair=not chaired and place == 0,
            reasons=reasons.get(mediator.pk, []),
            at=at,
        )
        for place, mediator in enumerate(mediators)
    ]
    with entering(dispute, "appoint", by=by, at=at, mediators=[each.pk for each in mediators]) as docket:
        put_in_charge(docket, dispute, made, at)
    return made


def put_in_charge(docket: Docket, dispute: Dispute, made: Sequence[Appointment], at: datetime) -> None:
    """Write appointments, let the case name who chairs, and tell everybody appointed."""
    docket.add(*made)
    for each in made:
        if each.chair:
            dispute.case.handler = each.mediator.person
        docket.tell(dispute.case, "appointed", to=each.mediator.person.actor, at=at)


def refuse_mediator(appointment: Appointment, *, party: Party, by: Actor, at: datetime | None = None) -> None:
    """A party does not want this mediator. Nobody has to say why; the mediator is not proposed again."""
    dispute = appointment.dispute
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    require(is_pending, appointment.ended_at is None)
    at = at or timezone.now()
    appointment.ended_at, appointment.refused_by = at, party
    facts = {"mediator": appointment.mediator_id, "party": party.pk}
    with entering(dispute, "refuse mediator", by=by, at=at, **facts) as docket:
        docket.change(appointment)
        others = dispute.appointments.filter(ended_at__isnull=True).exclude(pk=appointment.pk)
        successor = others.select_related("mediator__person").first() if appointment.chair else None
        if successor:
            successor.chair = True
            docket.change(successor)
        if appointment.chair:
            dispute.case.handler = successor.mediator.person if successor else None


def add_expert(subdistrict: str, *, name: str, field: str, organisation: str, phone: str, by: Actor) -> Expert:
    """Put an outside expert on the office's list."""
    with transaction.atomic():
        expert = Expert.objects.create(
            subdistrict=subdistrict, name=name.strip(), field=field.strip(), organisation=organisation, phone=phone
        )
        record_in_journal(subdistrict, "add expert", actor=by.key, after={"expert": expert.pk, "field": expert.field})
    return expert


def call_expert(
    dispute: Dispute, expert: Expert, *, question: str, by: Actor, at: datetime | None = None
) -> ExpertCall:
    """Ask an outside expert something about a dispute."""
    permit(works_on_it, by, dispute)
    require(is_open, dispute)
    at = at or timezone.now()
    call = ExpertCall(dispute=dispute, expert=expert, question=question.strip(), at=at)
    with entering(dispute, "call expert", by=by, at=at, expert=expert.pk) as docket:
        docket.add(call)
    return call


def note_answer(call: ExpertCall, *, answer: str, by: Actor, at: datetime | None = None) -> None:
    """Note what an expert answered."""
    permit(works_on_it, by, call.dispute)
    at = at or timezone.now()
    call.answer, call.answered_at = answer.strip(), at
    with entering(call.dispute, "expert answered", by=by, at=at, expert=call.expert_id) as docket:
        docket.change(call)
