import pytest
from django.core.exceptions import ValidationError

from onegrid.audit.models import Entry
from onegrid.casework.calendars import allowed_for, settings_of
from onegrid.casework.domain.kinds import retire_kind, set_kind
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import KindSetting
from onegrid.lib.durations import working_days
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT, at, make_case

KIND, ADMIN = "street-cleanliness", "person:1"


def test_an_office_s_own_limit_holds_for_the_next_case_and_only_there(cast: Cast) -> None:
    before = make_case(when=at("2026-03-04 10:00"))
    set_kind(ROOT, KIND, actor=ADMIN, allowed={"handle": "3 working_days"})
    after = make_case(when=at("2026-03-04 10:00"))
    assert [case.clocks.get(key="handle").allowed for case in (before, after)] == ["1 working_days", "3 working_days"]
    assert allowed_for(ELSEWHERE, KIND, "handle", working_days(1)) == working_days(1)


def test_what_is_empty_or_the_kind_s_own_is_not_kept(land: object) -> None:
    setting = set_kind(ROOT, KIND, actor=ADMIN, title=" 市容环境 ", allowed={"handle": "1 working_days", "take": ""})
    assert (setting.title, setting.allowed) == ("市容环境", {})


def test_setting_again_replaces_what_was_set(land: object) -> None:
    set_kind(ROOT, KIND, actor=ADMIN, title="市容", allowed={"handle": "2 working_days"})
    set_kind(ROOT, KIND, actor=ADMIN, allowed={"take": "4 hours"})
    setting = KindSetting.objects.get()
    assert (setting.title, setting.allowed) == ("", {"take": "4 hours"})
    entry = Entry.objects.filter(verb="set kind").order_by("-seq").first()
    assert entry is not None and entry.before["title"] == "市容" and entry.after["allowed"] == {"take": "4 hours"}


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"no-such-clock": "1 days"}, "no-such-clock"),
        ({"handle": "soon"}, "soon"),
        ({"handle": "0 working_days"}, "0 working_days"),
        ({"handle": "1.5 working_days"}, "1.5 working_days"),
        ({"handle": "2 fortnights"}, "fortnights"),
        ({"handle": "9999 days"}, "9999 days"),
        ({"handle": "nan hours"}, "nan"),
    ],
)
def test_a_limit_that_will_not_do_is_named(land: object, limits: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        set_kind(ROOT, KIND, actor=ADMIN, allowed=limits)
    assert not KindSetting.objects.exists()


def test_an_unknown_kind_is_named(land: object) -> None:
    for verb in (set_kind, retire_kind):
        with pytest.raises(ValidationError, match="no-such-kind"):
            verb(ROOT, "no-such-kind", actor=ADMIN)


def test_a_retired_kind_is_refused_until_it_is_taken_again(cast: Cast) -> None:
    set_kind(ROOT, KIND, actor=ADMIN, title="市容")
    retire_kind(ROOT, KIND, actor=ADMIN)
    with pytest.raises(CaseFault) as fault:
        make_case()
    assert fault.value.code == "retired"
    retire_kind(ROOT, KIND, actor=ADMIN, retired=False)
    assert make_case().kind == KIND
    assert settings_of(ROOT)[KIND].title == "市容"


def test_a_title_that_is_too_long_is_refused(land: object) -> None:
    with pytest.raises(ValidationError):
        set_kind(ROOT, KIND, actor=ADMIN, title="市" * 61)
