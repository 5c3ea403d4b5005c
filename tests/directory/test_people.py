from typing import Any

import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.models import Entry
from onegrid.casework.routing import staffing_of
from onegrid.directory.domain.people import add_person, change_person, set_password
from onegrid.directory.models import Person
from tests.conftest import MICRO_GRID, Cast
from tests.factories import LONG_AGO, ROOT

GOOD = "Dongcheng-2026!"


def add(**facts: Any) -> Person:
    given = {"username": "liu", "name": "刘敏", "password": GOOD, "actor": "person:1", "subdistrict": ROOT}
    return add_person(**(given | facts))


def test_a_new_person_may_sign_in_and_the_record_names_them_by_number_only(db: None) -> None:
    person = add(phone="138 1234 1234")
    stored = Person.objects.get(username="liu")
    assert stored.check_password(GOOD) and (stored.name, stored.phone) == ("刘敏", "+8613812341234")
    entry = Entry.objects.get(verb="add person")
    assert (entry.chain, entry.actor, entry.after) == (f"journal:{ROOT}", "person:1", {"person": person.pk})


def test_without_a_password_nobody_can_sign_in_with_one(db: None) -> None:
    assert not add(password=None).has_usable_password()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"username": "x"}, "username"),
        ({"username": "刘 敏"}, "username"),
        ({"name": "  "}, "name"),
        ({"password": "12345678901"}, "password"),
        ({"password": "short"}, "password"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(db: None, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        add(**facts)
    assert set(fault.value.message_dict) == {field}
    assert not Person.objects.exists() and not Entry.objects.exists()


def test_a_user_name_is_given_once(db: None) -> None:
    add()
    with pytest.raises(ValidationError, match=r"."):
        add(name="刘民")
    assert Person.objects.count() == 1


def test_a_password_like_the_name_is_refused(db: None) -> None:
    with pytest.raises(ValidationError):
        add(username="dongcheng.liu", password="dongcheng.liu1")


def test_whoever_may_not_sign_in_fills_no_seat(cast: Cast) -> None:
    assert MICRO_GRID in staffing_of(ROOT, LONG_AGO).areas
    change_person(cast.grid_member, actor="person:1", subdistrict=ROOT, name="王网格", phone="", is_active=False)
    assert MICRO_GRID not in staffing_of(ROOT, LONG_AGO).areas


def test_a_change_is_recorded_without_what_it_changed_to(cast: Cast) -> None:
    change_person(
        cast.grid_member, actor="person:1", subdistrict=ROOT, name="王新名", phone="13812341234", is_active=True
    )
    assert Person.objects.get(pk=cast.grid_member.pk).name == "王新名"
    entry = Entry.objects.get(verb="change person")
    assert entry.after == {"person": cast.grid_member.pk, "active": True, "changed": ["name", "phone"]}
    assert "王新名" not in str([entry.before, entry.after]) and "138" not in str(entry.after)


def test_a_new_password_holds_and_is_never_recorded(db: None) -> None:
    person = add()
    set_password(person, "Another-pass-27", actor="person:1", subdistrict=ROOT)
    assert Person.objects.get(pk=person.pk).check_password("Another-pass-27")
    assert Entry.objects.get(verb="set password").after == {"person": person.pk}
    with pytest.raises(ValidationError):
        set_password(person, "short", actor="person:1", subdistrict=ROOT)
