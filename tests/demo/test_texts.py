"""Believable texts: every list of words can be used up, nothing repeats, nothing names a real person or number."""

import random
import re
import time
from collections import Counter
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from onegrid.case_types.apps import find_case_types
from onegrid.demo import texts
from onegrid.demo.geography.places import SETTINGS, Place, PlaceBook
from onegrid.demo.texts.phrases import fill, slots_in
from onegrid.demo.texts.reports import ReportText
from onegrid.demo.texts.vocabulary import read_kind

REPORTED = [kind for kind in find_case_types() if not (kind.inside or kind.room)]
CHANNELS = ("resident", "grid_member", "rider", "hotline", "counter")
HOME = Place(115.99, 36.45, "371502009001001001", "home", "长宁路", "石榴园", "", "翠湖花园", "commercial", "3号楼", 11)
STREET = Place(115.99, 36.45, "371502009001001001", "street", "长宁路", "石榴园", "和顺路")
EVERY = [(kind, category) for kind in texts.KINDS for category in texts.categories(kind)]


def draw(rng: random.Random, shares: Any) -> Any:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def write_many(book: PlaceBook, count: int) -> list[tuple[str, ReportText]]:
    rng = random.Random(202505)
    reports = []
    for _ in range(count):
        month = draw(rng, dict(enumerate(texts.YEAR, start=1)))
        kind = draw(rng, texts.kind_shares(month))
        category = draw(rng, texts.category_shares(kind, month))
        place = book.draw(rng, texts.setting_shares(kind, category))
        channel = draw(rng, texts.channel_shares(kind))
        reports.append((kind, texts.write_report(rng, kind, category, place, channel=channel, month=month)))
    return reports


@pytest.fixture(scope="module")
def reports(book: PlaceBook) -> list[tuple[str, ReportText]]:
    return write_many(book, 30_000)


def test_every_kind_and_category_on_the_shelf_has_words_and_no_other() -> None:
    shelf = {each.key: [category.key for category in each.categories] for each in REPORTED}
    assert {kind: [category.key for category in texts.categories(kind)] for kind in texts.KINDS} == shelf


@translation.override("en")
def test_kinds_and_categories_are_called_as_on_the_shelf() -> None:
    for case_type in REPORTED:
        assert read_kind(case_type.key).en == str(case_type.title)
        titles = [str(category.title) for category in case_type.categories]
        assert [category.en for category in texts.categories(case_type.key)] == titles


def test_a_report_answers_the_questions_that_its_kind_requires(book: PlaceBook) -> None:
    rng = random.Random(3)
    for case_type in REPORTED:
        category = case_type.categories[0].key
        details = texts.write_report(rng, case_type.key, category, HOME).details
        for question in case_type.fields:
            if question.required:
                assert details[question.key]
            if question.choices and question.key in details:
                assert details[question.key] in [key for key, _title in question.choices]


def test_each_kind_has_a_dozen_frames_of_three_slots() -> None:
    for kind in texts.KINDS:
        frames = read_kind(kind).frames
        assert len(set(frames)) >= 12
        assert all(len(slots_in(frame)) >= 3 for frame in frames)


def test_each_kind_has_four_to_eight_categories_that_end_with_other() -> None:
    for kind in texts.KINDS:
        keys = [category.key for category in texts.categories(kind)]
        assert 4 <= len(keys) <= 8
        assert keys[-1] == "other"


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_frame_opening_closing_and_fact_can_be_filled(channel: str) -> None:
    rng = random.Random(5)
    for kind, category in EVERY:
        for place in (HOME, STREET):
            for month in range(1, 13):
                told = texts.write_report(rng, kind, category.key, place, channel=channel, month=month)
                assert "{" not in told.title + told.description + "".join(told.details.values())


def test_more_than_95_of_100_descriptions_are_distinct_in_every_kind(reports: list[tuple[str, ReportText]]) -> None:
    count, distinct = Counter(kind for kind, _told in reports), Counter[str]()
    for kind, _description in {(kind, told.description) for kind, told in reports}:
        distinct[kind] += 1
    assert all(distinct[kind] > 0.95 * count[kind] for kind in texts.KINDS)


def test_descriptions_have_the_length_that_people_write(reports: list[tuple[str, ReportText]]) -> None:
    lengths = sorted(len(told.description) for _kind, told in reports)
    assert lengths[0] >= 15
    assert 45 < lengths[15_000] < 75
    assert lengths[-1] < 160
    assert all(4 <= len(told.title) <= 60 for _kind, told in reports)


def test_punctuation_never_doubles_and_is_full_width(reports: list[tuple[str, ReportText]]) -> None:
    doubled = re.compile(r"[，。、；：？！]{2}")
    for _kind, told in reports:
        assert not doubled.search(told.description), told.description
        assert not re.search(r"[,;:?!|{}]", told.description), told.description
        assert told.description[-1] in "。？！"
        assert "））" not in told.title


def test_nothing_looks_like_a_telephone_or_identity_number(reports: list[tuple[str, ReportText]]) -> None:
    for _kind, told in reports:
        assert set(re.findall(r"\d{5,}", told.title + told.description)) <= {"12345"}


def test_thirty_thousand_reports_are_written_in_less_than_five_seconds(reports: list[tuple[str, ReportText]]) -> None:
    rng, started = random.Random(1), time.process_time()
    for kind, _told in reports:
        texts.write_report(rng, kind, "other", HOME)
    assert time.process_time() - started < 5


def test_the_same_seed_writes_the_same(book: PlaceBook, reports: list[tuple[str, ReportText]]) -> None:
    assert write_many(book, 200) == reports[:200]


