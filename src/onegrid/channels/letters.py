"""Sending letters of talks: codes, invitations, the question at the end. A letter is deleted once sent, or no longer good."""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.channels.messengers import Messenger, messenger
from onegrid.deliberation.models import Letter

PATIENCE = timedelta(seconds=30)
MOST_ATTEMPTS = 6
WORDS = {
    "code": gettext_lazy("Your code is %(code)s, good for ten minutes. Tell it to nobody."),
    "meeting": gettext_lazy("“%(title)s” is talked over on %(when)s at %(place)s. You are welcome."),
    "called off": gettext_lazy("The meeting on “%(title)s” on %(when)s has been called off: %(reason)s"),
    "done?": gettext_lazy("“%(title)s”, on which you took part: was it done? Please say so on the topic’s page."),
}


def send_letters(*, at: datetime | None = None, most: int = 200) -> int:
    """Send what is due, the oldest first, at most so many letters; returns how many were sent."""
    at = at or timezone.now()
    waiting = Letter.objects.filter(send_after__lte=at).order_by("send_after")[:most]
    channel = messenger() if waiting else None
    return sum(_send(letter, channel, at) for letter in waiting if channel)


def _send(letter: Letter, channel: Messenger, at: datetime) -> bool:
    """Claim the letter, so that of two senders one sends it; a messenger's fault leaves it for later."""
    again = at + PATIENCE * 2**letter.attempts if letter.attempts < MOST_ATTEMPTS else None
    mine = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, send_after__isnull=False)
    if not mine.update(attempts=F("attempts") + 1, send_after=again):
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            channel.send(letter.phone, _("[OneGrid]") + str(WORDS[letter.topic]) % json.loads(letter.facts))
    except Exception:  # whatever a messenger raises, the letter must be tried again
        if again is None:
            letter.delete()
        return False
    letter.delete()
    return True
