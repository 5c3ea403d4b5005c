from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from onegrid.casework.lamps import Lamp
from onegrid.casework.queue import Group, Selection
from onegrid.lib.polygons import polygon_of
from onegrid.web.desk.selection import polygon_fault, read_area, read_selection, write_selection
from tests.lib.test_polygons import star_corners

ROOT = "371502009"
codes = st.sampled_from(["", ROOT, ROOT + "001", ROOT + "001002", ROOT + "001002003"])
words = st.text("abc路灯 &=?+%", max_size=20).map(lambda text: " ".join(text.split()))
selections = st.builds(
    Selection,
    group=st.sampled_from(Group),
    lamp=st.none() | st.sampled_from(Lamp),
    kind=st.just("noise"),
    category=words,
    channel=words,
    area=codes,
    seat=codes,
    since=st.none() | st.dates(min_value=date(1000, 1, 1)),
    until=st.none() | st.dates(min_value=date(1000, 1, 1)),
    words=words,
    polygon=st.none() | star_corners().map(polygon_of),
)


def read(text: str) -> Selection:
    return read_selection(QueryDict(text.removeprefix("?")))


@given(selections)
def test_an_address_carries_every_filter(selection: Selection) -> None:
    assert read(write_selection(selection)) == selection


def test_a_plain_address_is_all_open_cases() -> None:
    assert read("") == Selection() and write_selection(Selection()) == "?"


def test_a_search_looks_among_all_cases_unless_told_otherwise() -> None:
    assert read("q=路灯").group is Group.ALL
    assert read("q=路灯&state=open").group is Group.OPEN
    assert read("q=路灯&lamp=red").group is Group.OPEN


def test_a_tab_may_be_named_by_its_lamp() -> None:
    assert read("state=late").lamp is Lamp.RED and read("state=amber").lamp is Lamp.AMBER


@pytest.mark.parametrize(
    "text",
    [
        "state=nowhere",
        "lamp=blue",
        "area=abc",
        "area=37",
        "holder=org-x",
        "holder=x",
        "since=2026-02-31",
        "until=soon",
        "polygon=1,1;2,2",
    ],
)
def test_what_cannot_be_read_narrows_nothing(text: str) -> None:
    assert read(text) == Selection()


def test_a_category_without_its_kind_narrows_nothing() -> None:
    assert read("category=rubbish") == Selection()


def test_of_several_area_selects_the_finest_that_fits_the_others_wins() -> None:
    assert read_area([ROOT + "001", ROOT + "001002", ""]) == ROOT + "001002"
    assert read_area([ROOT + "002", ROOT + "001002"]) == ROOT + "002"
    assert read_area(["", "nonsense"]) == ""


def test_the_holder_is_an_organisation_or_a_seat() -> None:
    assert read("holder=org-7").organisation == 7
    assert read(f"holder={ROOT}").seat == ROOT


def test_a_drawn_area_that_is_none_is_told_with_the_reason() -> None:
    assert polygon_fault(QueryDict("polygon=116,36;116.01,36.01;116.01,36;116,36.01"))
    assert polygon_fault(QueryDict("polygon=116,36;116.01,36;116.01,36.01")) == "" == polygon_fault(QueryDict(""))
