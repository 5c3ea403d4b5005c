from dataclasses import replace

import pytest

from onegrid.case_types.apps import find_case_types
from onegrid.casework import registry
from onegrid.casework.case_type import CaseType
from onegrid.casework.models import Case
from onegrid.casework.registry import UnsoundCaseType, case_type, case_types, register
from tests.casework.test_soundness import SOUND
from tests.conftest import Cast
from tests.factories import make_case


@pytest.fixture(autouse=True)
def _own_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_types", dict(registry._types))
    monkeypatch.setattr(registry, "_newest", dict(registry._newest))


def test_a_registered_kind_is_found_by_its_key() -> None:
    register([SOUND])
    assert case_type("sound") is SOUND
    assert SOUND in case_types()


def test_kinds_stand_in_the_order_of_their_keys() -> None:
    keys = [kind.key for kind in case_types()]
    assert keys == sorted(keys)


def test_the_newest_version_is_offered_and_the_older_one_is_still_known() -> None:
    newer = replace(SOUND, version=2)
    register([newer, SOUND])
    assert case_type("sound") is newer
    assert case_type("sound", 1) is SOUND


def test_an_unsound_kind_stops_the_start_with_all_its_faults() -> None:
    with pytest.raises(UnsoundCaseType) as fault:
        register([replace(SOUND, first="begin", starts=("take",))])
    assert "sound version 1" in str(fault.value)
    assert "it begins in the unknown state 'begin'" in str(fault.value)
    assert "filing names the unknown clock 'take'" in str(fault.value)


def test_two_files_cannot_bring_the_same_version_of_a_kind() -> None:
    with pytest.raises(UnsoundCaseType, match="sound version 1 stands twice"):
        register([SOUND, replace(SOUND, title="Other")])


def test_registering_the_same_kind_again_is_nothing_new() -> None:
    register([SOUND, SOUND])
    assert case_type("sound") is SOUND


def test_files_with_an_underscore_are_not_found() -> None:
    assert "street-light" not in {kind.key for kind in find_case_types()}


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        case_type("no-such-kind")


def test_a_case_keeps_the_version_that_it_was_opened_under(cast: Cast) -> None:
    case = make_case()
    newer: CaseType = replace(case_type("street-cleanliness"), version=2, title="Cleaner streets")
    register([newer])
    assert Case.objects.get(pk=case.pk).type.version == 1
    assert make_case().kind_version == 2
