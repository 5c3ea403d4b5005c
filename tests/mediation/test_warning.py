from datetime import timedelta

from django.utils import translation

from onegrid.mediation.domain.parties import NewParty
from onegrid.mediation.models import Dispute
from onegrid.mediation.models.dispute import Side
from onegrid.mediation.warning import warnings_for
from tests.mediation.conftest import MONDAY, RESPONDENT, Room, bring

OTHERS = (NewParty(Side.APPLICANT, "别人", phone="+8613800138111"), NewParty(Side.RESPONDENT, "路人"))


def warned(room: Room, dispute: Dispute) -> list[tuple[str, int]]:
    return [(each.what, each.count) for each in warnings_for(room.chair.person, dispute)]


def test_the_same_people_place_and_type_are_told_to_the_mediator(room: Room, mediated: Dispute) -> None:
    assert warned(room, mediated) == []
    earlier = MONDAY - timedelta(days=30)
    bring(room, when=earlier, parties=(OTHERS[0], RESPONDENT), sort="traffic", place="")
    bring(room, when=earlier, parties=OTHERS, place="1 号社区 3 栋", sort="house")
    for _each in range(2):
        bring(room, when=earlier, parties=OTHERS, place="")
    assert warned(room, mediated) == [("people", 1), ("place", 1), ("sort", 2)]
    with translation.override("en"):
        text = warnings_for(room.chair.person, mediated)[0].text
    assert text == "A party, or its household, was in 1 other dispute within two years."


def test_it_is_told_to_nobody_else(room: Room, mediated: Dispute) -> None:
    bring(room, when=MONDAY - timedelta(days=30))
    assert warned(room, mediated) != []
    assert warnings_for(room.second.person, mediated) == []
    assert warnings_for(room.officer, mediated) == []


def test_what_lies_long_back_or_comes_later_is_no_warning(room: Room, mediated: Dispute) -> None:
    bring(room, when=MONDAY - timedelta(days=731))
    bring(room, when=MONDAY + timedelta(days=1))
    assert warned(room, mediated) == []
