import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from icalendar import Calendar

from onegrid.audit.domain.verification import verify
from onegrid.casework.models import Case
from onegrid.casework.queries import entries_of
from onegrid.directory.models import Person
from onegrid.mediation.domain.mediators import appoint
from onegrid.mediation.models import Agreement, Dispute, Mediator, Session
from tests.conftest import COMMUNITY, Cast
from tests.mediation.conftest import Room, bring, dispute, fresh, make_mediator, mediated, room
from tests.web.photos import photo

__all__ = ["dispute", "mediated", "room"]
DOOR = {
    "submission": "a-form-of-its-own",
    "statement": "楼上卫生间漏水，把我家天花板泡坏了。",
    "wants": "赔偿三千元。",
    "area_code": COMMUNITY,
    "name": "林阿姨",
    "phone": "13800138001",
    "other_name": "高师傅",
}


def as_person(person: Person, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


@pytest.fixture
def office(room: Room) -> Client:
    return as_person(room.officer)


def get(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def do(client: Client, dispute: Dispute, key: str, of: object = None, **data: object) -> None:
    url = f"/mediation/{dispute.case.number}/do/{key}/" + (f"?of={of}" if of else "")
    assert client.get(url).status_code == 200, key
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode().split("errorlist")[-1][:300]


def typed(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"  # type: ignore[arg-type]


def test_a_resident_brings_a_dispute_and_gets_a_number_and_a_code(room: Room, client: Client) -> None:
    page = get(client, "/disputes/")
    assert "signs" not in page and 'name="door"' not in page
    answer = client.post("/disputes/", DOOR)
    assert answer["Location"] == "/report/done/"
    dispute = Dispute.objects.get()
    assert dispute.case.number in get(client, "/report/done/")
    assert (dispute.sort, dispute.door) == ("neighbours", "resident")
    assert dispute.parties.get(side="applicant").phone == "+8613800138001"
    tracked = get(client, f"/track/{dispute.case.number}/")
    assert "漏水" not in tracked and "高师傅" not in tracked
    client.post("/disputes/", DOOR)
    assert Dispute.objects.count() == 1


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(room: Room, client: Client) -> None:
    answer = client.post("/disputes/", DOOR | {"other_name": "", "phone": "12"})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("errorlist") == 2 and "泡坏了" in page
    assert Dispute.objects.count() == 0


def test_a_worker_brings_one_and_sees_no_more_of_it(room: Room, cast: Cast) -> None:
    member = as_person(cast.community_officer)
    answer = member.post("/mediation/new/", DOOR | {"door": "police", "sort": "family", "signs": ["violence"]})
    assert answer.status_code == 302 and answer["Location"] == "/mediation/new/"
    dispute = Dispute.objects.get()
    assert (dispute.door, dispute.sort, dispute.risk) == ("police", "family", "high")
    assert member.get(f"/mediation/{dispute.case.number}/").status_code == 404
    page = get(member, f"/cases/{dispute.case.number}/")
    assert "worked on in a room of its own" in page and "泡坏" not in page


def test_the_common_door_offers_the_way_to_this_one(client: Client, cast: Cast) -> None:
    page = get(client, "/report/")
    assert 'href="/disputes/"' in page and "kind=dispute" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_dispute_is_walked_from_the_door_to_the_court(room: Room, language: str) -> None:
    office, chair = as_person(room.officer, language), as_person(room.chair.person, language)
    dispute = bring(room, when=timezone.now())
    do(office, dispute, "accept")
    do(office, dispute, "appoint", chair=room.chair.pk, others=[room.second.pk])
    respondent = dispute.parties.get(side="respondent")
    do(chair, dispute, "answer", respondent.pk, agrees="1", why="电话中表示愿意。")
    do(chair, dispute, "representative", respondent.pk, name="高小妹", phone="", power="special")
    tomorrow = timezone.now() + timedelta(days=1)
    noon = tomorrow.replace(hour=2, minute=0)
    do(chair, dispute, "session", starts=typed(noon), ends=typed(noon + timedelta(hours=1)), room="调解室", link="")
    session = Session.objects.get()
    came = [str(each.pk) for each in session.attendances.all()]
    do(chair, dispute, "hold", session.pk, came=came, minutes="双方各退一步。", next_starts="", next_ends="")
    today = timezone.localdate()
    terms = {
        "text_1": "赔偿三千元。",
        "due_1": f"{today + timedelta(days=5)}",
        "text_2": "修好水管。",
        "due_2": f"{today}",
    }
    do(chair, dispute, "agreement", form="written", facts="漏水属实。", **terms)
    agreement = Agreement.objects.get()
    do(chair, dispute, "sign", agreement.pk, scan=photo())
    assert agreement.scans.count() == 1
    for term in agreement.terms.all():
        if term.place == 1:
            do(chair, dispute, "keep", term.pk, note="已修好。")
    do(chair, dispute, "confirmation", agreement.pk, confirmation="filed", court="东城区人民法院")
    do(chair, dispute, "keep", agreement.terms.get(place=2).pk, note="")
    do(chair, dispute, "confirmation", agreement.pk, confirmation="confirmed", court="")
    stored = fresh(dispute)
    assert (stored.case.state, stored.case.on_time, bool(stored.confirmed_at)) == ("closed", True, True)
    page = get(chair, f"/mediation/{dispute.case.number}/")
    assert "高师傅" not in page and "高某" in page and "各退一步" not in page
    visit = stored.follow_ups.get(term=None)
    do(chair, dispute, "follow-up", visit.pk, outcome="good", note="和好了。")
    assert list(verify()) == []


def test_what_is_confidential_is_opened_by_a_post_and_that_is_on_record(room: Room, mediated: Dispute) -> None:
    chair = as_person(room.chair.person)
    url = f"/mediation/{mediated.case.number}/file/"
    assert chair.get(url).status_code == 405
    page = chair.post(url).content.decode()
    assert "高师傅" in page and "漏水" in page and "13800138002" in page
    last = entries_of(fresh(mediated).case).last()
    assert last is not None and (last.verb, last.actor) == ("read parties", room.chair.person.actor)
    assert chair.post(url).headers["Cache-Control"].count("no-cache") == 1


def test_the_auditor_sees_who_read_what_and_nothing_of_what_was_read(room: Room, mediated: Dispute, cast: Cast) -> None:
    chair, number = as_person(room.chair.person), mediated.case.number
    chair.post(f"/mediation/{number}/file/")
    chair.post(f"/mediation/{number}/papers/acceptance/", {"format": "pdf"})
    page = get(as_person(cast.auditor), "/office/record/contacts/")
    assert "Confidential part read" in page and "Paper made" in page and number in page
    assert "何调解" in page and "高师傅" not in page


@pytest.mark.parametrize("name", ["grid_member", "duty_officer", "leader", "auditor", "administrator", "outsider"])
def test_nobody_else_finds_it(room: Room, mediated: Dispute, cast: Cast, name: str) -> None:
    other, number = as_person(getattr(cast, name)), mediated.case.number
    assert other.get(f"/mediation/{number}/").status_code == 404
    assert other.post(f"/mediation/{number}/file/").status_code == 404
    assert other.post(f"/mediation/{number}/papers/acceptance/").status_code == 404
    assert other.post(f"/mediation/{number}/do/fail/").status_code == 404
    assert as_person(room.second.person).get(f"/mediation/{number}/").status_code == 404


def test_a_fault_of_the_room_stands_above_the_form_and_what_was_typed_stays(room: Room, mediated: Dispute) -> None:
    chair, yesterday = as_person(room.chair.person), timezone.now() - timedelta(days=1)
    url = f"/mediation/{mediated.case.number}/do/"
    answer = chair.post(url + "session/", {"starts": typed(yesterday), "ends": typed(yesterday), "room": "调解室"})
    assert answer.status_code == 422 and "cannot lie in the past" in answer.content.decode()
    assert 'value="调解室"' in answer.content.decode()
    answer = chair.post(url + "agreement/", {"form": "written", "facts": "属实。", "text_1": "赔偿。", "due_1": ""})
    assert "An agreement cannot be kept without days" in answer.content.decode()


def test_what_belongs_to_another_dispute_cannot_be_touched_here(room: Room, mediated: Dispute) -> None:
    other = bring(room)
    foreign = other.parties.get(side="respondent")
    url = f"/mediation/{mediated.case.number}/do/answer/"
    office = as_person(room.officer)
    for key in (foreign.pk, "", "x", "9" * 30):
        assert office.post(f"{url}?of={key}", {"agrees": "1"}).status_code == 404
    assert office.get(f"/mediation/{mediated.case.number}/do/nothing/").status_code == 404


def test_an_action_that_came_too_late_leads_back_with_a_word(room: Room, mediated: Dispute) -> None:
    answer = as_person(room.officer).get(f"/mediation/{mediated.case.number}/do/accept/", follow=True)
    assert "is not possible any more" in answer.content.decode()


def test_the_appointment_shows_who_fits_and_who_does_not(room: Room, office: Client) -> None:
    dispute = bring(room)
    make_mediator("高师傅")
    page = get(office, f"/mediation/{dispute.case.number}/do/appoint/")
    offered, barred = page.split('id="barred-title"')
    assert "何调解" in offered and "knows this type of dispute" in offered
    assert "高师傅" in barred and "is a party of this dispute" in barred


def test_the_list_asks_no_more_for_more_disputes(room: Room, office: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(office, "/mediation/?tab=open")
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    bring(room)
    count()
    few = count()
    for number in range(6):
        appoint(bring(room), [room.chair if number < 4 else room.second], by=room.office)
    count()
    assert count() == few <= 10


def test_a_page_asks_no_more_for_a_longer_story(room: Room, mediated: Dispute) -> None:
    chair = as_person(room.chair.person)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(chair, f"/mediation/{mediated.case.number}/")
        return len([each for each in queries if "territory_generation" not in each["sql"]])

    today, noon = timezone.localdate(), (timezone.now() + timedelta(days=1)).replace(hour=2)

    def happen(hour: int) -> None:
        starts = noon + timedelta(hours=hour)
        times = {"starts": typed(starts), "ends": typed(starts + timedelta(minutes=50))}
        do(chair, mediated, "session", room="调解室", link="", **times)
        do(chair, mediated, "agreement", form="oral", facts="属实。", text_1="道歉。", due_1=f"{today}")

    happen(0)
    count()
    few = count()
    happen(1)
    happen(2)
    assert count() == few <= 26


def test_a_mediator_lists_only_their_own(room: Room, mediated: Dispute) -> None:
    bring(room, sort="family")
    page = get(as_person(room.chair.person), "/mediation/")
    assert mediated.case.number in page and page.count('class="code text-muted"') == 1
    page = get(as_person(room.officer), "/mediation/?tab=waiting")
    assert mediated.case.number not in page and page.count('class="code text-muted"') == 1


def test_the_calendar_file_names_the_dispute_and_nobody(room: Room, mediated: Dispute) -> None:
    chair, noon = as_person(room.chair.person), timezone.now() + timedelta(days=1)
    noon = noon.replace(hour=2)
    do(chair, mediated, "session", starts=typed(noon), ends=typed(noon + timedelta(hours=1)), room="调解室", link="")
    session = Session.objects.get()
    content = chair.get(f"/mediation/sessions/{session.pk}/session.ics").content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["location"] == "调解室" and mediated.case.number in event["summary"]
    assert event.decoded("dtstart") == session.starts and "高" not in content.decode()
    do(chair, mediated, "cancel", session.pk)
    (event,) = Calendar.from_ical(chair.get(f"/mediation/sessions/{session.pk}/session.ics").content).walk("VEVENT")
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


@pytest.fixture
def settled(room: Room, mediated: Dispute) -> Agreement:
    chair, today = as_person(room.chair.person), timezone.localdate()
    facts = "楼上漏水属实 <b>& “争议”</b>。"
    do(chair, mediated, "agreement", form="written", facts=facts, text_1="赔偿三千元。", due_1=f"{today}")
    agreement = Agreement.objects.get()
    do(chair, mediated, "sign", agreement.pk, scan=photo())
    return Agreement.objects.get()


def test_papers_come_as_word_and_pdf_with_what_the_parties_sign(room: Room, settled: Agreement) -> None:
    chair = as_person(room.chair.person)
    number = settled.dispute.case.number
    url = f"/mediation/{number}/papers/agreement/?of={settled.pk}"
    pdf = chair.post(url, {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"
    word = chair.post(url, {"format": "docx"})
    document = Document(io.BytesIO(word.content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    today = timezone.localdate()
    assert "人民调解协议书" in said and f"（{today.year}）东城街道调字第1号" in said
    assert "楼上漏水属实 <b>& “争议”</b>。" in said and "{" not in said
    assert f"1．赔偿三千元，于{today.year}年{today.month}月{today.day}日前履行。" in said
    signs = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "申请人林阿姨（签名、盖章或按指印）" in signs and "东城街道人民调解委员会（盖章）" in signs
    verbs = [entry.verb for entry in entries_of(Case.objects.get(number=number))]
    assert verbs.count("print paper") == 2


def test_an_oral_agreement_is_a_form(room: Room, mediated: Dispute) -> None:
    chair, today = as_person(room.chair.person), timezone.localdate()
    do(chair, mediated, "agreement", form="oral", facts="属实。", text_1="当面道歉。", due_1=f"{today}")
    agreement = Agreement.objects.get()
    url = f"/mediation/{mediated.case.number}/papers/agreement/?of={agreement.pk}"
    document = Document(io.BytesIO(chair.post(url, {"format": "docx"}).content))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert document.paragraphs[0].text == "人民调解口头协议登记表"
    assert "口头协议内容" in cells and any(cell.startswith("1．当面道歉") for cell in cells)


def test_the_packet_holds_what_the_court_wants_in_order(room: Room, settled: Agreement) -> None:
    chair, number = as_person(room.chair.person), settled.dispute.case.number
    answer = chair.post(f"/mediation/{number}/papers/packet/?of={settled.pk}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packet:
        names = sorted(packet.namelist())
        assert packet.read(names[-1]).startswith(b"\xff\xd8")
    assert names[:3] == ["01-司法确认申请书.docx", "01-司法确认申请书.pdf", "02-人民调解协议书.pdf"]
    assert list(verify()) == []


def test_acceptance_form_and_minutes_are_made(room: Room, mediated: Dispute) -> None:
    chair = as_person(room.chair.person)
    url = f"/mediation/{mediated.case.number}/papers/"
    assert chair.post(url + "acceptance/", {"format": "docx"}).status_code == 200
    assert chair.post(url + "minutes/?of=1").status_code == 404
    assert chair.post(url + "nothing/").status_code == 404
    assert chair.get(url + "acceptance/").status_code == 405


def test_a_scan_is_read_by_who_works_on_it_only(room: Room, settled: Agreement) -> None:
    scan = settled.scans.get()
    assert as_person(room.chair.person).post(f"/mediation/scans/{scan.pk}/").content.startswith(b"\xff\xd8")
    assert as_person(room.second.person).post(f"/mediation/scans/{scan.pk}/").status_code == 404


def test_the_register_says_what_mediators_can_do(room: Room, office: Client) -> None:
    page = get(office, "/mediation/mediators/")
    assert "何调解" in page and "none in force" not in page
    answer = office.post(
        f"/mediation/mediators/{room.third.pk}/",
        {
            "sorts": ["labour"],
            "areas": [COMMUNITY],
            "languages": "粤语，手语",
            "most": "7",
            "chairs": "on",
            "firm": "律所",
        },
    )
    assert answer.status_code == 302
    stored = Mediator.objects.get(pk=room.third.pk)
    assert (stored.sorts, stored.languages, stored.most, stored.firm) == (["labour"], ["粤语", "手语"], 7, "律所")
    assert office.get(f"/mediation/mediators/{room.officer.pk}/").status_code == 404


def test_experts_are_listed_and_added(room: Room, office: Client) -> None:
    office.post("/mediation/experts/", {"name": "章工", "field": "房屋安全鉴定", "organisation": "", "phone": ""})
    assert "章工" in get(office, "/mediation/experts/")


def test_figures_are_for_who_may_see_figures_and_none_is_under_five(room: Room, cast: Cast) -> None:
    for _each in range(4):
        bring(room, when=timezone.now())
    page = get(as_person(cast.leader), "/mediation/figures/")
    assert "Fewer than 5 disputes" in page and ">4<" not in page
    bring(room, when=timezone.now())
    assert "5 disputes were brought" in get(as_person(cast.leader), "/mediation/figures/")
    assert get(as_person(cast.leader), "/mediation/figures/?since=nonsense&area=371502010")
    assert as_person(cast.grid_member).get("/mediation/figures/").status_code == 403
