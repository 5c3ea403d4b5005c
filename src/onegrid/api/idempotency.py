"""Writing once: the same request under the same key gets the same answer, and is carried out once.

The key and the answer are written in the transaction of the write itself, so there is never one without the other. Of two
that arrive at once, the second waits for the first at the row of the key and is then given its answer.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from onegrid.api.auth import key_of
from onegrid.api.bodies import FORMS
from onegrid.api.faults import Refused
from onegrid.api.models import KeptAnswer

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
SHORTEST, LONGEST = 8, 200

Operation = Callable[..., BaseModel]
Marked = TypeVar("Marked", bound=Callable[..., HttpResponse])


def once(status: int = 200) -> Callable[[Operation], Callable[..., HttpResponse]]:
    """Let an operation that writes be asked again under a key. What it refuses is not kept: then nothing was written."""

    def declare(operation: Operation) -> Callable[..., HttpResponse]:
        @wraps(operation)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = idempotency_key(request)
            if key is None:
                return answer_with(operation(request, *args, **kwargs), status)
            return _run_once(request, key, lambda: operation(request, *args, **kwargs), status)

        return repeatable(run)

    return declare


def repeatable(operation: Marked) -> Marked:
    """Mark an operation that takes an idempotency key."""
    operation.repeatable = True  # type: ignore[attr-defined]
    return operation


def idempotency_key(request: HttpRequest) -> str | None:
    """SHA-256 (hex) of who asks and the key that they chose; None if they chose none. Raises `Refused` for a poor key."""
    chosen = request.headers.get(HEADER)
    if chosen is None:
        return None
    if not (SHORTEST <= len(chosen) <= LONGEST and chosen.isascii() and chosen.isprintable()):
        words = {"header": HEADER, "least": SHORTEST, "most": LONGEST}
        raise Refused(422, "bad_key", _("%(header)s must be %(least)d to %(most)d plain letters or digits.") % words)
    key = key_of(request)
    asker = f"key {key.pk}" if key else f"code {request.headers.get('X-Tracking-Code', '')}"
    return hashlib.sha256(f"{asker}\n{chosen}".encode()).hexdigest()


def fingerprint_of(request: HttpRequest) -> str:
    """SHA-256 (hex) of what is asked: the address, and the body; of a form its fields and files, whatever holds them apart."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type not in FORMS:
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            file.seek(0)
            content = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            digest.update(repr((name, file.name, content)).encode())
    return digest.hexdigest()


def key_reused() -> Refused:
    """What is said to whoever uses a key for something else."""
    return Refused(422, "key_reused", _("This key was used for another request. Choose a new key for each request."))


def answer_with(said: BaseModel, status: int) -> HttpResponse:
    """The answer that carries a schema."""
    return HttpResponse(said.model_dump_json(), status=status, content_type="application/json")


def forget_old_keys(*, at: datetime | None = None) -> int:
    """Delete the answers that are kept no longer; returns how many."""
    old = KeptAnswer.objects.filter(made_at__lte=(at or timezone.now()) - KEPT)
    return old.delete()[0]


def _run_once(request: HttpRequest, key: str, operation: Callable[[], BaseModel], status: int) -> HttpResponse:
    asked = fingerprint_of(request)
    with transaction.atomic():
        kept, is_new = _claim(key, asked)
        if not is_new:
            if kept.request != asked:
                raise key_reused()
            return HttpResponse(kept.body, status=kept.status, content_type="application/json")
        answer = answer_with(operation(), status)
        kept.status, kept.body = status, answer.content.decode()
        kept.save(update_fields=["status", "body"])
    return answer


def _claim(key: str, asked: str) -> tuple[KeptAnswer, bool]:
    """The row of a key, and whether it is ours: made just now, or one that had grown too old."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(key=key, request=asked, made_at=now), True
    except IntegrityError:
        kept = KeptAnswer.objects.select_for_update().filter(key=key).first()
    if kept is None:  # forgotten in this very moment
        return _claim(key, asked)
    if kept.made_at > now - KEPT:
        return kept, False
    kept.request, kept.made_at = asked, now
    kept.save(update_fields=["request", "made_at"])
    return kept, True
