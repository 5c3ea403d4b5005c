import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from onegrid.casework.domain import desks
from onegrid.casework.domain.desks import (
    choose_columns,
    delete_filter,
    filters_of,
    habit_of,
    rename_filter,
    save_filter,
    switch_single_keys,
)
from tests.conftest import Cast


def test_a_filter_is_kept_for_its_owner_only(cast: Cast) -> None:
    save_filter(cast.duty_officer, "  噪声  投诉 ", "?kind=noise")
    assert [(each.name, each.chosen) for each in filters_of(cast.duty_officer)] == [("噪声 投诉", "?kind=noise")]
    assert filters_of(cast.community_officer) == []


def test_saving_under_a_name_that_is_taken_replaces_the_other(cast: Cast) -> None:
    first = save_filter(cast.duty_officer, "噪声", "?kind=noise")
    again = save_filter(cast.duty_officer, "噪声", "?kind=noise&lamp=red")
    assert first.pk == again.pk and [each.chosen for each in filters_of(cast.duty_officer)] == [again.chosen]


def test_what_somebody_searches_for_is_encrypted(cast: Cast) -> None:
    save_filter(cast.duty_officer, "张三丰", "?q=张三丰")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, chosen FROM casework_savedfilter")
        assert "张三丰" not in str(cursor.fetchall())


@pytest.mark.parametrize("name", ["", "   ", "长" * 31])
def test_a_name_that_will_not_do_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(ValidationError):
        save_filter(cast.duty_officer, name, "")


def test_nobody_keeps_more_than_can_be_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "MOST_FILTERS", 1)
    save_filter(cast.duty_officer, "一", "")
    save_filter(cast.duty_officer, "一", "?lamp=red")
    with pytest.raises(ValidationError):
        save_filter(cast.duty_officer, "二", "")


def test_a_filter_takes_no_name_of_another(cast: Cast) -> None:
    one, other = save_filter(cast.duty_officer, "一", ""), save_filter(cast.duty_officer, "二", "")
    with pytest.raises(ValidationError):
        rename_filter(other, "一")
    rename_filter(one, "一")
    rename_filter(other, "三")
    assert [each.name for each in filters_of(cast.duty_officer)] == ["一", "三"]
    delete_filter(one)
    assert [each.name for each in filters_of(cast.duty_officer)] == ["三"]


def test_habits_are_the_usual_ones_until_somebody_says_otherwise(cast: Cast) -> None:
    assert habit_of(cast.duty_officer).columns == [] and habit_of(cast.duty_officer).single_keys
    choose_columns(cast.duty_officer, ["kind"])
    switch_single_keys(cast.duty_officer, False)
    habit = habit_of(cast.duty_officer)
    assert habit.columns == ["kind"] and not habit.single_keys
    assert habit_of(cast.community_officer).single_keys
