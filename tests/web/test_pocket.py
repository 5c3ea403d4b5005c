"""The work in one's pocket: what a telephone is given, and what it sends."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from PIL import Image

from config.wsgi import application
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Attachment, Case, Note, Sending
from onegrid.territory import generations
from tests.conftest import COMMUNITY, Cast
from tests.factories import make_case
from tests.web.photos import no_photo, photo

KEY = "a-key-made-on-the-telephone"


def send(client: Client, *steps: dict[str, Any], key: str = KEY, **files: Any) -> Any:
    person = client.session["_auth_user_id"]
    return client.post("/my/pocket/outbox/", {"key": key, "person": person, "steps": json.dumps(steps), **files})


def take(case: Case) -> dict[str, Any]:
    return {"do": "move", "number": case.number, "move": "take", "seen": case.length, "answers": {}}


class TestBundle:
    def test_it_holds_what_waits_and_what_may_be_done(self, client: Client, cast: Cast) -> None:
        case, _other = make_case(phone="13800138000"), make_case(lon=116.035)
        client.force_login(cast.grid_member)
        bundle = client.get("/my/pocket/bundle.json").json()
        (kept,) = bundle["cases"]
        assert kept["number"] == case.number and bundle["person"]["name"] == "王网格" and bundle["complete"]
        moves = {move["key"]: move for move in kept["moves"]}
        assert kept["moves"][0]["key"] == "take" and {"take", "escalate"} <= set(moves)
        assert "redirect" not in moves, "it asks for a list that the telephone does not have"
        assert [(ask["name"], ask["required"]) for ask in moves["escalate"]["asks"]] == [("reason", True)]
        follows = bundle["steps"][kept["type"]]["open"]["moves"]
        assert {"resolve", "pause"} <= {move["key"] for move in follows}
        assert "13800138000" not in json.dumps(bundle)

    def test_it_costs_the_same_however_many_cases_wait(self, client: Client, cast: Cast) -> None:
        def cost() -> int:
            generations.forget()
            with CaptureQueriesContext(connection) as queries:
                client.get("/my/pocket/bundle.json")
            return len(queries)

        make_case()
        client.force_login(cast.grid_member)
        cost()
        few = cost()
        for _ in range(12):
            make_move(make_case(), "take", actor=cast.actor("grid_member"))
        assert cost() <= few

    def test_whoever_has_no_work_gets_none(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.planner)
        assert client.get("/my/pocket/bundle.json").status_code == 403
        client.logout()
        assert "/account/login/" in client.get("/my/pocket/bundle.json")["Location"]


class TestOutbox:
    def test_an_act_is_done_and_the_case_comes_back_as_it_stands(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_member)
        (stand,) = send(client, take(case)).json()["cases"]
        assert (stand["number"], stand["length"], stand["case"]["state"]) == (case.number, 2, "open")
        assert send(client, take(case)).json()["cases"] == [stand]
        assert Case.objects.get().handler == cast.grid_member

    def test_what_somebody_else_left_on_the_telephone_is_not_done(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_leader)
        sent = {"key": KEY, "person": cast.grid_member.pk, "steps": json.dumps([take(case)])}
        assert client.post("/my/pocket/outbox/", sent).json() == {"code": "others"}
        assert Case.objects.get().length == 1

    def test_photos_come_with_their_step(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_member)
        send(client, take(case), key="the-first-of-two-keys")
        done = {"do": "move", "number": case.number, "move": "resolve", "seen": 2, "answers": {"reply": "已清运。"}}
        sent = send(client, done, **{"photo-0": [photo(), photo()]})
        assert sent.status_code == 200 and sent.json()["cases"][0]["length"] > 2
        assert Case.objects.get().state == "resolved"
        assert Attachment.objects.filter(public=True).count() == 2

    def test_a_conflict_comes_back_as_a_question_in_words(self, client: Client, cast: Cast) -> None:
        case = make_case()
        seen = case.length
        make_move(case, "escalate", actor=cast.actor("grid_member"), reason="需协调")
        client.force_login(cast.grid_leader)
        make_move(case, "take", actor=cast.actor("grid_leader"))
        step = {"do": "move", "number": case.number, "move": "pause", "seen": seen, "answers": {"reason": "等材料"}}
        asked = send(client, step)
        assert asked.status_code == 409
        question = asked.json()
        assert [(each["who"], each["what"]) for each in question["meanwhile"]] == [
            ("王网格", "提级"),
            ("李格长", "接单"),
        ]
        assert send(client, step | {"seen": question["length"]}).status_code == 200

    def test_a_case_that_was_handed_on_leaves_the_telephone(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_member)
        up = {"do": "move", "number": case.number, "move": "escalate", "seen": 1, "answers": {"reason": "需协调"}}
        assert send(client, up).json()["cases"][0]["case"]["moves"] == []

    def test_a_visit_files_its_findings_together(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_member)
        where = {"address": "东门", "area_code": COMMUNITY}
        found = {
            "do": "report",
            "kind": "street-cleanliness",
            "category": "rubbish",
            "description": "绿化带垃圾",
            **where,
        }
        again = {"do": "report", "kind": "follow-up-visit", "category": "matter", "description": "下周再看", **where}
        seen = {"do": "note", "number": case.number, "text": "巡查时仍未清运"}
        assert send(client, found, seen, again, **{"photo-0": [photo()]}).status_code == 200
        filed, later = Case.objects.exclude(pk=case.pk).order_by("pk")
        assert (filed.channel, filed.address, filed.attachments.count()) == ("grid_member", "东门", 1)
        assert (filed.category, later.kind, later.is_open) == ("rubbish", "follow-up-visit", True)
        assert Note.objects.filter(case=case).first().text == "巡查时仍未清运"

    def test_one_wrong_finding_files_none(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.grid_member)
        good = {"do": "report", "kind": "street-cleanliness", "description": "绿化带垃圾", "area_code": COMMUNITY}
        asked = send(client, good, good | {"kind": "no-such-kind"})
        assert asked.status_code == 409 and asked.json()["step"] == 1 and Case.objects.count() == 0
        assert send(client, good, **{"photo-0": [no_photo()]}).status_code == 409
        assert Case.objects.count() == 0

    @pytest.mark.parametrize("steps", ["", "{}", "[]", '[{"do": "dance"}]', '[{"do": "move"}]', "[1]"])
    def test_what_no_page_sends_is_refused_in_words(self, client: Client, cast: Cast, steps: str) -> None:
        client.force_login(cast.grid_member)
        refused = client.post("/my/pocket/outbox/", {"key": KEY, "person": cast.grid_member.pk, "steps": steps})
        assert refused.status_code == 422 and "刷新" in refused.json()["text"]


class TestInstalling:
    def get(self, client: Client, path: str) -> HttpResponse:
        return client.get(path)

    def test_the_manifest_names_the_page_and_its_icons(self, client: Client, cast: Cast) -> None:
        said = client.get("/app.webmanifest").json()
        assert said["start_url"] == "/my/pocket/" and said["display"] == "standalone"
        assert {icon.get("purpose") for icon in said["icons"]} == {"any", "maskable", None}
        for icon in said["icons"]:
            file = Path(settings.FRONTEND) / icon["src"].removeprefix(settings.STATIC_URL)
            if icon["type"] == "image/png":
                width, height = Image.open(file).size
                assert icon["sizes"] == f"{width}x{height}"
            else:
                assert file.read_text().startswith("<svg")

    def test_the_service_worker_keeps_what_the_page_is_built_of(self, client: Client, cast: Cast) -> None:
        answer = client.get("/sw.js")
        script = answer.content.decode()
        assert answer["Content-Type"].startswith("text/javascript") and "no-cache" in answer["Cache-Control"]
        kept = json.loads(script.removeprefix("self.KEPT = ").split(";\n")[0])
        assert kept["shell"] == "/my/pocket/"
        assert any(asset["url"].endswith(".css") for asset in kept["assets"])

    def test_the_page_says_nothing_of_whoever_reads_it(self, client: Client, cast: Cast) -> None:
        case = make_case()
        client.force_login(cast.grid_member)
        page = client.get("/my/pocket/").content.decode()
        assert case.number not in page and 'data-controller="pocket"' in page


def test_a_connection_cut_within_a_photo_leaves_nothing_and_the_next_try_does_it_once(
    client: Client, cast: Cast
) -> None:
    case = make_case()
    make_move(case, "take", actor=cast.actor("grid_member"))
    client.force_login(cast.grid_member)
    client.get("/my/pocket/")
    step = {"do": "move", "number": case.number, "move": "resolve", "seen": 2, "answers": {"reply": "已清运。"}}
    whole = {"key": KEY, "person": cast.grid_member.pk, "steps": json.dumps([step]), "photo-0": photo()}
    body = encode_multipart(BOUNDARY, whole)
    for sent in (*range(1, len(body), len(body) // 12), len(body) - 1):
        assert arrive(client, body, sent) == 408
    assert Case.objects.get().state == "open" and Sending.objects.count() == 0
    assert arrive(client, body, len(body)) == 200
    assert Case.objects.get().state == "resolved" and Attachment.objects.count() == 1


def arrive(client: Client, body: bytes, sent: int) -> int:
    """The status of a form of which so many bytes arrived before the connection was cut, at the door that servers use."""
    environ = client._base_environ(
        REQUEST_METHOD="POST",
        PATH_INFO="/my/pocket/outbox/",
        CONTENT_TYPE=MULTIPART_CONTENT,
        CONTENT_LENGTH=str(len(body)),
        HTTP_X_CSRFTOKEN=client.cookies["csrftoken"].value,
    )
    statuses: list[str] = []
    request_started.disconnect(close_old_connections)  # as Django's own client does: the test's transaction goes on
    answer = application(
        environ | {"wsgi.input": BytesIO(body[:sent])}, lambda status, _headers: statuses.append(status)
    )
    b"".join(answer)
    request_started.connect(close_old_connections)
    return int(statuses[0][:3])
