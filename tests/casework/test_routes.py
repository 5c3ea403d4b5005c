from typing import Any

import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.domain.verification import verify
from onegrid.audit.models import Entry
from onegrid.casework.domain.routes import check_route, delete_route, save_route
from onegrid.casework.models import Route
from tests.conftest import COMMUNITY, Cast
from tests.factories import ELSEWHERE, ROOT, make_case, make_organisation


def make_route(**facts: Any) -> Route:
    return Route(**({"subdistrict": ROOT, "level": 1} | facts))


def test_a_new_route_applies_to_the_next_case(cast: Cast) -> None:
    before = make_case()
    save_route(make_route(kind="street-cleanliness", level=None, organisation=cast.department), actor="person:1")
    after = make_case()
    assert (before.holder_organisation_id, after.holder_organisation_id) == (None, cast.department.pk)


def test_a_changed_and_a_deleted_route_apply_at_once_too(cast: Cast) -> None:
    route = save_route(make_route(), actor="person:1")
    assert make_case().holder_area == ROOT
    route.level = 2
    save_route(route, actor="person:1")
    assert make_case().holder_area == COMMUNITY
    delete_route(route, actor="person:1")
    assert make_case().holder_area.startswith(COMMUNITY + "001001")


def test_every_change_is_recorded_with_what_was_before(cast: Cast) -> None:
    route = save_route(make_route(kind="noise"), actor="person:1")
    key, route.level = route.pk, 3
    save_route(route, actor="person:2")
    delete_route(route, actor="person:3")
    entries = list(Entry.objects.filter(chain=f"journal:{ROOT}", verb__endswith="route").order_by("seq"))
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("add route", "person:1"),
        ("change route", "person:2"),
        ("delete route", "person:3"),
    ]
    assert entries[1].before["level"] == 1 and entries[1].after["level"] == 3
    assert entries[2].before == {
        "route": key,
        "kind": "noise",
        "category": "",
        "area": "",
        "organisation": None,
        "level": 3,
    }
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "no-such-kind"}, "kind"),
        ({"category": "music"}, "category"),
        ({"kind": "street-cleanliness", "category": "no-such"}, "category"),
        ({"area_prefix": ELSEWHERE}, "area_prefix"),
        ({"area_prefix": ROOT + "099"}, "area_prefix"),
        ({"level": None}, "organisation"),
        ({"level": 5}, "level"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(land: object, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        save_route(make_route(**facts), actor="person:1")
    assert set(fault.value.message_dict) == {field}
    assert not Route.objects.exists()


def test_a_route_leads_to_one_seat_only(cast: Cast) -> None:
    with pytest.raises(ValidationError) as fault:
        check_route(make_route(organisation=cast.department))
    assert "organisation" in fault.value.message_dict


def test_a_route_cannot_lead_into_another_subdistrict(cast: Cast) -> None:
    strange = make_organisation("邻街道城管", root=ELSEWHERE)
    with pytest.raises(ValidationError, match="邻街道城管"):
        check_route(make_route(level=None, organisation=strange))


def test_a_second_route_for_the_same_sort_is_refused_and_the_first_may_be_saved_again(land: object) -> None:
    first = save_route(make_route(area_prefix=COMMUNITY), actor="person:1")
    save_route(first, actor="person:1")
    with pytest.raises(ValidationError) as fault:
        check_route(make_route(area_prefix=COMMUNITY, level=2))
    assert fault.value.code == "same_sort"
