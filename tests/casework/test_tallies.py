from datetime import timedelta

from django.utils import timezone

from onegrid.casework.acts import REPORTER
from onegrid.casework.domain.moving import make_move
from onegrid.casework.lamps import Lamp
from onegrid.casework.queue import Group, Selection
from onegrid.casework.tallies import Tally, tallies_of_chosen, tallies_visible_to
from onegrid.lib.codes import Level
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.factories import ROOT, make_case

EAST = ROOT + "002001001"


def test_an_area_shows_its_worst_lamp() -> None:
    assert Tally().lamp is Lamp.NONE
    assert Tally(open=3).lamp is Lamp.GREEN
    assert Tally(open=3, amber=1).lamp is Lamp.AMBER
    assert Tally(open=3, amber=1, red=1).lamp is Lamp.RED


def test_open_cases_are_counted_on_every_level_within_what_one_sees(cast: Cast) -> None:
    late, _green = make_case(), make_case(area_code=EAST)
    late.due_at = late.amber_at = timezone.now() - timedelta(hours=1)
    late.save(update_fields=["due_at", "amber_at"])
    tallies = tallies_visible_to(cast.duty_officer, Level)
    assert tallies[ROOT] == Tally(open=2, red=1)
    assert tallies[COMMUNITY] == Tally(open=1, red=1) == tallies[MICRO_GRID]
    assert tallies[EAST].red == 0 and tallies[EAST].open == 1
    assert EAST not in tallies_visible_to(cast.community_officer, Level)
    assert set(tallies_visible_to(cast.duty_officer, [Level.COMMUNITY], prefix=COMMUNITY)) == {COMMUNITY}
    assert tallies_visible_to(cast.outsider, Level) == {} == tallies_visible_to(cast.administrator, Level)


def test_a_case_without_a_finer_place_counts_only_down_to_where_it_lies(cast: Cast) -> None:
    make_case(area_code=COMMUNITY)
    tallies = tallies_visible_to(cast.duty_officer, Level)
    assert set(tallies) == {ROOT, COMMUNITY}


def test_a_department_counts_what_it_holds(cast: Cast) -> None:
    case = make_case()
    case.holder_organisation = cast.department
    case.save(update_fields=["holder_organisation"])
    make_case()
    assert tallies_visible_to(cast.handler, [Level.SUBDISTRICT])[ROOT].open == 1


def test_chosen_cases_are_counted_by_themselves(cast: Cast) -> None:
    make_case(), make_case(channel="hotline", description="路灯不亮。")
    ended = make_case(channel="hotline")
    make_move(ended, "withdraw", actor=REPORTER)
    for selection in (
        Selection(channel="hotline"),
        Selection(channel="hotline", group=Group.ALL),
        Selection(words="路灯"),
    ):
        assert tallies_of_chosen(cast.duty_officer, selection, [Level.GRID]) == {MICRO_GRID[:15]: Tally(open=1)}
    assert tallies_of_chosen(cast.duty_officer, Selection(group=Group.ENDED), Level) == {}
    assert tallies_of_chosen(cast.outsider, Selection(), Level) == {}
    assert tallies_of_chosen(cast.duty_officer, Selection(area=EAST, seat=MICRO_GRID), Level) == {}
