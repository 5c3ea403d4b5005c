"""The demo office, made whole: land, people, routes, and a year of cases up to today."""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime, time, timedelta
from multiprocessing import get_context

import django
from django.db import connections
from django.utils import timezone

from onegrid.audit.domain.anchors import make_anchor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.source import Source
from onegrid.demo import texts
from onegrid.demo.crew import gather_crew
from onegrid.demo.dispatch import certify_staff, leave_a_grid, sweep_lanes
from onegrid.demo.disputes import settle_disputes
from onegrid.demo.filing import file_one
from onegrid.demo.geography import Geography, make_geography
from onegrid.demo.geography.places import PlaceBook, list_places
from onegrid.demo.history import Life, Staff
from onegrid.demo.land import settle
from onegrid.demo.staffing import found_organisations, lay_routes, staff_posts
from onegrid.demo.talks import COUNT, make_topics
from onegrid.directory.models import Person
from onegrid.studio.extra import missing_packages
from onegrid.territory.models import Plan

YEAR = timedelta(days=365)
TWELVE_DAYS = timedelta(days=12)
BATCH = 1000
CASES_PER_DISPUTE = 50

Progress = tuple[str, int, int]


def has_office() -> bool:
    """Whether there is an office here already, the demo's or a real one."""
    return Plan.objects.exists() or Person.objects.exists()


def make_office(
    *, seed: int, cases: int, until: datetime | None = None, disputes: int | None = None
) -> Iterator[Progress]:
    """Make the office of a seed, with so many cases over the twelve months before a moment (now, if not given).

    Disputes come on top, one for every fifty cases unless a number is given.

    Yields what is being done, how much of it is done, and how much there is.
    """
    until = until or timezone.now()
    yield "Drawing the land", 0, 3
    geography = make_geography(seed)
    starts = timezone.localdate(until - 2 * YEAR)
    yield "Drawing the land", 1, 3
    settle(geography, starts=starts)
    if not missing_packages():
        from onegrid.demo.drawing import lay_drawing  # it would not load without the extra

        lay_drawing(geography)
    yield "Drawing the land", 2, 3
    organisations = found_organisations(geography)
    staff = staff_posts(geography, organisations, random.Random(seed), starts=starts)
    lay_routes(geography.subdistrict.code, organisations)
    yield "Drawing the land", 3, 3
    for done in live_year(geography, staff, seed=seed, cases=cases, until=until):
        yield "Living a year of cases", done, cases
    places = PlaceBook(list_places(geography))
    certify_staff(geography, random.Random(seed), starts=starts)
    leave_a_grid(geography, on=timezone.localdate(until) - TWELVE_DAYS)
    sweep_lanes(places, staff, seed=seed, until=until)
    count = cases // CASES_PER_DISPUTE if disputes is None else disputes
    crew = gather_crew(geography, random.Random(seed), starts=starts)
    for done in settle_disputes(places, staff, crew, seed=seed, count=count, until=until):
        yield "Settling a year of disputes", done, count
    for done in make_topics(staff, seed=seed, until=until):
        yield "Talking things over", done, COUNT
    make_anchor()


def live_year(geography: Geography, staff: Staff, *, seed: int, cases: int, until: datetime) -> Iterator[int]:
    """File and live the cases of a year on all cores, each batch in one transaction; yields how many are done.

    A batch has its own chance, from the seed and its place, so that it is the same whoever lives it, and when.
    """
    places = PlaceBook(list_places(geography))
    moments = sorted(arrivals(random.Random(seed), cases, until), key=lambda moment: moment[1])
    batches = [moments[start : start + BATCH] for start in range(0, cases, BATCH)]
    lives = [(batch, places, staff, hash_of(seed, number), until) for number, batch in enumerate(batches)]
    connections.close_all()
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=django.setup) as pool:
        done = 0
        for lived in as_completed([pool.submit(live_batch, *life) for life in lives]):
            done += lived.result()
            yield done


def live_batch(
    moments: Sequence[tuple[str, datetime]], places: PlaceBook, staff: Staff, seed: int, until: datetime
) -> int:
    """File and live some cases, and write them in one transaction; returns how many."""
    rng, source, docket = random.Random(seed), Source(seed), Docket(silent=True)
    for kind, at in moments:
        case = file_one(docket, kind, at, places, staff, rng, source)
        Life(docket, case, staff, rng, at, until).run()
    docket.write()
    return len(moments)


def hash_of(seed: int, number: int) -> int:
    """A seed of its own for each batch."""
    return seed * 1_000_003 + number


def arrivals(rng: random.Random, count: int, until: datetime) -> Iterator[tuple[str, datetime]]:
    """So many kinds and moments in the year before: each kind has its months, weekdays and hours."""
    first = timezone.localtime(until - YEAR).date()
    days = [first + timedelta(days=each) for each in range(366)]
    shares = texts.kind_shares()
    weights = {
        kind: [texts.month_weights(kind)[day.month - 1] * texts.weekday_weights(kind)[day.weekday()] for day in days]
        for kind in shares
    }
    while count:
        (kind,) = rng.choices(list(shares), list(shares.values()))
        (day,) = rng.choices(days, weights[kind])
        (hour,) = rng.choices(range(24), texts.hour_weights(kind))
        clock = time(hour, rng.randrange(60), rng.randrange(60), rng.randrange(10**6))
        at = datetime.combine(day, clock, timezone.get_current_timezone())
        if until - YEAR <= at < until:
            count -= 1
            yield kind, at
