import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from onegrid.audit.models import Entry
from onegrid.casework.domain.attachments import path_of
from onegrid.casework.models import Case, KindSetting
from onegrid.lib.coordinates import Datum, distance_m, from_wgs84
from onegrid.territory.generations import KINDS, renew
from tests.conftest import COMMUNITY, MICRO_GRID, Cast
from tests.factories import ROOT
from tests.web.photos import no_photo, photo

STAGED = Path(settings.ATTACHMENTS) / "staged"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shutil.rmtree(STAGED, ignore_errors=True)


def form(**more: Any) -> dict[str, Any]:
    """What a browser sends for a report of rubbish in the first micro-grid."""
    fields = {
        "submission": "a-form-shown-to-somebody",
        "kind": "street-cleanliness",
        "category": "rubbish",
        "description": "路口垃圾桶满溢。请尽快清运。",
        "lon": "116.005",
        "lat": "36.005",
        "datum": "wgs84",
    }
    return fields | more


def codes_on(page: str) -> tuple[str, str]:
    """The number and the secret code that the page of a filed report shows."""
    number = re.search(r"\d{6}-\d{8}-\d", page)
    secret = re.search(r'data-copy-text-value="([2-9A-Z]{12})"', page)
    assert number and secret
    return number[0], secret[1]


def test_the_kinds_are_offered_with_what_they_are_about(client: Client, cast: Cast) -> None:
    page = client.get("/report/").content.decode()
    assert 'href="?kind=street-cleanliness"' in page


def test_a_report_becomes_a_case_and_its_reporter_gets_number_code_and_link(client: Client, cast: Cast) -> None:
    sent = client.post("/report/", form(name="老李", phone="138 1234 1234", photos=[photo()]), follow=True)
    case = Case.objects.get()
    number, secret = codes_on(sent.content.decode())
    assert sent.redirect_chain == [("/report/done/", 302)]
    assert number == case.number
    assert f"/t/{number}/{secret}/" in sent.content.decode()
    assert (case.area_code, case.title, case.channel) == (MICRO_GRID, "路口垃圾桶满溢", "resident")
    assert (case.contact.name, case.contact.phone) == ("老李", "+8613812341234")
    (attachment,) = case.attachments.all()
    assert attachment.public and path_of(attachment.file_id).exists()


def test_the_picture_of_the_link_is_drawn_without_styles(client: Client, cast: Cast) -> None:
    page = client.post("/report/", form(), follow=True).content.decode()
    assert "<svg" in page and "qrline" in page
    assert "style=" not in page


def test_a_point_of_a_chinese_map_is_understood(client: Client, cast: Cast) -> None:
    lon, lat = from_wgs84(116.005, 36.005, Datum.BD09)
    client.post("/report/", form(lon=str(lon), lat=str(lat), datum="bd09"))
    case = Case.objects.get()
    assert case.area_code == MICRO_GRID
    assert distance_m(case.lon or 0, case.lat or 0, 116.005, 36.005) < 1


def test_without_a_point_the_community_can_be_chosen_from_a_list(client: Client, cast: Cast) -> None:
    page = client.get("/report/?kind=street-cleanliness").content.decode()
    assert f'<option value="{COMMUNITY}">1号社区' in page
    client.post("/report/", form(lon="", lat="", area_code=COMMUNITY, address="人民路3号"))
    case = Case.objects.get()
    assert (case.area_code, case.lon, case.address) == (COMMUNITY, None, "人民路3号")


