"""From the times on the wall to moments, so that what was later on the wall stays later."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SQUEEZE = timedelta(milliseconds=500)
FIRST_YEAR, LAST_YEAR = 1970, 2099


class BadTime(ValueError):
    """The text is no time in any of the formats, or lies outside the years that are believed."""


def read_time(text: str, formats: Sequence[str], zone: ZoneInfo) -> datetime:
    """The moment that a text names, in UTC. Raises `BadTime`."""
    for each in formats:
        try:
            read = datetime.strptime(text, each)
        except ValueError:
            continue
        if not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise BadTime(text)
        return read.astimezone(UTC) if read.tzinfo else from_wall(read, zone)
    raise BadTime(text)


def from_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which clocks on the wall showed a naive time, later ones for later times.

    A time that was shown twice is its first showing. Times that were skipped, as clocks were put forward, fall into the
    last half second before, in their order (for times of whole seconds; compare PEP 495).
    """
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _squeeze(wall, zone)


def _squeeze(wall: datetime, zone: ZoneInfo) -> datetime:
    """Where a skipped time goes: as far into the half second before the jump as it lay in the gap."""
    earliest = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    latest = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    jump = _jump_between(earliest, latest, zone)
    gap = latest - earliest
    into = latest - jump
    return jump - SQUEEZE * ((gap - into) / gap)


def _jump_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The whole second at which the zone's offset changes between two moments, by bisection."""
    offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
