"""Invented names: plausible, no two alike, nobody well known."""

import random
from collections import Counter

from onegrid.case_types.apps import find_case_types
from onegrid.demo.names import FAMOUS, SURNAMES, draw_names, list_organisations


def test_names_differ_and_nobody_is_well_known() -> None:
    names = draw_names(random.Random(1), 2000)
    assert len(set(names)) == 2000
    assert not FAMOUS & set(names)
    assert all(2 <= len(name) <= 3 and name[0] in SURNAMES for name in names)


def test_surnames_are_as_common_as_in_life() -> None:
    surnames = Counter(name[0] for name in draw_names(random.Random(2), 3000))
    assert surnames["王"] > surnames["郭"] > 0
    assert 0.05 < surnames["王"] / 3000 < 0.15


def test_the_same_seed_draws_the_same_names() -> None:
    assert draw_names(random.Random(3), 50) == draw_names(random.Random(3), 50)


def test_every_community_has_its_committee_and_no_two_organisations_share_a_name() -> None:
    organisations = list_organisations(["湖滨社区", "柳岸社区"])
    committees = [each.name for each in organisations if each.kind == "committee"]
    assert committees == ["湖滨社区居民委员会", "柳岸社区居民委员会"]
    assert len({each.name for each in organisations}) == len(organisations)
    assert {each.kind for each in organisations} == {"office", "department", "committee", "property", "other"}


def test_every_organisation_to_which_a_kind_refers_exists() -> None:
    names = {each.name for each in list_organisations([])}
    for case_type in find_case_types():
        for referral in case_type.referrals:
            assert not referral.organisation or referral.organisation in names
