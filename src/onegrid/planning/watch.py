"""Who is told how far a long piece of work is, and who may stop it."""

from collections.abc import Callable
from threading import Lock


class Cancelled(Exception):
    """The caller wants no plan any more."""


class Watch:
    """Tells `tell` how much of the work is done (a share, 0 to 1, never less than before) and asks `cancelled`.

    Both may be called from worker threads, one at a time.
    """

    def __init__(
        self, tell: Callable[[float], None] = lambda share: None, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        self._tell, self._cancelled, self._done, self._lock = tell, cancelled, 0.0, Lock()

    def advance(self, share: float) -> None:
        """So much more of the work is done. Raises `Cancelled` if nobody wants the rest."""
        with self._lock:
            if self._cancelled():
                raise Cancelled
            self._done = min(1.0, self._done + share)
            self._tell(self._done)

    def part(self, share: float) -> "Watch":
        """A watch over a part of the work that makes up such a share of it."""
        last = 0.0

        def tell(done: float) -> None:
            nonlocal last
            self.advance((done - last) * share)
            last = done

        return Watch(tell)

    def finish(self) -> None:
        """All is done."""
        self.advance(1.0)
