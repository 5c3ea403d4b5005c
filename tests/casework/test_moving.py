import pytest

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.faults import CaseFault, MoveNotAllowed, TakenMeanwhile
from onegrid.casework.models import Case
from onegrid.casework.queries import entries_of
from tests.conftest import GRID, MICRO_GRID, Cast
from tests.factories import make_case


def test_a_report_goes_to_the_grid_member_and_comes_to_a_verified_end(cast: Cast) -> None:
    case = make_case()
    assert (case.area_code, case.holder_area, case.state) == (MICRO_GRID, MICRO_GRID, "new")
    make_move(case, "take", actor=cast.actor("grid_member"))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。")
    make_move(case, "verify", actor=cast.actor("inspector"))
    make_move(case, "rate", actor=REPORTER, rating=5)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.rating, stored.on_time, stored.due_at is None) == ("closed", 5, True, False)
    assert [entry.verb for entry in entries_of(stored)] == ["file", "take", "resolve", "verify", "rate"]
    assert list(verify()) == []


def test_who_handled_a_case_cannot_verify_it(cast: Cast) -> None:
    case = make_case()
    make_move(case, "escalate", actor=cast.actor("grid_member"), reason="需要上级协调")
    assert case.holder_area == GRID
    make_move(case, "escalate", actor=cast.actor("grid_leader"), reason="需要社区协调")
    make_move(case, "take", actor=cast.actor("community_officer"))
    make_move(case, "resolve", actor=cast.actor("community_officer"), reply="已办结。")
    with pytest.raises(CaseFault) as fault:
        make_move(case, "verify", actor=cast.actor("community_officer"))
    assert fault.value.code == "someone_else_handled"


def test_of_two_who_take_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    case = make_case()
    seen_by_other = Case.objects.get(pk=case.pk)
    make_move(case, "take", actor=cast.actor("grid_member"))
    with pytest.raises(TakenMeanwhile):
        make_move(seen_by_other, "escalate", actor=cast.actor("grid_member"), reason="晚了一步")
    assert Case.objects.get(pk=case.pk).state == "open"


def test_an_outsider_may_not_take_it_and_reads_who_may(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed, match=r"承办|holds the case"):
        make_move(make_case(), "take", actor=cast.actor("outsider"))
