import re
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.directory.models import Person
from onegrid.lib.phones import BadPhone, normalise_phone
from onegrid.territory.generations import POSTS, renew

_USERNAME = re.compile(r"[\w.@+-]{2,60}")


@transaction.atomic
def add_person(
    *, username: str, name: str, actor: str, subdistrict: str, password: str | None = None, phone: str = ""
) -> Person:
    """Add somebody who works or serves in a subdistrict; without a password they sign in by the office's own sign-in.

    Raises `ValidationError`, by field, for a user name that is taken or unfit, a weak password or a bad telephone number.
    The record knows people by number only.
    """
    person = Person(username=username.strip(), name=name.strip(), phone=phone)
    _check(person, password=password)
    person.set_password(password)
    person.save()
    record_in_journal(subdistrict, "add person", actor=actor, after={"person": person.pk})
    return person


@transaction.atomic
def change_person(person: Person, *, actor: str, subdistrict: str, name: str, phone: str, is_active: bool) -> None:
    """Change a person's name, telephone number, or whether they may sign in. Raises `ValidationError`, by field.

    Whoever may not sign in fills no post; what their seats hold is handed on as if the post had ended.
    """
    before = Person.objects.get(pk=person.pk)
    person.name, person.phone, person.is_active = name.strip(), phone, is_active
    _check(person)
    person.save(update_fields=["name", "phone", "is_active"])
    renew(POSTS)
    changed = [field for field in ("name", "phone") if getattr(before, field) != getattr(person, field)]
    record_in_journal(
        subdistrict,
        "change person",
        actor=actor,
        before={"person": person.pk, "active": before.is_active},
        after={"person": person.pk, "active": person.is_active, "changed": changed},
    )


@transaction.atomic
def set_password(person: Person, password: str, *, actor: str, subdistrict: str) -> None:
    """Give a person a new password, which ends their sessions. Raises `ValidationError` for a weak one."""
    _check(person, password=password)
    person.set_password(password)
    person.save(update_fields=["password"])
    record_in_journal(subdistrict, "set password", actor=actor, after={"person": person.pk})


def _check(person: Person, *, password: str | None = None) -> None:
    faults: dict[str, Any] = {}
    if not _USERNAME.fullmatch(person.username):
        faults["username"] = _("A user name has 2 to 60 letters, digits or . @ + - _, and no spaces.")
    elif Person.objects.filter(username=person.username).exclude(pk=person.pk).exists():
        faults["username"] = _("Somebody has this user name already. Choose another.")
    if not person.name or len(person.name) > 60:
        faults["name"] = _("Give the person's name, in up to 60 characters.")
    try:
        person.phone = normalise_phone(person.phone) if person.phone else ""
    except BadPhone:
        faults["phone"] = _("This is no telephone number. Type it in digits, a landline with its area code.")
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as weak:
            faults["password"] = weak.messages
    if faults:
        raise ValidationError(faults)
