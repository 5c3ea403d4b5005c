"""What an intruder with full rights in the database may try, and what the record says of it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from onegrid.audit.domain.anchors import make_anchor
from onegrid.audit.domain.entries import record_in_journal
from onegrid.audit.domain.verification import verify, verify_subject
from onegrid.audit.models import Anchor, AnchoredHead, Entry, Journal
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from tests.conftest import Cast
from tests.factories import make_case

GUARDS = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_entry_no_update", "DROP TRIGGER IF EXISTS audit_entry_no_delete"],
    "postgresql": ["DROP TRIGGER audit_entry_append_only ON audit_entry"],
}


@pytest.fixture
def intruder(db: None) -> None:
    """Somebody who can lift the database's own guard."""
    with connection.cursor() as cursor:
        for statement in GUARDS[connection.vendor]:
            cursor.execute(statement)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with five entries: file, take, resolve, verify, and a note's worth of others."""
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "pause", actor=cast.actor("grid_member"), reason="等待材料")
    make_move(case, "resume", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    return case


def findings() -> set[tuple[str, int, str]]:
    return {(each.chain, each.seq, each.fault) for each in verify()}


def entry(case: Case, seq: int) -> Entry:
    return Entry.objects.get(chain=case.chain, seq=seq)


def test_an_untouched_record_is_clean(case: Case) -> None:
    make_anchor()
    assert findings() == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", "改过"), ("actor", "person:999"), ("verb", "escalate"), ("after", {"state": "closed"})],
)
def test_an_altered_entry_is_named(intruder: None, case: Case, field: str, value: object) -> None:
    Entry.objects.filter(pk=entry(case, 3).pk).update(**{field: value})
    assert findings() == {(case.chain, 3, "altered")}


def test_an_entry_altered_together_with_its_digest_is_named_by_what_follows(intruder: None, case: Case) -> None:
    forged = entry(case, 3)
    forged.reason = "改过"
    Entry.objects.filter(pk=forged.pk).update(reason=forged.reason, digest=forged.compute_digest())
    assert (case.chain, 3) in {(chain, seq) for chain, seq, _fault in findings()}


def test_a_removed_entry_is_named(intruder: None, case: Case) -> None:
    entry(case, 2).delete()
    assert findings() == {(case.chain, 2, "removed")}


def test_a_removed_last_entry_is_named(intruder: None, case: Case) -> None:
    entry(case, 5).delete()
    assert findings() == {(case.chain, 5, "removed")}


def test_a_removed_entry_is_found_though_the_rest_were_renumbered(intruder: None, case: Case) -> None:
    entry(case, 2).delete()
    for seq in (3, 4, 5):
        Entry.objects.filter(chain=case.chain, seq=seq).update(seq=seq - 1)
    found = findings()
    assert found
    assert {chain for chain, _seq, _fault in found} == {case.chain}


def test_an_inserted_entry_is_named(intruder: None, case: Case) -> None:
    last = entry(case, 5)
    extra = Entry(chain=case.chain, seq=6, at=last.at, actor="person:1", verb="verify", previous=last.digest)
    extra.digest = extra.compute_digest()
    extra.save()
    assert findings() == {(case.chain, 6, "inserted")}


def test_two_entries_in_each_others_place_are_named(intruder: None, case: Case) -> None:
    second, third = entry(case, 2), entry(case, 3)
    Entry.objects.filter(pk=second.pk).update(seq=99)
    Entry.objects.filter(pk=third.pk).update(seq=2)
    Entry.objects.filter(pk=second.pk).update(seq=3)
    assert findings() >= {(case.chain, 2, "reordered"), (case.chain, 3, "reordered")}


def test_a_whole_chain_that_is_gone_is_named(intruder: None, case: Case) -> None:
    Entry.objects.filter(chain=case.chain).delete()
    assert findings() == {(case.chain, seq, "removed") for seq in range(1, 6)}


def test_a_case_set_back_together_with_its_record_is_found_by_the_anchor(intruder: None, case: Case) -> None:
    make_anchor()
    entry(case, 5).delete()
    Case.objects.filter(pk=case.pk).update(length=4, head=entry(case, 4).digest)
    assert findings() == {(case.chain, 5, "removed")}


def test_a_case_deleted_with_all_its_record_is_found_by_the_anchor(intruder: None, db: None) -> None:
    record_in_journal("371502009", "try", actor="system")
    make_anchor()
    Entry.objects.all().delete()
    Journal.objects.all().delete()
    assert findings() == {("journal:371502009", 1, "removed")}


def test_an_altered_anchor_is_named(intruder: None, case: Case) -> None:
    made = make_anchor(date(2026, 3, 1))
    assert made is not None
    AnchoredHead.objects.filter(anchor=made, chain=case.chain).update(length=4)
    assert ("anchor:2026-03-01", 0, "anchor") in findings()


def test_an_anchor_covers_what_grew_since_the_last_and_holds_on_to_it(case: Case, cast: Cast) -> None:
    first = make_anchor(date(2026, 3, 1))
    make_move(case, "verify", actor=cast.actor("inspector"))
    second = make_anchor(date(2026, 3, 2))
    assert first is not None and second is not None
    assert second.previous == first.digest
    assert list(second.heads.values_list("chain", "length")) == [(case.chain, 6)]
    assert make_anchor(date(2026, 3, 2)) is None
    assert Anchor.objects.count() == 2


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_refuses_to_change_an_entry(db: None, verb: str) -> None:
    record_in_journal("371502009", "try", actor="system")
    if verb == "delete" and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )
    rows = Entry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(reason="改过") if verb == "update" else rows.delete()


def test_one_chain_may_be_walked_by_itself(intruder: None, case: Case) -> None:
    make_anchor()
    other = make_case()
    stored = Case.objects.get(pk=case.pk)
    assert list(verify_subject(stored)) == [] == list(verify_subject(other))
    Entry.objects.filter(pk=entry(case, 2).pk).delete()
    named = {(each.chain, each.seq, each.fault) for each in verify_subject(stored)}
    assert (case.chain, 2, "removed") in named
    assert named == findings()
    assert list(verify_subject(other)) == []
