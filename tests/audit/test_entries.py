from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from onegrid.audit.domain.entries import append_entry, record_in_journal
from onegrid.audit.domain.verification import verify_chain
from onegrid.audit.models import GENESIS, Entry, Journal

texts = st.text(max_size=20)
facts = st.dictionaries(texts, st.one_of(texts, st.integers(-(2**40), 2**40), st.booleans(), st.none()), max_size=3)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=8))))


@given(st.lists(st.tuples(texts, texts, moments, facts, facts), min_size=1, max_size=8), st.data())
def test_whatever_is_written_verifies_and_any_one_change_of_it_does_not(lines: list, data: st.DataObject) -> None:
    journal = Journal(key="try")
    entries = [
        append_entry(journal, verb, actor="person:1", at=at, reason=reason, before=before, after=after)
        for verb, reason, at, before, after in lines
    ]
    end = (journal.length, journal.head)
    assert list(verify_chain(journal.chain, entries, end=end)) == []
    one = data.draw(st.sampled_from(entries))
    one.reason += "!"
    assert [(each.seq, each.fault) for each in verify_chain(journal.chain, entries, end=end)] == [(one.seq, "altered")]


def test_each_entry_holds_the_digest_of_the_one_before(db: None) -> None:
    for verb in ("one", "two", "three"):
        record_in_journal("371502009", verb, actor="system")
    first, second, third = Entry.objects.order_by("seq")
    assert [first.previous, second.previous, third.previous] == [GENESIS, first.digest, second.digest]
    assert Journal.objects.get().head == third.digest


def test_the_digest_is_the_same_after_a_round_through_the_database(db: None) -> None:
    record_in_journal(
        "371502009", "数字", actor="system", after={"n": 1.0, "小数": 0.1, "none": None, "list": [1, "二"]}
    )
    stored = Entry.objects.get()
    assert stored.compute_digest() == stored.digest
