"""Who takes part: a cookie that this deployment signed, and nothing kept in a session."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from onegrid.deliberation.models import Participant

COOKIE, SALT = "participant", "participant of talks"
KEPT = timedelta(days=90)


def participant_of(request: HttpRequest) -> Participant | None:
    """Whoever showed on this device that a telephone is theirs."""
    try:
        pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return None
    return Participant.objects.filter(pk=pk).first()


def remember(response: HttpResponse, participant: Participant) -> HttpResponse:
    """Let the device be known from now on."""
    cookie = signing.dumps(participant.pk, salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, cookie, max_age=KEPT, httponly=True, secure=secure, samesite="Lax")
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Let the device not be known any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
