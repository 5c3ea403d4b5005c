"""Whether a statement says again what another says."""

from collections.abc import Iterable

from onegrid.deliberation.models import Statement
from onegrid.lib.text import tokens

ALIKE = 0.5  # of all the pairs of characters in either, those in both


def most_like(text: str, others: Iterable[Statement]) -> Statement | None:
    """The statement that says nearly the same, if there is one: by shared pairs of characters (Jaccard)."""
    mine = set(tokens(text))
    best, found = ALIKE, None
    for other in others:
        theirs = set(tokens(other.text))
        if mine and theirs and (share := len(mine & theirs) / len(mine | theirs)) >= best:
            best, found = share, other
    return found
