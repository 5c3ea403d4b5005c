from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.ids import Ids

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2108, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=365)), st.randoms(use_true_random=False))
def test_what_happened_later_has_the_greater_id_also_long_ago(at: datetime, later: timedelta, rng: Random) -> None:
    ids = Ids(rng)
    assert 0 < ids.next(at) < ids.next(at + later) < 2**63


def test_ids_of_one_moment_differ() -> None:
    ids, at = Ids(), datetime(2015, 1, 11, tzinfo=UTC)
    assert len({ids.next(at) for _ in range(10_000)}) == 10_000
