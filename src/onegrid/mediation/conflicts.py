"""What makes a mediator partial. Mediators are few: their own details are opened in memory and compared by keys."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onegrid.mediation.keys import key_of
from onegrid.mediation.models import Dispute, Mediator, Party, Representative

IS_PARTY = _("is a party of this dispute")
SPEAKS = _("speaks for a party of this dispute")
SAME_HOME = _("lives in the household of a party")
SAME_FIRM = _("works for the firm of a party")
WAS_AGAINST = _("was in a dispute with one of the parties")


@dataclass(frozen=True)
class Ties:
    """What is known of the parties of one dispute: names, keys, who speaks for them, and whom they were against elsewhere."""

    names: frozenset[tuple[str, str]]
    speakers: frozenset[tuple[str, str]]
    phones: frozenset[str]
    homes: frozenset[str]
    firms: frozenset[str]
    earlier: frozenset[str]


def ties_of(dispute: Dispute, parties: list[Party], speakers: Iterable[Representative] = ()) -> Ties:
    """Everything by which a mediator could be tied to a dispute, with more of who speaks for the parties. Three queries."""
    phones = frozenset(party.phone_key for party in parties if party.phone_key)
    others = Party.objects.filter(phone_key__in=phones).exclude(dispute=dispute).values("dispute")
    met = Party.objects.filter(~Q(phone_key=""), dispute__in=others).exclude(phone_key__in=phones)
    known = [*Representative.objects.filter(party__dispute=dispute), *speakers]
    return Ties(
        speakers=frozenset((each.name, key_of("phone", each.phone)) for each in known),
        names=frozenset((party.name, party.phone_key) for party in parties),
        phones=phones,
        homes=frozenset(party.home_key for party in parties if party.home_key),
        firms=frozenset(key for party in parties for key in _firms(party) if key),
        earlier=frozenset(met.values_list("phone_key", flat=True)),
    )


def conflict_of(mediator: Mediator, ties: Ties) -> Promise | None:
    """Why the mediator may not have the dispute; None if nothing is known against it."""
    phone, name = key_of("phone", mediator.person.phone), mediator.person.name
    if (phone and phone in ties.phones) or any(_same(name, phone, *each) for each in ties.names):
        return IS_PARTY
    if any(_same(name, phone, *each) for each in ties.speakers):
        return SPEAKS
    if (home := key_of("home", mediator.home)) and home in ties.homes:
        return SAME_HOME
    if (firm := key_of("firm", mediator.firm)) and firm in ties.firms:
        return SAME_FIRM
    return WAS_AGAINST if phone and phone in ties.earlier else None


def _same(name: str, phone: str, party: str, party_phone: str) -> bool:
    """A namesake counts as the same person unless their telephone numbers tell them apart."""
    return name == party and not (phone and party_phone and phone != party_phone)


def _firms(party: Party) -> tuple[str, str]:
    """A party's employer, and the party itself where it is a firm."""
    return party.firm_key, key_of("firm", party.name)
