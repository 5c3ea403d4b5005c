from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onegrid.audit.domain.verification import verify
from onegrid.casework.acts import Actor
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.filing import Report, find_by_secret, new_submission, open_case
from onegrid.casework.domain.kinds import retire_kind
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import Case, CaseClock, Contact, Message, Route
from onegrid.casework.queries import entries_of
from onegrid.casework.source import Source
from onegrid.territory.generations import ROUTES, renew
from onegrid.territory.models import Plan
from tests.casework.walking import photo
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import CELL, ELSEWHERE, ROOT, at, make_case, make_plan, make_report, square_areas

MONDAY = at("2026-03-02 09:00")


def fault_of(report: Report) -> CaseFault:
    with pytest.raises(CaseFault) as fault:
        open_case(report, at=MONDAY)
    assert not Case.objects.exists()
    assert not Message.objects.exists()
    return fault.value


class TestPlace:
    def test_a_point_finds_its_micro_grid_plan_and_holder(self, cast: Cast, land: Plan) -> None:
        case = make_case(lon=116.015, lat=36.015)
        assert (case.area_code, case.plan, case.holder_area) == (ROOT + "001002002", land, COMMUNITY)

    def test_a_point_on_a_border_goes_to_the_same_area_every_time(self, cast: Cast) -> None:
        assert {make_case(lon=116.01, lat=36.005).area_code for _again in range(3)} == {MICRO_GRID}

    def test_a_point_outside_is_told_the_nearest_area_and_how_far_it_is(self, cast: Cast) -> None:
        fault = fault_of(make_report(lon=115.99, lat=36.005))
        assert fault.code == "outside"
        (words,) = fault.messages
        assert "1号微网格" in words
        metres = 89913 * CELL  # at 36° north
        assert any(str(round(metres) + off) in words for off in range(-5, 6)), words

    def test_without_any_area_it_says_so(self, db: None) -> None:
        assert fault_of(make_report()).code == "outside"

    @pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 36.0), (float("inf"), 36.0), (1e9, -1e9)])
    def test_a_point_that_is_none_is_outside(self, lon: float, lat: float, cast: Cast) -> None:
        assert fault_of(make_report(lon=lon, lat=lat)).code == "outside"

    def test_an_area_will_do_instead_of_a_point(self, cast: Cast) -> None:
        case = make_case(area_code=GRID)
        assert (case.area_code, case.holder_area, case.lon) == (GRID, GRID, None)

    @pytest.mark.parametrize("code", ["371502999", "abc", ROOT + "9", "37150200900100100"])
    def test_an_unknown_area_is_refused(self, code: str, cast: Cast) -> None:
        (words,) = fault_of(make_report(area_code=code)).messages
        assert code in words

    def test_a_kind_that_needs_a_place_asks_for_one(self, cast: Cast) -> None:
        report = Report(kind="street-cleanliness", description="垃圾")
        assert fault_of(report).code == "no_place"

    def test_a_kind_without_a_place_goes_to_the_only_subdistrict(self, land: Plan) -> None:
        case = open_case(Report(kind="suggestion", description="建议增设座椅")).case
        assert (case.area_code, case.plan) == (ROOT, land)

    def test_with_several_subdistricts_one_has_to_be_named(self, cast: Cast) -> None:
        report = Report(kind="suggestion", description="建议增设座椅")
        assert fault_of(report).code == "no_place"
        case = open_case(Report(kind="suggestion", description="建议增设座椅", area_code=ELSEWHERE)).case
        assert case.area_code == ELSEWHERE

    def test_a_case_keeps_the_plan_it_was_filed_under(self, cast: Cast, land: Plan) -> None:
        case = make_case(when=MONDAY)
        make_plan(starts=date(2026, 6, 1), areas=square_areas(south=36.005))
        assert make_case(when=at("2026-06-02 09:00")).plan != land
        assert Case.objects.get(pk=case.pk).plan == land

    def test_the_offices_route_decides_before_the_place(self, cast: Cast) -> None:
        Route.objects.create(subdistrict=ROOT, kind="street-cleanliness", organisation=cast.department)
        renew(ROUTES)
        assert make_case().holder_organisation == cast.department


class TestAnswers:
    def test_an_unknown_kind_is_named(self, cast: Cast) -> None:
        (words,) = fault_of(make_report(kind="no-such-kind")).messages
        assert "no-such-kind" in words

    def test_a_retired_kind_is_refused_where_it_is_retired(self, cast: Cast) -> None:
        retire_kind(ROOT, "street-cleanliness", actor="system")
        assert fault_of(make_report()).code == "retired"
        elsewhere = make_report(lon=117.005, lat=36.005)
        assert open_case(elsewhere).case.area_code.startswith(ELSEWHERE)

    def test_what_only_the_office_files_is_refused_to_everybody_else(self, cast: Cast) -> None:
        again = make_report(kind="follow-up-visit", category="matter")
        assert fault_of(again).code == "inside"
        assert open_case(again, actor=cast.actor("grid_member"), at=MONDAY).case.holder_area == MICRO_GRID

    def test_an_unknown_category_is_named(self, cast: Cast) -> None:
        (words,) = fault_of(make_report(category="no-such-category")).messages
        assert "no-such-category" in words

    def test_all_that_is_missing_is_named_at_once(self, cast: Cast) -> None:
        fault = fault_of(make_report(kind="property-quarrel", category="fees", description=" ", title=""))
        assert fault.code == "missing"
        assert "、" in fault.messages[0]

    def test_an_answer_that_was_not_offered_is_refused(self, cast: Cast) -> None:
        report = make_report(kind="noise", category="shop", details={"heard": "always"})
        assert fault_of(report).code == "choice"

    def test_a_place_in_words_may_have_two_hundred_characters(self, cast: Cast) -> None:
        fault_of(make_report(address="路" * 201))
        assert make_case(address="路" * 200).address == "路" * 200

    def test_a_bad_photo_stops_the_whole_report(self, cast: Cast) -> None:
        fault = fault_of(make_report(uploads=[photo(), Upload("virus.jpg", b"MZ")]))
        assert fault.code == "not_a_photo"


