"""Who signs an agreement, who has, and who is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from onegrid.lib.canonical import canonical_json, sha256_hex
from onegrid.mediation.models import Agreement, Mediator, Party, Representative, Signature

SETTLES = (Representative.Power.SPECIAL, Representative.Power.GUARDIAN)
"""Powers with which a representative signs in the place of a party."""


@dataclass(frozen=True)
class Signer:
    """Somebody who signs, and their signature once they did. `role` is 'party', 'representative' or 'mediator'."""

    role: str
    who: Party | Representative | Mediator
    name: str
    signature: Signature | None

    @property
    def key(self) -> str:
        """By what a page names them, as 'party-12'."""
        return f"{self.role}-{self.who.pk}"


def signers_of(agreement: Agreement) -> list[Signer]:
    """The parties, each with who speaks for it, then the mediators. A third party signs if it takes part. Four queries."""
    dispute = agreement.dispute
    signed = {(role, key): each for each in agreement.signatures.all() for role, key in [_signer_of(each)]}
    found: list[Signer] = []
    for party in dispute.parties.prefetch_related("representatives"):
        if party.takes_part:
            found.append(_signer("party", party, party.name, signed))
            found += [_signer("representative", each, each.name, signed) for each in party.representatives.all()]
    present = dispute.appointments.filter(ended_at=None).select_related("mediator__person")
    return [*found, *(_signer("mediator", each.mediator, each.mediator.person.name, signed) for each in present)]


def missing(signers: Sequence[Signer]) -> list[Signer]:
    """The parties and mediators who have not signed; somebody with the power to settle may have done so for a party."""
    spoken_for = {
        each.who.party_id
        for each in signers
        if isinstance(each.who, Representative) and each.who.power in SETTLES and each.signature
    }
    return [
        each
        for each in signers
        if each.signature is None
        and not isinstance(each.who, Representative)
        and not (isinstance(each.who, Party) and each.who.pk in spoken_for)
    ]


def digest_of(agreement: Agreement) -> str:
    """The SHA-256 (hex) of what is signed: the form, the facts, and the terms with their days."""
    terms = [[term.text, term.due_on] for term in agreement.terms.all()]
    return sha256_hex(canonical_json([agreement.pk, agreement.form, agreement.facts, terms]))


def _signer(
    role: str, who: Party | Representative | Mediator, name: str, signed: dict[tuple[str, int], Signature]
) -> Signer:
    return Signer(role, who, name, signed.get((role, who.pk)))


def _signer_of(signature: Signature) -> tuple[str, int]:
    for role in ("party", "representative", "mediator"):
        if (key := getattr(signature, f"{role}_id")) is not None:
            return role, key
    raise ValueError("a signature is somebody's")
