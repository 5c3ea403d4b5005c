"""Alternatives that wait are computed, one after the other, by whoever runs the background tasks.

The computing runs in a thread of its own and knows no database; this loop writes down how far it is, and looks whether somebody
broke it off. Whoever computes gives a sign of life; an alternative without one for a while is taken over by another process.
"""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from onegrid.planning.findings import Refused
from onegrid.planning.watch import Cancelled, Watch
from onegrid.studio.desk import NotReady, desk_of
from onegrid.studio.drafting import Draft, draft_alternative
from onegrid.studio.findings import say_why_not
from onegrid.studio.models import Alternative

log = logging.getLogger(__name__)
LOST = timedelta(seconds=30)
PAUSE = 0.3


def compute_waiting(stop: threading.Event | None = None) -> bool:
    """Compute the alternative that has waited longest; returns whether there was one. Stops midway if told to: another process,
    or this one when it is started again, begins anew."""
    alternative = _claim()
    if alternative is None:
        return False
    try:
        draft = _compute(alternative, stop or threading.Event())
    except (NotReady, Refused) as fault:
        draft = Draft(findings=say_why_not(fault, alternative.drawing), refused=True)
    except Exception as fault:
        log.exception("alternative %d failed", alternative.pk)
        draft = Draft(findings=say_why_not(fault, alternative.drawing), refused=True)
    if draft is not None:
        _write(alternative, draft)
    return True


def _claim() -> Alternative | None:
    now = timezone.now()
    lost = Q(state=Alternative.State.RUNNING) & (Q(beat__isnull=True) | Q(beat__lt=now - LOST))
    waiting = Alternative.objects.filter(Q(state=Alternative.State.WAITING) | lost)
    for pk in waiting.order_by("pk").values_list("pk", flat=True)[:8]:
        worker = str(uuid4())
        mine = {"state": Alternative.State.RUNNING, "worker": worker, "beat": now, "progress": 0.0}
        if waiting.filter(pk=pk).update(**mine):
            return Alternative.objects.select_related("drawing").get(pk=pk)
    return None


def _compute(alternative: Alternative, stop: threading.Event) -> Draft | None:
    """The draft; None if it was broken off, or another process has it now."""
    given_up, done = threading.Event(), [0.0]
    desk = desk_of(alternative.drawing)
    Alternative.objects.filter(pk=alternative.pk).update(revision=alternative.drawing.revision)

    def tell(share: float) -> None:
        done[0] = share

    watch = Watch(tell, given_up.is_set)
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(draft_alternative, desk, alternative.wishes, watch=watch)
        while not _over(job):
            if stop.is_set() or not _still_mine(alternative, done[0]):
                given_up.set()
        try:
            return job.result()
        except Cancelled:
            if stop.is_set():
                _mine(alternative).update(state=Alternative.State.WAITING, progress=0.0)
            return None


def _over(job: "Future[Draft]") -> bool:
    try:
        job.exception(PAUSE)
    except TimeoutError:
        return False
    return True


def _mine(alternative: Alternative) -> QuerySet[Alternative]:
    return Alternative.objects.filter(pk=alternative.pk, state=Alternative.State.RUNNING, worker=alternative.worker)


def _still_mine(alternative: Alternative, share: float) -> bool:
    """Write down how far it is, with a sign of life; False if it was broken off or taken over."""
    return bool(_mine(alternative).update(progress=share, beat=timezone.now()))


def _write(alternative: Alternative, draft: Draft) -> None:
    state = Alternative.State.REFUSED if draft.refused else Alternative.State.DONE
    _mine(alternative).update(
        state=state,
        progress=1.0,
        seconds=draft.seconds,
        findings=draft.findings,
        units=draft.units,
        grids=draft.grids,
        micro_grids=draft.micro_grids,
    )
