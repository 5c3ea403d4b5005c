"""The loops beside the web: what time brings about, and what waits in the outbox."""

import logging
import threading
from collections.abc import Callable
from datetime import date

from django.db import close_old_connections
from django.utils import timezone

from onegrid.api.idempotency import forget_old_keys
from onegrid.audit.domain.anchors import make_anchor
from onegrid.casework.domain.bulk import forget_old_bulk_acts
from onegrid.casework.domain.resettling import resettle_cases
from onegrid.casework.domain.sendings import forget_old_sendings
from onegrid.casework.domain.ticking import delete_contacts, reseat_cases, review_shelved, tick
from onegrid.channels.letters import send_letters
from onegrid.channels.outbox import send_waiting
from onegrid.deliberation.domain.deciding import forget_rolls
from onegrid.deliberation.domain.verifying import forget_participants
from onegrid.mediation.domain.parties import forget_parties
from onegrid.studio.extra import missing_packages
from onegrid.territory.domain.compounds import replace_compounds
from onegrid.territory.generations import LAND, POSTS, token_of

log = logging.getLogger(__name__)


def run_clocks(stop: threading.Event, *, pause: float = 1.0) -> None:
    """Carry out alerts as they fall due, hand on what nobody holds, and do the day's duties, until told to stop."""
    seen: tuple[date, str, str] | None = None
    while not stop.is_set():
        if _attempt(resettle_cases):
            continue  # seats are those of the plan in force: until every case lies in it, none is empty
        worked = _attempt(tick)
        today = timezone.localdate()
        now = (today, token_of(POSTS), token_of(LAND))
        if now != seen:
            _attempt(reseat_cases)
            _attempt(replace_compounds)
            if seen is None or seen[0] != today:
                _attempt(review_shelved)
                _attempt(delete_contacts)
                _attempt(forget_parties)
                _attempt(make_anchor)
            seen = now
        if not worked:
            stop.wait(pause)


def run_tasks(stop: threading.Event, *, pause: float = 1.0) -> None:
    """Send what waits in the outbox and forget old idempotency keys, until told to stop; beside it, plans are computed, which
    takes longer than a message may wait."""
    forgotten: date | None = None
    drawing = threading.Thread(target=run_drawings, args=(stop,), name="drawings")
    drawing.start()
    while not stop.is_set():
        if forgotten != timezone.localdate():
            _attempt(forget_old_keys)
            _attempt(forget_old_sendings)
            _attempt(forget_participants)
            _attempt(forget_rolls)
            _attempt(forget_old_bulk_acts)
            forgotten = timezone.localdate()
        sent = [_attempt(send_letters), _attempt(send_waiting)]
        if not any(sent):
            stop.wait(pause)
    drawing.join()


def run_drawings(stop: threading.Event, *, pause: float = 1.0) -> None:
    """Compute the plans that planners wait for, one at a time, until told to stop. Nothing to do where the extra is missing."""
    if missing_packages():
        return
    from onegrid.studio.domain.computing import compute_waiting  # it would not load without the extra

    def compute() -> bool:
        return compute_waiting(stop)

    while not stop.is_set():
        if not _attempt(compute):
            stop.wait(pause)


def _attempt(work: Callable[[], object]) -> object:
    """One piece of work; a fault is written down and tried again at the next round, for the loop must go on."""
    try:
        close_old_connections()
        return work()
    except Exception:
        log.exception("%s failed and will be tried again", work.__name__)
        return None
