from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.directory.certificates import NEVER, Certification, Standing, best_of, certifications_of, certify
from tests.factories import make_certificate, make_person

TODAY = date(2026, 3, 4)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
QueryCounter = Callable[[int], object]

days = st.sampled_from(range(-40, 40)).map(lambda ahead: TODAY + timedelta(days=ahead)) | st.just(NEVER)
kinds = st.sampled_from(["fire", "gas", "wire"])


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ({"fire": TOMORROW}, Certification(Standing.VALID, TOMORROW)),
        ({"fire": NEVER}, Certification(Standing.VALID, NEVER)),
        ({"fire": TODAY}, Certification(Standing.LAPSED, TODAY)),
        ({"gas": NEVER}, Certification(Standing.MISSING)),
        ({}, Certification(Standing.MISSING)),
    ],
)
def test_a_certificate_counts_until_the_day_on_which_it_lapses(held: dict[str, date], found: Certification) -> None:
    assert certify(held, ["fire"], on=TODAY) == found


def test_of_several_that_are_asked_for_the_first_to_lapse_decides() -> None:
    assert certify({"fire": NEVER, "gas": YESTERDAY}, ["fire", "gas"], on=TODAY) == Certification(
        Standing.LAPSED, YESTERDAY
    )
    assert certify({"fire": YESTERDAY}, ["fire", "gas"], on=TODAY).standing is Standing.MISSING


@given(st.dictionaries(kinds, days), st.sets(kinds))
def test_whoever_is_certified_today_was_so_for_less_and_stays_so_till_the_day(
    held: dict[str, date], needed: set[str]
) -> None:
    found = certify(held, needed, on=TODAY)
    if found.standing is Standing.VALID:
        assert all(certify(held, needed - {kind}, on=TODAY).standing is Standing.VALID for kind in needed)
        assert found.day == NEVER or certify(held, needed, on=found.day).standing is Standing.LAPSED


def test_a_seat_stands_as_its_best_and_longest() -> None:
    soon, late = Certification(Standing.VALID, TOMORROW), Certification(Standing.VALID, date(2027, 3, 1))
    assert best_of([Certification(Standing.MISSING), soon, late]) == late
    assert best_of([Certification(Standing.LAPSED, YESTERDAY), Certification(Standing.MISSING)]).day == YESTERDAY
    assert best_of([]).standing is Standing.MISSING


def test_the_directory_is_asked_once_for_everybody_and_the_latest_of_a_kind_counts(
    db: None, django_assert_num_queries: QueryCounter
) -> None:
    renewed, lapsed, lifelong, none = (make_person() for _ in range(4))
    make_certificate(renewed, expires=YESTERDAY)
    make_certificate(renewed, expires=TOMORROW)
    make_certificate(lapsed, expires=YESTERDAY)
    make_certificate(lifelong)
    make_certificate(none, "人民调解员证")
    keys = [each.pk for each in (renewed, lapsed, lifelong, none)]
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = certifications_of(keys, ["消防安全培训合格证"], on=TODAY)
    assert [found[key].standing.name for key in keys] == ["VALID", "LAPSED", "VALID", "MISSING"]
    assert (found[renewed.pk].day, found[lifelong.pk].day) == (TOMORROW, NEVER)


def test_where_nothing_is_needed_nothing_is_asked(db: None, django_assert_num_queries: QueryCounter) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert certifications_of([1, 2], [], on=TODAY) == {
            1: Certification(Standing.VALID),
            2: Certification(Standing.VALID),
        }
