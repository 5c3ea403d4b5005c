from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.directory.models import Credential, Person


@transaction.atomic
def add_credential(
    person: Person,
    kind: str,
    *,
    issued: date,
    actor: str,
    subdistrict: str,
    number: str = "",
    expires: date | None = None,
) -> Credential:
    """Note a certificate that a person holds. Raises `ValidationError`, by field, without a kind or with reversed dates."""
    credential = Credential(person=person, kind=kind.strip(), number=number.strip(), issued=issued, expires=expires)
    faults: dict[str, Any] = {}
    if not credential.kind or len(credential.kind) > 60:
        faults["kind"] = _("Say which certificate it is, in up to 60 characters.")
    if expires is not None and expires <= issued:
        faults["expires"] = _("The certificate would lapse before it was issued. Choose a later day.")
    if faults:
        raise ValidationError(faults)
    credential.save()
    record_in_journal(subdistrict, "add credential", actor=actor, after=_describe(credential))
    return credential


@transaction.atomic
def remove_credential(credential: Credential, *, actor: str, subdistrict: str) -> None:
    """Remove a certificate that was noted by mistake or withdrawn."""
    before = _describe(credential)
    credential.delete()
    record_in_journal(subdistrict, "remove credential", actor=actor, before=before)


def _describe(credential: Credential) -> dict[str, Any]:
    """What the record says of a certificate: never its number."""
    return {
        "credential": credential.pk,
        "person": credential.person_id,
        "kind": credential.kind,
        "expires": credential.expires.isoformat() if credential.expires else None,
    }
