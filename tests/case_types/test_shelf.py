"""What holds for every kind of case on the shelf."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.functional import Promise

from onegrid.audit.domain.verification import verify
from onegrid.case_types import _template
from onegrid.case_types.apps import find_case_types
from onegrid.casework import registry
from onegrid.casework.case_type import CaseType
from onegrid.casework.domain.moving import make_move
from onegrid.casework.handbook import describe_case_types
from onegrid.casework.models import Case, CaseClock
from onegrid.casework.queries import entries_of
from onegrid.casework.soundness import faults_of
from tests.casework.walking import actors_for, answers_for, file_case, path_to_state, walk, way_to
from tests.conftest import Cast
from tests.factories import at, make_case

KINDS = find_case_types()
INSIDE = {"follow-up-visit", "resolution-action", "talk-question"}
KINDS_OF_ROOMS = {"dispute"}
TEN = {
    "street-cleanliness",
    "broken-facility",
    "noise",
    "property-quarrel",
    "blocked-fire-passage",
    "ebike-upstairs",
    "safety-hazard",
    "hardship-help",
    "policy-question",
    "suggestion",
}
ORGANISATIONS = {
    "环卫所",
    "综合执法大队",
    "路灯管理所",
    "消防工作站",
    "市场监管所",
    "派出所",
    "司法所",
    "房管站",
    "社区建设办公室",
    "公共事务服务中心",
    "便民服务中心",
    "生态环境办",
    "供电服务站",
    "水务服务站",
}
MONDAY = at("2026-03-02 09:30")
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
every_kind_and_the_template = pytest.mark.parametrize("kind", [*KINDS, _template.case_type], ids=lambda kind: kind.key)


@pytest.fixture
def _template_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = _template.case_type
    monkeypatch.setitem(registry._types, (kind.key, kind.version), kind)
    monkeypatch.setitem(registry._newest, kind.key, kind)


def test_the_real_kinds_are_offered_and_the_template_is_not() -> None:
    assert {kind.key for kind in KINDS if not (kind.inside or kind.room)} == TEN
    assert {kind.key for kind in KINDS if kind.inside} == INSIDE
    assert {kind.key for kind in KINDS if kind.room} == KINDS_OF_ROOMS
    assert {kind.key for kind in registry.case_types()} >= TEN | INSIDE | KINDS_OF_ROOMS
    assert _template.case_type.key not in {kind.key for kind in registry.case_types()}


@every_kind_and_the_template
def test_it_is_sound(kind: CaseType) -> None:
    assert faults_of(kind) == []


@every_kind_and_the_template
def test_it_has_four_to_eight_categories_or_twelve_where_a_room_asks(kind: CaseType) -> None:
    assert 4 <= len(kind.categories) <= (12 if kind.room else 8)


@every_kind_and_the_template
def test_everything_that_people_read_can_be_translated(kind: CaseType) -> None:
    titled: list[Any] = [*kind.categories, *kind.states, *kind.moves, *kind.clocks, *kind.fields]
    read = [kind.title, kind.summary, *(each.title for each in titled)]
    read += [title for field in kind.fields for _key, title in field.choices]
    read += [each for each in (*(move.hint for move in kind.moves), *(field.help for field in kind.fields)) if each]
    assert [each for each in read if not isinstance(each, Promise)] == []


@every_kind_and_the_template
def test_it_refers_only_to_organisations_that_an_office_has(kind: CaseType) -> None:
    assert {referral.organisation for referral in kind.referrals} <= ORGANISATIONS | {""}


@pytest.mark.usefixtures("_template_offered")
@every_kind_and_the_template
def test_every_move_can_be_made_by_somebody_and_is_recorded_once(kind: CaseType, cast: Cast) -> None:
    other = make_case(when=MONDAY)
    for move in kind.moves:
        case = walk(file_case(kind, when=MONDAY), way_to(kind, move.key), cast, MONDAY)
        if move.key == "rejoin":
            for part in case.children.all():
                walk(part, path_to_state(kind, ("withdrawn",)), cast, MONDAY)
            assert Case.objects.get(pk=case.pk).state == "open"
            continue
        answers = answers_for(move, case, cast, MONDAY)
        length = case.length
        make_move(case, move.key, actor=actors_for(move, case, cast)[0], at=MONDAY, **answers)
        stored = Case.objects.get(pk=case.pk)
        assert stored.state == (move.target or case.state), move.key
        assert stored.length == length + 1 + len(answers.get("photo", ())), move.key
        assert entries_of(stored).last().verb == move.key  # type: ignore[union-attr]
    assert Case.objects.get(pk=other.pk).is_open
    assert list(verify()) == []


@every_kind
def test_it_can_be_walked_from_filing_to_every_end_and_its_clocks_stop_there(kind: CaseType, cast: Cast) -> None:
    make_case(when=MONDAY)
    for state in kind.states:
        if not state.end:
            continue
        case = walk(file_case(kind, when=MONDAY), path_to_state(kind, (state.key,)), cast, MONDAY)
        assert (case.state, case.ended_at, case.alert_after) == (state.key, MONDAY, None)
        assert {clock.state for clock in case.clocks.all()} == {CaseClock.State.STOPPED}
        assert case.on_time is True
    assert list(verify()) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.move("reopen")], ids=lambda kind: kind.key)
def test_a_closed_one_can_be_reopened_once_and_closed_again(kind: CaseType, cast: Cast) -> None:
    case = walk(file_case(kind, when=MONDAY), (*path_to_state(kind, ("closed",)), "rate", "reopen"), cast, MONDAY)
    assert (case.is_open, case.reopened, case.rating) == (True, 1, 4)
    assert case.due_at is not None
    case = walk(case, path_to_state(kind, ("closed",), case.state), cast, MONDAY)
    assert (case.state, case.is_open) == ("closed", False)


def test_the_document_about_the_kinds_is_up_to_date() -> None:
    path = Path(__file__).parents[2] / "docs/case-types.md"
    with translation.override("zh-hans"):
        assert path.read_text() == describe_case_types(registry.case_types())