def test_a_report_speaks_of_the_place_where_it_is() -> None:
    rng = random.Random(7)
    for _ in range(50):
        told = texts.write_report(rng, "ebike-upstairs", "charging", HOME)
        assert "翠湖花园" in told.description
        assert "3号楼" in told.description
        assert told.details["building"].startswith("3号楼")
        corner = texts.write_report(rng, "street-cleanliness", "rubbish", STREET)
        assert "长宁路" in corner.description
        assert "和顺路" in corner.description


def test_only_those_concerned_speak_in_the_first_person() -> None:
    rng = random.Random(9)
    for kind, category in EVERY:
        told = texts.write_report(rng, kind, category.key, HOME, channel="grid_member")
        assert "本人住" not in told.description
        assert "我住" not in told.description


def test_frozen_pipes_are_reported_in_winter_only() -> None:
    rng = random.Random(11)

    def titles(month: int | None) -> str:
        drawn = (texts.write_report(rng, "broken-facility", "water", HOME, month=month) for _ in range(200))
        return "".join(told.title for told in drawn)

    assert "水管冻裂" in titles(1)
    assert "水管冻裂" not in titles(7)
    assert "水管冻裂" not in titles(None)


def test_a_reply_is_about_what_was_reported() -> None:
    rng = random.Random(13)
    for _ in range(30):
        reply = texts.write_reply(rng, "street-cleanliness", "toilet", about="长宁路公厕异味大")
        assert "除味" in reply


def test_every_category_has_a_reply_that_ends_a_sentence() -> None:
    rng = random.Random(15)
    for kind, category in EVERY:
        for _ in range(20):
            reply = texts.write_reply(rng, kind, category.key)
            assert reply.endswith("。")
            assert "{" not in reply
            assert "。。" not in reply


@pytest.mark.parametrize(
    "write",
    [
        texts.write_answer,
        texts.write_call,
        texts.write_escalation,
        texts.write_extension_reason,
        texts.write_hand_down,
        texts.write_merge,
        texts.write_not_settled,
        texts.write_note,
        texts.write_pause_reason,
        texts.write_refusal,
        texts.write_refused_extension,
        texts.write_reopening,
        texts.write_return_reason,
        texts.write_send_back,
        texts.write_shelving,
        texts.write_verification,
        texts.write_withdrawal,
    ],
)
def test_handlers_have_several_ways_to_say_it(write: Any) -> None:
    rng = random.Random(17)
    said = {write(rng) for _ in range(300)}
    assert len(said) >= 3
    assert all(words.endswith("。") and "{" not in words for words in said)


def test_ratings_have_words_for_each_score_and_for_no_other() -> None:
    rng = random.Random(19)
    words = {score: {texts.write_rating(rng, score) for _ in range(100)} for score in range(1, 6)}
    assert all(len(each) >= 4 for each in words.values())
    assert not words[1] & words[5]
    with pytest.raises(KeyError):
        texts.write_rating(rng, 6)


def test_a_reporter_who_reopens_speaks_of_the_kind() -> None:
    rng = random.Random(21)
    assert any("夜里" in texts.write_reopening(rng, "noise") for _ in range(100))


def test_noise_is_for_summer_nights_and_questions_for_office_hours() -> None:
    assert max(range(24), key=texts.hour_weights("noise").__getitem__) in (21, 22)
    assert 9 <= max(range(24), key=texts.hour_weights("policy-question").__getitem__) <= 11
    july, january = texts.month_weights("noise")[6], texts.month_weights("noise")[0]
    assert july > 2 * january


def test_floods_come_with_the_rain_and_school_questions_before_term() -> None:
    assert (
        texts.category_shares("safety-hazard", 7)["flooding"]
        > 20 * texts.category_shares("safety-hazard", 1)["flooding"]
    )
    assert (
        texts.category_shares("policy-question", 6)["schooling"]
        > 5 * texts.category_shares("policy-question", 12)["schooling"]
    )


def test_weights_are_complete_and_shares_name_what_exists() -> None:
    assert sum(texts.kind_shares().values()) == pytest.approx(1)
    assert len(texts.YEAR) == 12
    for kind in texts.KINDS:
        assert len(texts.hour_weights(kind)) == 24
        assert len(texts.weekday_weights(kind)) == 7
        assert len(texts.month_weights(kind)) == 12
        assert set(texts.channel_shares(kind)) <= set(CHANNELS)
        for category in texts.categories(kind):
            assert len(category.months) == 12
            assert set(texts.setting_shares(kind, category.key)) <= set(SETTINGS)
            assert all(fact.at <= set(SETTINGS) for fact in category.facts)
            reachable = set(texts.setting_shares(kind, category.key))
            assert all(not fact.at or fact.at & reachable for fact in category.facts)
            assert all(
                any(fact.fits(setting, month) for fact in category.facts) for setting in reachable for month in (1, 7)
            )


def test_a_compound_keeps_its_property_company() -> None:
    assert texts.company_of("翠湖花园") == texts.company_of("翠湖花园")
    assert len({texts.company_of(f"小区{n}") for n in range(200)}) > 8


def test_unknown_kinds_and_slots_are_refused() -> None:
    with pytest.raises(KeyError, match="street-light"):
        texts.categories("street-light")
    with pytest.raises(KeyError, match="nowhere"):
        fill(random.Random(1), "在{nowhere}", {}, {})


@given(st.lists(st.sampled_from(["路", "灯", "不", "亮"]), min_size=1, max_size=5), st.integers())
def test_filling_draws_from_the_first_list_that_knows_a_slot(words: list[str], seed: int) -> None:
    filled = fill(random.Random(seed), "甲{x}乙{y}", {"y": "丙"}, {"x": words}, {"x": ["坏"], "y": ["坏"]})
    assert filled[0] + filled[2:] == "甲乙丙"
    assert filled[1] in words
