from django.db.models import Q, QuerySet

from onegrid.directory.models import Person, Post, Role
from onegrid.directory.rights import Right, has_right, scope_of
from onegrid.mediation.models import Appointment, Dispute, Expert, Mediator


def disputes_visible_to(person: Person) -> QuerySet[Dispute]:
    """The disputes that somebody works on: those of the mediation office's area, and those that a mediator was given."""
    query = scope_of(person, Right.RUN_MEDIATION).as_filter("case__area_code")
    if has_right(person, Right.MEDIATE):
        query |= Q(pk__in=Appointment.objects.filter(mediator=person.pk, ended_at__isnull=True).values("dispute"))
    return Dispute.objects.filter(query).select_related("case")


def dispute_visible_to(person: Person, number: str) -> Dispute:
    """One dispute by its case's number. Raises `Dispute.DoesNotExist` if there is none that the person works on."""
    return disputes_visible_to(person).get(case__number=number)


def mediators_of(subdistrict: str) -> QuerySet[Mediator]:
    """Everybody on the post of a mediator in a subdistrict of whom the office noted what they can do, by name."""
    posts = Post.objects.in_force().filter(role=Role.MEDIATOR, area_code__startswith=subdistrict)
    return Mediator.objects.filter(person__in=posts.values("person")).select_related("person").order_by("person__name")


def experts_of(subdistrict: str) -> QuerySet[Expert]:
    """The outside experts whom an office calls in."""
    return Expert.objects.filter(subdistrict=subdistrict)
