import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.directory.models import Person, Token
from onegrid.directory.scopes import Scope
from onegrid.territory.generations import KEYS, renew


@transaction.atomic
def make_token(
    person: Person, name: str, scopes: Iterable[str], *, actor: str, subdistrict: str, expires: date | None = None
) -> tuple[Token, str]:
    """Make a key with which a program acts for a person; returns it and its secret text, which is known only here.

    Raises `ValidationError`, by field, for an unknown scope or none, no name, or an end that is not ahead.
    """
    token = Token(person=person, name=name.strip(), scopes=sorted(set(scopes)), expires=expires)
    _check(token)
    secret = f"og_{secrets.token_urlsafe(32)}"
    token.digest = Token.digest_of(secret)
    token.save()
    record_in_journal(subdistrict, "make key", actor=actor, after=describe_token(token))
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, actor: str, subdistrict: str) -> None:
    """Revoke a key: it opens nothing any more, here at once, in other processes as soon as they learn of it."""
    before = describe_token(token)
    token.revoked = True
    token.save(update_fields=["revoked"])
    renew(KEYS)
    record_in_journal(subdistrict, "revoke key", actor=actor, before=before, after={"revoked": True})


def describe_token(token: Token) -> dict[str, Any]:
    """What the record says of a key: nothing by which it could be used."""
    return {
        "key": token.pk,
        "person": token.person_id,
        "name": token.name,
        "scopes": list(token.scopes),
        "expires": token.expires.isoformat() if token.expires else None,
    }


def _check(token: Token) -> None:
    faults: dict[str, Any] = {}
    if not token.name or len(token.name) > 60:
        faults["name"] = _("Say what the key is for, in up to 60 characters.")
    if not token.scopes:
        faults["scopes"] = _("Choose what the key may be used for.")
    elif unknown := set(token.scopes) - set(Scope.values):
        faults["scopes"] = _("There is no scope called “%(scope)s”.") % {"scope": sorted(unknown)[0]}
    if token.expires is not None and token.expires <= timezone.localdate():
        faults["expires"] = _("The key would have expired already. Choose a later day.")
    if faults:
        raise ValidationError(faults)
