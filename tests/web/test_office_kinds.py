import pytest
from django.test import Client

from onegrid.audit.models import Entry
from onegrid.casework.models import CaseClock, KindSetting
from tests.conftest import Cast
from tests.factories import ROOT, at, make_case

NOISE = "/office/kinds/noise/"


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def wish(title: str = "", **limits: tuple[str, str]) -> dict[str, str]:
    """What the form sends: a number and a unit for each limit, empty ones too."""
    given = dict.fromkeys(("take", "handle", "verify"), ("", "working_days")) | limits
    parts = {f"limit-{key}_{place}": part for key, pair in given.items() for place, part in enumerate(pair)}
    return {"title": title} | parts


def newest() -> Entry:
    return Entry.objects.filter(chain__startswith="journal:", verb="set kind").latest("seq")


def test_every_kind_stands_there_with_its_limits(office: Client) -> None:
    page = office.get("/office/kinds/").content.decode()
    assert "噪声" in page and "2 个工作小时" in page and "3 个工作日" in page
    page = office.get("/office/kinds/", headers={"accept-language": "en"}).content.decode()
    assert "Noise" in page and "2 working hours" in page


def test_an_office_gives_a_kind_its_own_title_and_limits(office: Client) -> None:
    answer = office.post(NOISE, wish("噪音扰民", handle=("36", "hours")))
    assert answer["Location"] == "/office/kinds/"
    setting = KindSetting.objects.get()
    assert (setting.title, setting.allowed) == ("噪音扰民", {"handle": "36 hours"})
    assert newest().after["allowed"] == {"handle": "36 hours"}
    page = office.get("/office/kinds/").content.decode()
    assert "噪音扰民" in page and "36 小时" in page and "本街道" in page


def test_an_own_limit_holds_for_what_is_filed_afterwards(office: Client) -> None:
    office.post("/office/kinds/street-cleanliness/", wish(handle=("48", "hours")))
    case = make_case(when=at("2026-03-04 10:00"))
    assert CaseClock.objects.get(case=case, key="handle").due_at == at("2026-03-06 10:00")


def test_emptied_fields_are_the_kinds_own_again(office: Client) -> None:
    office.post(NOISE, wish("噪音扰民", take=("4", "working_hours")))
    page = office.get(NOISE).content.decode()
    assert 'value="噪音扰民"' in page and 'value="4"' in page and 'value="working_hours" selected' in page
    office.post(NOISE, wish())
    setting = KindSetting.objects.get()
    assert (setting.title, setting.allowed) == ("", {})


@pytest.mark.parametrize(
    ("number", "unit"), [("0", "hours"), ("-1", "days"), ("一天", "days"), ("1.5", "working_days")]
)
def test_a_limit_that_is_none_is_refused_and_kept(office: Client, number: str, unit: str) -> None:
    answer = office.post(NOISE, wish("噪音扰民", handle=(number, unit)))
    page = answer.content.decode()
    assert answer.status_code == 422 and "请填写大于零的数" in page
    assert f'value="{number}"' in page and f'value="{unit}" selected' in page and 'value="噪音扰民"' in page
    assert not KindSetting.objects.exists()


def test_a_kind_is_retired_and_taken_again(office: Client) -> None:
    office.post(f"{NOISE}retire/", {"retired": "1"})
    assert KindSetting.objects.get().retired and newest().after["retired"] is True
    assert "已停用" in office.get("/office/kinds/").content.decode()
    office.post(f"{NOISE}retire/", {"retired": "0"})
    assert not KindSetting.objects.get().retired


def test_to_retire_a_kind_leaves_its_title_and_limits(office: Client) -> None:
    office.post(NOISE, wish("噪音扰民", handle=("36", "hours")))
    office.post(f"{NOISE}retire/", {"retired": "1"})
    office.post(NOISE, wish("噪音扰民", handle=("24", "hours")))
    setting = KindSetting.objects.get()
    assert (setting.subdistrict, setting.retired, setting.allowed) == (ROOT, True, {"handle": "24 hours"})


def test_a_kind_draws_itself(office: Client) -> None:
    page = office.get(f"{NOISE}diagram/").content.decode()
    assert '<svg class="diagram"' in page and "style=" not in page.split('<svg class="diagram"')[1]


def test_an_unknown_kind_is_not_found(office: Client) -> None:
    for url in ("/office/kinds/nothing/", "/office/kinds/nothing/diagram/"):
        assert office.get(url).status_code == 404
    assert office.post("/office/kinds/nothing/retire/", {"retired": "1"}).status_code == 404


def test_a_grid_member_is_kept_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    assert {client.get(NOISE).status_code, client.post(NOISE, wish("x")).status_code} == {403}
    assert client.post(f"{NOISE}retire/", {"retired": "1"}).status_code == 403
    assert not KindSetting.objects.exists()
