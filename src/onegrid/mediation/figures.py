"""What came of mediation in a period, by type. A number under five is never given: it could tell who it is about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.utils import timezone

from onegrid.lib.codes import code_range
from onegrid.mediation.models import Agreement, Dispute
from onegrid.mediation.models.dispute import Sort

LEAST = 5
STAGES = ("brought", "accepted", "settled", "performed", "confirmed")


@dataclass(frozen=True)
class Row:
    """One type of dispute, or all ('' as its sort). None stands for a number that is not given."""

    sort: str
    counts: Mapping[str, int | None]
    days: float | None = None

    @property
    def rate(self) -> int | None:
        """Settled of a hundred accepted, where both are given."""
        accepted, settled = self.counts["accepted"], self.counts["settled"]
        return round(100 * settled / accepted) if accepted and settled is not None else None


def outcome_figures(prefix: str, *, since: date, until: date) -> list[Row]:
    """For the disputes brought in an area from a day to another (both included): how many came how far, and the median days
    from accepting to agreement. The first row is all of them together; types follow by their number."""
    rows = list(_facts(prefix, since, until))
    by_sort = {sort: [each for each in rows if each[0] == sort] for sort in Sort.values}
    counts = {sort: Counter(stage for each in found for stage in each[1]) for sort, found in by_sort.items()}
    shown = {stage: hide({sort: counts[sort][stage] for sort in Sort.values}) for stage in STAGES}
    total = Counter(stage for each in rows for stage in each[1])
    whole = Row("", {stage: _given(total[stage]) for stage in STAGES}, _median(each[2] for each in rows))
    parts = [
        Row(sort, {stage: shown[stage][sort] for stage in STAGES}, _median(each[2] for each in by_sort[sort]))
        for sort in sorted(Sort.values, key=lambda sort: -counts[sort]["brought"])
    ]
    return [whole, *parts]


def hide(numbers: Mapping[str, int]) -> dict[str, int | None]:
    """The numbers of one column without those under five. If only one of them would be missing, the next smallest goes as
    well: else the sum would give it away."""
    small = {key for key, number in numbers.items() if number < LEAST}
    secret = [key for key in small if numbers[key]]
    rest = sorted((key for key in numbers if key not in small), key=lambda key: numbers[key])
    if len(small) == 1 and secret and rest:
        small.add(rest[0])
    return {key: None if key in small else number for key, number in numbers.items()}


def _given(number: int) -> int | None:
    return number if number >= LEAST else None


def _median(days: Iterable[float | None]) -> float | None:
    known = [each for each in days if each is not None]
    return round(median(known), 1) if len(known) >= LEAST else None


def _facts(prefix: str, since: date, until: date) -> Iterable[tuple[str, list[str], float | None]]:
    """Of each dispute: its sort, the stages that it reached, and the days from accepting to agreement. Two queries."""
    low, high = code_range(prefix)
    rows = Dispute.objects.filter(
        case__area_code__gte=low,
        case__area_code__lt=high,
        case__reported_at__gte=_start(since),
        case__reported_at__lt=_start(until + timedelta(days=1)),
    ).values_list("pk", "sort", "accepted_at", "settled_at", "confirmed_at")
    kept = set(
        Agreement.objects.filter(state=Agreement.State.KEPT, subdistrict=prefix[:9]).values_list("dispute", flat=True)
    )
    for key, sort, accepted, settled, confirmed in rows:
        reached = {"brought": True, "accepted": accepted, "settled": settled, "performed": key in kept}
        stages = [stage for stage, then in {**reached, "confirmed": confirmed}.items() if then]
        yield sort, stages, (settled - accepted) / timedelta(days=1) if settled and accepted else None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