def test_nothing_typed_is_lost_when_the_place_lies_outside(client: Client, cast: Cast) -> None:
    typed = {"lon": "115.99", "title": "垃圾没人管", "address": "人民路3号", "name": "老李", "phone": "13812341234"}
    answer = client.post("/report/", form(**typed, photos=[photo()]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1号微网格" in page  # the nearest
    for text in ("垃圾没人管", "人民路3号", "老李", "13812341234", "路口垃圾桶满溢。请尽快清运。", "115.99"):
        assert text in page
    assert "垃圾桶.jpg" in page
    assert not Case.objects.exists()


def test_photos_sent_with_a_faulty_form_need_not_be_sent_again(client: Client, cast: Cast) -> None:
    client.post("/report/", form(description="", photos=[photo(), photo("路口.jpg", colour="red")]))
    client.post("/report/", form())
    names = [each.name for each in Case.objects.get().attachments.all()]
    assert names == ["垃圾桶.jpg", "路口.jpg"]
    assert not any(STAGED.iterdir())


def test_a_kept_photo_is_shown_and_can_be_left_out(client: Client, cast: Cast) -> None:
    page = client.post("/report/", form(description="", photos=[photo()])).content.decode()
    address = re.search(r'src="(/report/photos/[^"]+)"', page)
    assert address and client.get(address[1])["Content-Type"] == "image/jpeg"
    assert Client().get(address[1].replace("shown-to", "guessed-by")).status_code == 404
    key = address[1].split("/")[-2]
    client.post("/report/", form(drop=[key]))
    assert not Case.objects.get().attachments.exists()


def test_a_file_that_is_no_photo_is_named_and_the_good_ones_are_kept(client: Client, cast: Cast) -> None:
    page = client.post("/report/", form(photos=[photo(), no_photo()])).content.decode()
    assert "“说明.txt”不是照片" in page
    client.post("/report/", form())
    assert [each.name for each in Case.objects.get().attachments.all()] == ["垃圾桶.jpg"]


def test_a_form_sent_twice_makes_one_case_and_gives_the_same_code(client: Client, cast: Cast) -> None:
    first = client.post("/report/", form(), follow=True).content.decode()
    second = Client().post("/report/", form(), follow=True).content.decode()
    assert codes_on(first) == codes_on(second)
    assert Case.objects.count() == 1


def test_an_unknown_kind_is_refused_in_words_and_the_text_stays(client: Client, cast: Cast) -> None:
    answer = client.post("/report/", form(kind="flying-saucer"))
    assert answer.status_code == 422
    assert "没有这一事项类型" in answer.content.decode()
    assert "路口垃圾桶满溢" in answer.content.decode()


def test_a_retired_kind_is_not_offered(client: Client, cast: Cast) -> None:
    KindSetting.objects.create(subdistrict=ROOT, kind="street-cleanliness", retired=True)
    renew(KINDS)
    assert "?kind=street-cleanliness" in client.get("/report/").content.decode()  # the next subdistrict takes it still
    answer = client.post("/report/", form())
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_an_unreadable_telephone_number_is_refused_beside_its_field(client: Client, cast: Cast) -> None:
    page = client.post("/report/", form(phone="12345")).content.decode()
    assert re.search(r"请填写手机或固定电话号码|号码不存在", page)
    assert not Case.objects.exists()


def test_what_only_the_office_files_is_offered_to_its_people_alone(client: Client, cast: Cast) -> None:
    assert "?kind=follow-up-visit" not in client.get("/report/").content.decode()
    client.force_login(cast.grid_member)
    assert "?kind=follow-up-visit" in client.get("/my/report/").content.decode()


def test_a_kind_asks_its_own_questions_and_staff_read_the_answers(client: Client, cast: Cast) -> None:
    page = client.get("/report/?kind=noise").content.decode()
    assert 'name="detail_heard"' in page and 'name="detail_often"' in page
    missing = client.post("/report/", form(kind="noise", category="shop"))
    assert missing.status_code == 422
    client.post("/report/", form(kind="noise", category="shop", detail_heard="night"))
    case = Case.objects.get()
    assert case.details == {"heard": "night"}
    client.force_login(cast.duty_officer)
    assert re.search(r"22[:：]00", client.get(f"/cases/{case.number}/").content.decode())


def test_changing_the_kind_shows_its_questions_and_no_errors(client: Client, cast: Cast) -> None:
    answer = client.post("/report/", form(description="", refresh="1"), headers={"HX-Target": "questions"})
    assert answer.status_code == 200
    assert "category" in answer.content.decode() and "errorlist" not in answer.content.decode()


def test_staff_report_for_somebody_under_their_own_name_and_channel(client: Client, cast: Cast) -> None:
    client.force_login(cast.grid_member)
    assert client.get("/report/?kind=street-cleanliness")["Location"] == "/my/report/?kind=street-cleanliness"
    done = client.post("/my/report/", form(channel="hotline"), follow=True).content.decode()
    case = Case.objects.get()
    assert case.channel == "hotline"
    assert Entry.objects.get(chain=case.chain, verb="file").actor == cast.grid_member.actor
    assert reverse("case", args=[case.number]) in done


def test_somebody_without_a_post_cannot_report_for_others(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    assert client.get("/my/report/").status_code == 403


def test_what_nobody_finished_is_removed_after_a_day(client: Client, cast: Cast) -> None:
    client.post("/report/", form(description="", photos=[photo()]))
    (folder,) = STAGED.iterdir()
    os.utime(folder, (time.time() - 90_000,) * 2)
    client.post("/report/", form(submission="another-form-altogether", description="", photos=[photo()]))
    assert not folder.exists()
    client.post("/report/", form(submission="another-form-altogether"))


@pytest.mark.parametrize("address", ["/report/", "/report/?kind=street-cleanliness", "/track/", "/"])
def test_the_open_pages_speak_english_on_request(client: Client, cast: Cast, address: str) -> None:
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert re.search(r"Report a matter|Where does my report stand", page)
