import io
import zipfile
from datetime import datetime, timedelta

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
from onegrid.mediation.domain.dates import secret_of
from onegrid.mediation.domain.mediators import appoint
from onegrid.mediation.models import Agreement, Dispute, Invitee, Mediator, OfferedDate, Session
from onegrid.mediation.models.dispute import Sort
from onegrid.mediation.signers import signers_of
from onegrid.web.mediation.agreement_forms import model_terms
from tests.conftest import COMMUNITY, Cast
from tests.mediation.conftest import Room, bring, dispute, fresh, make_mediator, mediated, room
from tests.mediation.drawing import drawn
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
    do(chair, dispute, "sign", agreement.pk, how="paper", signed_on=f"{today}", scan=photo())
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
    assert count() == few <= 30


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
    do(chair, mediated, "sign", agreement.pk, how="paper", signed_on=f"{today}", scan=photo())
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


def draft_by_page(chair: Client, dispute: Dispute) -> Agreement:
    terms = {"text_1": "赔偿三千元。", "due_1": f"{timezone.localdate()}"}
    do(chair, dispute, "agreement", form="written", facts="漏水属实。", **terms)
    return Agreement.objects.get()


def test_everybody_signs_on_the_screen_and_the_papers_show_it(room: Room, mediated: Dispute) -> None:
    chair, number = as_person(room.chair.person), mediated.case.number
    draft = draft_by_page(chair, mediated)
    url = f"/mediation/{number}/signing/{draft.pk}/"
    assert chair.get(url).status_code == 405 and as_person(room.second.person).post(url).status_code == 404
    assert "高师傅" in chair.post(url).content.decode()
    assert entries_of(fresh(mediated).case).last().verb == "read parties"  # type: ignore[union-attr]
    late = chair.post(
        f"/mediation/{number}/do/sign/?of={draft.pk}", {"how": "screen", "signed_on": timezone.localdate()}
    )
    assert late.status_code == 422 and "Not everybody has signed" in late.content.decode()
    empty = chair.post(url, {"signer": f"mediator-{room.chair.pk}", "strokes": ""})
    assert (
        empty.status_code == 422 and "The field is empty" in empty.content.decode()
    ) or "no signature" in empty.content.decode()
    keys = [each.key for each in signers_of(draft)]
    for key in keys[:-1]:
        assert chair.post(url, {"signer": key, "strokes": drawn()}).status_code == 200
    page = get(chair, f"/mediation/{number}/")
    assert "高某" in page and "not signed" in page and "高师傅" not in page
    assert chair.post(url, {"signer": keys[-1], "strokes": drawn()})["Location"] == f"/mediation/{number}/"
    do(chair, mediated, "sign", draft.pk, how="screen", signed_on=timezone.localdate())
    assert "not on file yet" not in get(chair, f"/mediation/{number}/")
    assert chair.post(url).status_code == 404
    paper = f"/mediation/{number}/papers/agreement/?of={draft.pk}"
    document = Document(io.BytesIO(chair.post(paper, {"format": "docx"}).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "被申请人高师傅（签名）" in cells and "人民调解员何调解（签名）" in cells
    assert len(document.inline_shapes) == 3
    assert "见证人：何调解" in "".join(paragraph.text for paragraph in document.paragraphs)
    pdf = chair.post(paper, {"format": "pdf"}).content
    assert pdf.count(b"/Subtype /Image") + pdf.count(b"/Subtype/Image") >= 1
    shown = chair.post(f"/mediation/{number}/file/").content.decode()
    assert shown.count("data:image/png;base64,") == 3 and "witnessed by 何调解" in shown


def test_a_draft_is_opened_by_a_post_to_be_changed(room: Room, mediated: Dispute) -> None:
    chair, number = as_person(room.chair.person), mediated.case.number
    draft = draft_by_page(chair, mediated)
    url = f"/mediation/{number}/do/redraft/?of={draft.pk}"
    assert chair.get(url)["Location"] == f"/mediation/{number}/"
    opened = chair.post(url, {"opening": "1"}).content.decode()
    assert "漏水属实" in opened and "赔偿三千元" in opened
    assert entries_of(fresh(mediated).case).last().verb == "read parties"  # type: ignore[union-attr]
    day = f"{timezone.localdate()}"
    answer = chair.post(url, {"form": "written", "facts": "查明。", "text_1": "赔偿两千元。", "due_1": day})
    assert answer.status_code == 302 and Agreement.objects.get().terms.get().text == "赔偿两千元。"


def dates_of(first: datetime, *rooms: str) -> dict[str, str]:
    found = {"link": ""}
    for place, where in enumerate(rooms, 1):
        starts = first + timedelta(days=place)
        times = {f"starts_{place}": typed(starts), f"ends_{place}": typed(starts + timedelta(hours=1))}
        found |= times | {f"room_{place}": where}
    return found


def test_dates_are_offered_answered_by_link_and_one_is_chosen(room: Room, mediated: Dispute, client: Client) -> None:
    chair, number = as_person(room.chair.person), mediated.case.number
    assert get(chair, f"/mediation/{number}/do/dates/").count('value="20') == 6
    noon = timezone.now().replace(hour=2, minute=0)
    do(chair, mediated, "dates", **dates_of(noon, "第一调解室", "第二调解室"))
    first, second = OfferedDate.objects.all()
    respondent, applicant = (Invitee.objects.get(party__side=side) for side in ("respondent", "applicant"))
    page = get(chair, f"/mediation/{number}/do/answer-dates/?of={respondent.pk}")
    url = f"/disputes/dates/{secret_of(respondent)}/"
    assert f"http://testserver{url}" in page
    shown = get(client, url)
    assert number in shown and "第二调解室" in shown and "高" not in shown and "漏水" not in shown
    assert client.post(url, {"suits": [second.pk], "note": "白天上班"})["Location"] == url
    assert "您已答复" in get(client, url) and client.get(url + "session.ics").status_code == 404
    do(chair, mediated, "answer-dates", applicant.pk, suits=[first.pk, second.pk], note="")
    page = get(chair, f"/mediation/{number}/")
    assert page.count(">suits everybody<") == 1 and "高师傅" not in page
    assert "白天上班" in chair.post(f"/mediation/{number}/file/").content.decode()
    do(chair, mediated, "choose-date", second.pk)
    session = Session.objects.get()
    assert (session.starts, session.room) == (second.starts, "第二调解室")
    assert "第二调解室" in get(client, url) and "BEGIN:VEVENT" in client.get(url + "session.ics").content.decode()
    assert client.post(url, {"suits": [first.pk]}).status_code == 422
    assert client.get("/disputes/dates/ABCDEFGH23456789/").status_code == 404


def test_what_is_wrong_with_a_date_is_said_and_the_others_stay(room: Room, mediated: Dispute) -> None:
    chair, noon = as_person(room.chair.person), timezone.now().replace(hour=2, minute=0)
    url = f"/mediation/{mediated.case.number}/do/dates/"
    wished = dates_of(noon, "第一调解室", "第二调解室")
    answer = chair.post(url, wished | {"ends_2": ""})
    assert answer.status_code == 422 and "Give both times" in answer.content.decode()
    answer = chair.post(url, wished | {"room_2": ""})
    assert "or a link" in answer.content.decode() and 'value="第一调解室"' in answer.content.decode()


def test_what_lies_ahead_is_listed_for_who_works_on_it(room: Room, mediated: Dispute) -> None:
    chair = as_person(room.chair.person)
    noon = (timezone.now() + timedelta(days=1)).replace(hour=2, minute=0)
    do(chair, mediated, "session", starts=typed(noon), ends=typed(noon + timedelta(hours=1)), room="调解室", link="")
    agreement = draft_by_page(chair, mediated)
    do(chair, mediated, "sign", agreement.pk, how="paper", signed_on=timezone.localdate())
    page = get(chair, "/mediation/agenda/")
    assert "调解室" in page and page.count(f"/mediation/{mediated.case.number}/") == 2 and "Term 1" in page
    assert mediated.case.number not in get(as_person(room.second.person), "/mediation/agenda/")


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


def test_every_type_of_dispute_has_model_terms() -> None:
    assert set(model_terms()) == set(Sort.values)
    assert all(terms and all("____" in term for term in terms) for terms in model_terms().values())
