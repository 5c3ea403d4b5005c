"""Whatever the cast does, in whatever order and at whatever hour, certain things stay true of every case."""

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from onegrid.audit.domain.verification import verify, verify_chain
from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.ticking import review_shelved, tick
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Call, Case, CaseClock, Extension, Shelving
from onegrid.casework.queries import entries_of
from onegrid.casework.registry import case_type
from tests.casework.walking import actors_for, answers_for, file_case
from tests.conftest import Cast
from tests.factories import at

MONDAY = at("2026-03-02 09:30")
STEPS = 120
KINDS = ("street-cleanliness", "property-quarrel", "policy-question", "hardship-help")


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
@pytest.mark.parametrize("kind", KINDS)
def test_any_walk_keeps_its_cases_in_order(kind: str, seed: int, cast: Cast) -> None:
    """Some cases at a time; whenever one has ended for good, a new one is filed. On failure, the seed walks the same way."""
    rng, now, made = random.Random(f"{kind} {seed}"), MONDAY, Counter[str]()
    cases = [file_case(case_type(kind), when=now).pk for _case in range(3)]
    for _step in range(STEPS):
        now += timedelta(minutes=rng.choice([0, 5, 60, 240, 1500]))
        tick(at=now)
        review_shelved(at=now)
        case = Case.objects.get(pk=rng.choice(cases))
        move, actor = choose(case, cast, rng)
        if move is None or actor is None:
            cases[cases.index(case.pk)] = file_case(case_type(kind), when=now).pk
            continue
        made[move.key] += try_to_make(move, case, actor, cast, now, thorough=rng.random() < 0.5)
        check_order(Case.objects.get(pk=case.pk))
        cases += Case.objects.filter(parent=case).exclude(pk__in=cases).values_list("pk", flat=True)
    for case in Case.objects.all():
        check_order(case)
    assert list(verify()) == []
    assert len(made) >= len(case_type(kind).moves) // 2, made


def choose(case: Case, cast: Cast, rng: random.Random) -> tuple[Move, Actor] | tuple[None, None]:
    """A move and one who may make it; what ends a case early is chosen rarely, or walks would be short."""
    able = {move.key: actors_for(move, case, cast) for move in case.type.moves_from(case.state)}
    moves = [move for move in case.type.moves_from(case.state) if able[move.key]]
    if rng.random() < 0.9:
        moves = [move for move in moves if move.key not in ("withdraw", "merge")]
    if not moves or (not case.is_open and rng.random() < 0.3):
        return None, None
    move = rng.choice(moves)
    return move, rng.choice(able[move.key])


def try_to_make(move: Move, case: Case, actor: Actor, cast: Cast, now: datetime, *, thorough: bool) -> bool:
    """Make the move, or see that a refusal changes nothing."""
    answers = answers_for(move if thorough else replace(move, offers=()), case, cast, now)
    before = Case.objects.filter(pk=case.pk).values().get()
    try:
        make_move(case, move.key, actor=actor, at=now, **answers)
    except CaseFault:
        assert Case.objects.filter(pk=case.pk).values().get() == before
        assert (case.state, case.length) == (before["state"], before["length"])
        return False
    after = Case.objects.get(pk=case.pk)
    assert after.state == (move.target or before["state"])
    assert after.length == before["length"] + 1 + len(answers.get(Ask.PHOTO.value, ()))
    assert after.changed_at == now
    return True


def check_order(case: Case) -> None:
    check_seat(case)
    check_clocks(case)
    check_record(case)
    assert (case.ended_at is not None) == case.state_now.end
    assert (case.on_time is not None) == case.state_now.end
    assert (case.merged_into_id is not None) == (case.state == "merged")
    assert Shelving.objects.filter(case=case, taken_up_at=None).exists() == (case.state == "shelved")
    assert Extension.objects.filter(case=case, decided_at=None).count() <= 1
    assert case.reopened <= 1
    if case.state == "divided":
        assert Case.objects.filter(parent=case, ended_at=None).exists()
    if case.state in ("resolved", "closed"):
        assert case.handled_by
        assert not Call.objects.filter(case=case, answered_at=None).exists()


def check_seat(case: Case) -> None:
    assert case.area_code.startswith(case.holder_area)
    if case.holder_organisation_id:
        assert case.holder_area == case.subdistrict
    if case.state in ("open", "mediating", "resolved"):
        assert case.handler_id is not None


def check_clocks(case: Case) -> None:
    clocks = list(CaseClock.objects.filter(case=case))
    running = [clock for clock in clocks if clock.state == CaseClock.State.RUNNING]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    alerts = [clock.alert_at for clock in running if clock.alert_at]
    assert case.alert_after == min(alerts, default=None)
    if first:
        assert (case.due_at, case.amber_at) == (first.due_at, first.amber_at)
    else:
        assert case.due_at is None or case.state_now.end
    assert bool(running) == (case.state in ("new", "open", "mediating", "resolved"))
    for clock in clocks:
        assert clock.amber_at <= clock.due_at
        assert (clock.stopped_at is None) == (clock.state != CaseClock.State.STOPPED)
        assert clock.alert_at is None or clock.state == CaseClock.State.RUNNING
    assert len({clock.key for clock in running}) == len(running)


def check_record(case: Case) -> None:
    entries = list(entries_of(case))
    assert [entry.seq for entry in entries] == list(range(1, case.length + 1))
    assert list(verify_chain(case.chain, entries, end=(case.length, case.head))) == []
    holders = [entry.after["holder"] for entry in entries if "holder" in entry.after]
    assert holders[-1] == case.holder
    states = [entry.after["state"] for entry in entries if "state" in entry.after]
    assert not states or states[-1] == case.state
