"""Sending what the engine left in the outbox. A message is sent at least once, and tried again, ever later, until it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation

from onegrid.casework.models import Contact, Message
from onegrid.channels.messengers import Messenger, messenger
from onegrid.channels.wording import words_for
from onegrid.directory.models import Organisation, Person
from onegrid.directory.queries import people_at_seat
from onegrid.lib.fields import data_cipher

PATIENCE = timedelta(minutes=1)
MOST_ATTEMPTS = 8
SEALED = ("phone", "link")
"""Facts that stand encrypted in a message until it is sent, and go from it then."""


def send_waiting(*, at: datetime | None = None, most: int = 200) -> int:
    """Send what is due, the oldest first, at most so many messages; returns how many were sent."""
    at = at or timezone.now()
    channel = messenger()
    waiting = Message.objects.filter(send_after__lte=at).order_by("send_after")[:most]
    return sum(_send(message, channel, at) for message in waiting.select_related("case"))


def _send(message: Message, channel: Messenger, at: datetime) -> bool:
    """Claim the message, so that of two senders one sends it; then send it, and note how that went."""
    again = at + PATIENCE * 2**message.attempts if message.attempts < MOST_ATTEMPTS else None
    mine = Message.objects.filter(pk=message.pk, attempts=message.attempts, send_after__isnull=False)
    if not mine.update(attempts=F("attempts") + 1, send_after=again):
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            for phone in _phones(message):
                channel.send(phone, words_for(message, _opened(message)))
    except Exception as fault:  # whatever a messenger raises, the message must stay in the outbox
        Message.objects.filter(pk=message.pk).update(fault=str(fault)[:500])
        return False
    facts = {name: value for name, value in message.facts.items() if name not in SEALED}
    Message.objects.filter(pk=message.pk).update(sent_at=at, send_after=None, fault="", facts=facts)
    return True


def _phones(message: Message) -> Iterator[str]:
    """The telephone numbers of whom the message is to; nobody, if they left none."""
    kind, _, key = message.to.partition(":")
    if kind == "reporter":
        contact = Contact.objects.filter(case=message.case).first()
        yield from [contact.phone] if contact and contact.phone else []
    elif kind == "given":
        yield _opened(message)["phone"]
    elif kind == "followers":
        yield from (each.phone for each in message.case.followers.all() if each.phone)
    else:
        yield from (person.phone for person in _staff(message, kind, key) if person.phone)


def _opened(message: Message) -> dict[str, Any]:
    """The message's facts in clear."""
    return {name: data_cipher().decrypt(value) if name in SEALED else value for name, value in message.facts.items()}


def _staff(message: Message, kind: str, key: str) -> list[Person]:
    if kind == "person":
        return list(Person.objects.filter(pk=key, is_active=True))
    if kind == "organisation":
        return list(people_at_seat(organisation=Organisation.objects.get(pk=key)))
    case = message.case
    return list(people_at_seat(area_code=case.holder_area, organisation=case.holder_organisation))
