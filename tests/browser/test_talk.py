"""The whole life of a topic, through the pages: raised, heard, talked over, decided, done, and looked back on."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from onegrid.audit.domain.verification import verify
from onegrid.casework.domain.moving import make_move
from onegrid.deliberation.counting import recount
from onegrid.deliberation.domain.deciding import publish_decision
from onegrid.deliberation.domain.talking import answer, begin_with
from onegrid.deliberation.domain.topics import support_topic
from onegrid.deliberation.models import Letter, Participant, Stage, Topic
from onegrid.deliberation.opinions import forget_pictures
from tests.browser.conftest import DESK, PHONE, Opener
from tests.browser.test_access import serious_violations
from tests.conftest import COMMUNITY, Cast
from tests.deliberation.conftest import make_decision, make_participant, make_topic
from tests.deliberation.test_talking import TEXTS
from tests.web.photos import photo

DIGITS = "13800138000"


@pytest.mark.django_db(transaction=True)
def test_a_topic_is_raised_talked_over_decided_and_done(cast: Cast, open_page: Opener) -> None:
    forget_pictures()
    resident = open_page("/talks/raise/", size=PHONE)
    show_who(resident)
    raise_topic(resident)
    topic = Topic.objects.get()
    host = open_page(f"/host/talks/{topic.code}/", cast.community_officer)
    take(host, "screen", {"answer": "涉及多数住户，列入议题。"}, check="accepted=1")
    for n in range(1, 10):
        support_topic(Topic.objects.get(), make_participant(n))
    take(host, "move-on", choose="stage=hear")
    take(host, "begin", {"texts": "\n".join(TEXTS)})
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    take(host, "meeting", {"on": day, "begins": "19:00", "ends": "20:30", "place": "社区议事厅", "agenda": "一、选址"})
    take(host, "ask", {"text": "南侧空地能否建设？"}, choose=f"to={cast.department.pk}")
    take(host, "draft", {"text": "一、建在南侧空地\n二、价格公示"})
    take(host, "dates", {"starts": day, "ends": day}, choose="stage=decide")
    show_photos(host, topic)
    take(host, "move-on", choose="stage=talk")
    resident.goto(f"/talks/{topic.code}/")
    expect(resident.locator("#meetings")).to_contain_text("社区议事厅")
    expect(resident.locator("#questions")).to_contain_text("未答复")
    resident.locator("a[href$='/drafts/']").click()
    expect(resident.locator(".pairs")).to_contain_text("价格公示")
    talk(resident, topic)
    crowd(topic)
    resident.goto(f"/talks/{topic.code}/")
    expect(resident.locator("svg.groups circle")).to_have_count(2)
    # The crowd of this test came in one second, each camp of one mind: that is what a wave is.
    expect(resident.locator("#waves")).to_contain_text("几乎一致")
    expect(resident.locator("#meetings .photos img")).to_have_js_property("naturalWidth", 40)
    resident.goto("/talks/meetings/")
    expect(resident.locator("main")).to_contain_text("社区议事厅")
    take(host, "call-off", {"reason": "停电"}, choose=f"meeting={topic.meetings.get(place='社区议事厅').pk}")

    closes = timezone.localdate() + timedelta(days=3)
    take(host, "decide", {"question": "把车棚建在南门？", "closes": closes.isoformat()}, choose="rule=majority")
    take(host, "roll", {"roll": f"1-101,{DIGITS},80"})
    take(host, "publish")
    take(host, "move-on", choose="stage=decide")
    resident.goto(f"/talks/{topic.code}/")
    resident.locator("#vote-form button[value=for]").click()
    expect(resident.locator("main .code")).to_have_text(re.compile(r"^\w{12}$"))
    take(host, "count")
    take(host, "resolve", {"text": "在南门建车棚。"})
    take(host, "action", {"title": "建车棚", "due": closes.isoformat()}, choose=f"owner={cast.department.pk}")
    take(host, "carry-out")
    take(host, "move-on", choose="stage=do")
    resident.goto(f"/talks/{topic.code}/")
    expect(resident.locator("#meetings")).to_contain_text("已取消")
    expect(resident.locator("#decision")).to_contain_text("通过")
    with resident.expect_download() as download:
        resident.locator("#decision a[href$='votes.json']").click()
    export = json.loads(download.value.path().read_text())
    assert recount(export).as_json() == export["outcome"]
    expect(resident.locator("#doing")).to_contain_text("建车棚")

    finish(topic, cast)
    take(host, "move-on", choose="stage=look_back")
    resident.reload()
    resident.locator("#look-back button[value='1']").click()
    expect(resident.locator("#notices")).to_contain_text("感谢")
    assert topic.remarks.get().done
    assert Topic.objects.get().stage == Stage.LOOK_BACK
    assert list(verify()) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_on_any_page_of_talks(cast: Cast, open_page: Opener, size: dict[str, int]) -> None:
    forget_pictures()
    topic = make_topic(cast.community_officer, stage=Stage.TALK)
    begin_with(topic, TEXTS, by=cast.community_officer)
    crowd(topic)
    publish_decision(make_decision(topic, cast.community_officer), by=cast.community_officer)
    here, found = topic.code, {}
    pages = {
        "/talks/": False,
        "/talks/meetings/": False,
        "/talks/who/": False,
        "/talks/raise/": False,
        f"/talks/{here}/": False,
    }
    for path, staff in (pages | {"/host/talks/": True, f"/host/talks/{here}/": True, "/host/talks/new/": True}).items():
        page = open_page(path, cast.community_officer if staff else None, size=size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.reload()
            if serious := serious_violations(page):
                found[f"{path} {scheme}"] = serious
        page.context.close()
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def show_who(page: Page) -> None:
    page.locator("main a[href*='/talks/who/']").click()
    page.locator("[name=phone]").fill(DIGITS)
    page.locator("[name=area_code]").select_option(COMMUNITY)
    page.locator("button[form=who-form]").click()
    page.locator("[name=code]").fill(json.loads(Letter.objects.latest("pk").facts)["code"])
    page.locator("button[form=who-form]").click()
    expect(page).to_have_url(re.compile(r"/talks/raise/$"))
    assert Participant.objects.count() == 1


def raise_topic(page: Page) -> None:
    page.locator("[name=subject][value=quarrel]").check()
    page.locator("[name=title]").fill("电动车棚建在哪里？")
    page.locator("[name=summary]").fill("楼下没有充电的地方，大家飞线充电。")
    page.locator("[name=area_code]").select_option(COMMUNITY)
    page.locator("button[form=raise-form]").click()
    expect(page.locator("[role=alert]").first).to_contain_text("调解")
    expect(page.locator("[name=title]")).to_have_value("电动车棚建在哪里？")
    page.locator("[name=subject][value=safety]").check()
    page.locator("button[form=raise-form]").click()
    expect(page).to_have_url(re.compile(r"/talks/$"))


def talk(page: Page, topic: Topic) -> None:
    """Answer by script, say something, and be shown what it repeats."""
    page.goto(f"/talks/{topic.code}/")
    first = page.locator(".talk-text").inner_text()
    page.locator("#card button[value='1']").click()
    expect(page.locator(".talk-text")).not_to_have_text(first)
    assert topic.answers.count() == 1
    page.locator("#talk summary").click()
    page.locator("#say-form [name=text]").fill(f"{TEXTS[0]}！")
    page.locator("#say-form button").click()
    expect(page.locator("#talk [role=alert]")).to_contain_text(TEXTS[0])
    page.locator("#talk [role=alert] button").click()
    page.wait_for_url("**/#talk")
    assert topic.statements.count() == len(TEXTS)


def crowd(topic: Topic) -> None:
    """Two camps of neighbours answer everything."""
    statements = list(Topic.objects.get(pk=topic.pk).statements.select_related("topic"))
    for n in range(30):
        who, side = make_participant(100 + n), 1 if n < 18 else -1
        for place, statement in enumerate(statements):
            answer(statement, who, 1 if place < 2 else side * (1 if place % 2 else -1))


def show_photos(page: Page, topic: Topic) -> None:
    """A meeting was held this morning; its host shows a photo, with consent."""
    now = timezone.now()
    topic.meetings.create(
        starts_at=now - timedelta(hours=3), ends_at=now, place="小广场", agenda="看现场", token="held"
    )
    page.reload()
    page.locator("#step-photos summary").click()
    page.locator("[name=photos-photos]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
    )
    page.locator("[name=photos-consented]").check()
    page.locator("[name=photos-meeting]").select_option(index=1)
    page.locator("[name=photos-says]").fill("现场")
    page.locator("#step-photos form button").last.click()
    expect(page.locator("#notices")).to_contain_text("已完成")
    assert topic.meetings.get(place="小广场").photos.count() == 1


def finish(topic: Topic, cast: Cast) -> None:
    case = topic.actions.get().case
    assert case is not None
    make_move(case, "take", actor=cast.actor("handler"))
    make_move(case, "resolve", actor=cast.actor("handler"), reply="车棚已经建成。")
    make_move(case, "verify", actor=cast.actor("inspector"))


def take(page: Page, step: str, answers: dict[str, str] | None = None, *, choose: str = "", check: str = "") -> None:
    """Take a step on the host's page: fill in, choose, send."""
    page.reload()
    panel = page.locator(f"#step-{step}")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    for name, value in (answers or {}).items():
        panel.locator(f"[name={step}-{name}]").fill(value)
    if choose:
        name, _, value = choose.partition("=")
        panel.locator(f"[name={step}-{name}]").select_option(value)
    if check:
        name, _, value = check.partition("=")
        panel.locator(f"[name={step}-{name}][value='{value}']").check()
    panel.locator("form button").last.click()
    expect(page.locator("#notices")).to_contain_text("已完成")