class TestTitle:
    @pytest.mark.parametrize(
        ("description", "title"),
        [
            ("路口垃圾桶满溢，请尽快清运。", "路口垃圾桶满溢，请尽快清运"),
            ("路面有3.5米长裂缝。很危险！", "路面有3.5米长裂缝"),
            ("Rubbish everywhere. Please help.", "Rubbish everywhere"),
            ("井盖丢失\n在三号楼门口", "井盖丢失"),
            ("。。。", "。。。"),
            ("长" * 200, "长" * 120),
        ],
    )
    def test_without_a_title_it_is_the_first_sentence(self, description: str, title: str, cast: Cast) -> None:
        assert make_case(description=description).title == title

    def test_a_given_title_is_kept(self, cast: Cast) -> None:
        assert make_case(title=" 垃圾 ").title == "垃圾"


class TestSubmission:
    def test_sent_twice_it_is_one_case_with_one_code(self, cast: Cast) -> None:
        report = make_report(submission=new_submission())
        first, second = open_case(report), open_case(report)
        assert (first.case, first.secret, second.again) == (second.case, second.secret, True)
        assert Case.objects.count() == 1
        assert Message.objects.filter(topic="filed").count() == 1

    def test_two_forms_are_two_cases(self, cast: Cast) -> None:
        reports = [make_report(submission=new_submission()) for _form in range(2)]
        assert open_case(reports[0]).case != open_case(reports[1]).case

    def test_a_number_that_is_taken_is_drawn_again(self, cast: Cast) -> None:
        first = open_case(make_report(), at=MONDAY, source=Source(seed=1)).case
        second = open_case(make_report(), at=MONDAY, source=Source(seed=1)).case
        assert first.number != second.number
        assert Case.objects.count() == 2


class TestWhatIsWritten:
    def test_everything_that_a_case_begins_with(self, cast: Cast) -> None:
        filed = open_case(make_report(name="刘先生", phone="+8613812341234", uploads=[photo()]), at=MONDAY)
        case = Case.objects.get(pk=filed.case.pk)
        assert {clock.key for clock in CaseClock.objects.filter(case=case)} == {"take", "handle"}
        assert Contact.objects.get(case=case).phone == "+8613812341234"
        assert [attachment.public for attachment in case.attachments.all()] == [True]
        assert [entry.verb for entry in entries_of(case)] == ["file", "attach"]
        assert list(verify()) == []

    def test_the_record_holds_no_personal_data(self, cast: Cast) -> None:
        filed = open_case(make_report(name="刘先生", phone="+8613812341234"), at=MONDAY)
        (entry,) = entries_of(filed.case)
        assert "刘先生" not in str(entry.after) and "13812341234" not in str(entry.after)

    def test_an_anonymous_report_has_no_contact(self, cast: Cast) -> None:
        make_case()
        assert not Contact.objects.exists()

    def test_staff_who_file_are_named_in_the_record(self, cast: Cast) -> None:
        case = make_case(actor=Actor.of(cast.grid_member), channel="grid_member")
        entry = entries_of(case).get()
        assert (entry.actor, entry.after["channel"]) == (cast.grid_member.actor, "grid_member")


class TestSecret:
    def test_the_code_opens_the_case_as_people_type_it(self, cast: Cast) -> None:
        filed = open_case(make_report())
        spaced = "-".join(filed.secret[i : i + 4] for i in range(0, 12, 4)).lower()
        assert find_by_secret(filed.case.number, f" {spaced} ") == filed.case

    def test_another_code_or_another_number_opens_nothing(self, cast: Cast) -> None:
        one, other = open_case(make_report()), open_case(make_report())
        assert find_by_secret(one.case.number, other.secret) is None
        assert find_by_secret("000000-00000000-0", one.secret) is None

    def test_the_code_itself_is_not_kept(self, cast: Cast) -> None:
        filed = open_case(make_report())
        row = Case.objects.filter(pk=filed.case.pk).values().get()
        assert filed.secret not in str(row)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=300).filter(lambda text: "\x00" not in text and text.strip()))
def test_whatever_people_write_is_filed_and_kept_word_for_word(cast: Cast, text: str) -> None:
    case = Case.objects.get(pk=make_case(description=text).pk)
    assert case.description == text.strip()
    assert case.title.strip()
