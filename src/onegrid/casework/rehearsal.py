"""What would happen to cases of the past under other routes: a dry run that changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.casework.models import Case, Route
from onegrid.casework.routing import Seat, Staffing, choose_seat, routes_of, staffing_of
from onegrid.lib.ids import lowest_id

SAMPLES = 3
_NOTHING = (None, "null")  # JSON's null, as PostgreSQL and as SQLite give it as text


@dataclass(frozen=True)
class Sort:
    """So many cases of one kind, category and area. `went` is the seat that they first had, if that was looked up."""

    kind: str
    category: str
    area_code: str
    count: int
    sample: str
    went: Seat | None = None


@dataclass
class Flow:
    """So many cases that would go to another seat than before; `samples` are numbers of some of them."""

    before: Seat
    after: Seat
    count: int = 0
    samples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rehearsal:
    """The outcome of a dry run: how many cases were looked at, and where those that move would go, the most first."""

    cases: int
    flows: list[Flow]

    @property
    def moved(self) -> int:
        """How many cases would go elsewhere."""
        return sum(flow.count for flow in self.flows)


def rehearse_routes(
    sorts: Iterable[Sort], proposed: Sequence[Route], current: Sequence[Route], staffing: Staffing
) -> Rehearsal:
    """Where cases would go under proposed routes, compared with where they went, or where current routes would send them.

    A pure function: it reads no tables, and takes as long as there are sorts of cases, not cases.
    """
    flows: dict[tuple[Seat, Seat], Flow] = {}
    cases = 0
    for sort in sorts:
        cases += sort.count
        facts = sort.kind, sort.category, sort.area_code
        before = sort.went or choose_seat(current, staffing, *facts)
        after = choose_seat(proposed, staffing, *facts)
        if before != after:
            flow = flows.setdefault((before, after), Flow(before, after))
            flow.count += sort.count
            if len(flow.samples) < SAMPLES:
                flow.samples.append(sort.sample)
    return Rehearsal(cases, sorted(flows.values(), key=lambda flow: -flow.count))


def rehearse_last_cases(
    subdistrict: str, proposed: Sequence[Route], *, since: date, until: date, from_first_seat: bool = False
) -> Rehearsal:
    """`rehearse_routes` over the cases that a subdistrict got in a period (the last day counts).

    Compared with today's routes or, with `from_first_seat`, with the seats that the cases first had. Posts are today's.
    """
    cases = cases_filed(subdistrict, since, until)
    sorts = _sorts_by_first_seat(cases) if from_first_seat else _sorts(cases)
    staffing = staffing_of(subdistrict, timezone.localdate())
    return rehearse_routes(sorts, proposed, routes_of(subdistrict), staffing)


def cases_filed(subdistrict: str, since: date, until: date) -> QuerySet[Case]:
    """The cases that a subdistrict got from one day to another, both included."""
    low, high = (lowest_id(_midnight(day)) for day in (since, until + timedelta(days=1)))
    return Case.objects.within(subdistrict).filter(id__gte=low, id__lt=high)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _sorts(cases: QuerySet[Case]) -> Iterable[Sort]:
    rows = cases.order_by().values_list("kind", "category", "area_code").annotate(Count("pk"), Max("number"))
    return (Sort(kind, category, area, count, sample) for kind, category, area, count, sample in rows)


def _sorts_by_first_seat(cases: QuerySet[Case]) -> Iterable[Sort]:
    """The first seat is what the case's first entry says."""
    chain = Concat(Value("case:"), Cast(OuterRef("pk"), TextField()))
    first = Entry.objects.filter(chain=chain, seq=1)
    holder = KeyTransform("holder", F("after"))
    seats = {name: Subquery(first.values_list(KeyTextTransform(name, holder))[:1]) for name in ("area", "organisation")}
    rows = (
        cases.order_by()
        .annotate(seat_area=seats["area"], seat_organisation=seats["organisation"])
        .values_list("kind", "category", "area_code", "seat_area", "seat_organisation")
        .annotate(Count("pk"), Max("number"))
    )
    for kind, category, area, seat, organisation, count, sample in rows:
        went = Seat(seat, int(organisation) if organisation not in _NOTHING else None) if seat else None
        yield Sort(kind, category, area, count, sample, went)
