"""Showing that a telephone is one's own: a code is sent to it, and typed."""

import hmac
import json
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Letter, Participant, SentCode
from onegrid.deliberation.voices import phone_hash
from onegrid.lib.crypto import keyed_hash
from onegrid.territory.queries import plan_with

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES, MOST_SENDS, SENDS_PER = 5, 3, timedelta(hours=1)
KEPT = timedelta(days=365)


def write_letter(phone: str, topic: str, *, at: datetime, **facts: str) -> Letter:
    """A message for the outbox, unsaved."""
    return Letter(phone=phone, topic=topic, facts=json.dumps(facts), made_at=at, send_after=at)


@transaction.atomic
def send_code(phone: str, *, at: datetime | None = None) -> None:
    """Send a six-digit code to a number (E.164), good for ten minutes. Raises `TalkFault` if three were sent within the hour."""
    at = at or timezone.now()
    mark = phone_hash(phone)
    sent = SentCode.objects.select_for_update().filter(phone_hash=mark).first()
    if sent is None or sent.first_at + SENDS_PER <= at:
        sends, first = 0, at
    else:
        sends, first = sent.sends, sent.first_at
    if sends >= MOST_SENDS:
        raise TalkFault(_("Three codes were sent to this number within the hour. Try again later."), code="too_often")
    code = f"{secrets.randbelow(10**6):06}"
    row = {
        "digest": _digest(mark, code),
        "expires_at": at + GOOD_FOR,
        "tries": 0,
        "sends": sends + 1,
        "first_at": first,
    }
    SentCode.objects.update_or_create(phone_hash=mark, defaults=row)
    write_letter(phone, "code", at=at, code=code).save()


def verify_code(phone: str, code: str, *, area_code: str, at: datetime | None = None) -> Participant:
    """Whoever typed the code that was sent, living in an area. Raises `TalkFault` if it is wrong, too old, or tried too often."""
    at, mark = at or timezone.now(), phone_hash(phone)
    if plan_with(area_code) is None:
        raise TalkFault(_("There is no area with the code %(code)s.") % {"code": area_code}, code="no_area")
    tried = SentCode.objects.filter(phone_hash=mark, expires_at__gt=at, tries__lt=MOST_TRIES)
    if not tried.update(tries=F("tries") + 1):
        raise TalkFault(_("This code is no longer good. Have a new one sent."), code="stale")
    sent = SentCode.objects.get(phone_hash=mark)
    if not hmac.compare_digest(sent.digest, _digest(mark, code.strip())):
        raise TalkFault(_("This is not the code that was sent. Compare it digit by digit."), code="wrong")
    sent.delete()
    known = {"phone": phone, "area_code": area_code, "verified_at": at, "seen_at": at}
    return Participant.objects.update_or_create(phone_hash=mark, defaults=known)[0]


def forget_participants(*, at: datetime | None = None) -> int:
    """Delete the numbers of those who took part in nothing for a year, and codes that are too old; returns how many."""
    at = at or timezone.now()
    SentCode.objects.filter(first_at__lt=at - SENDS_PER, expires_at__lt=at).delete()
    return Participant.objects.filter(seen_at__lt=at - KEPT).delete()[0]


def _digest(mark: str, code: str) -> str:
    return keyed_hash(settings.CODE_KEY, f"code {mark} {code}")
