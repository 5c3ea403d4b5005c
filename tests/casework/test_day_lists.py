from datetime import date

import pytest
from chinese_calendar.constants import holidays, workdays
from django.core.exceptions import ValidationError

from onegrid.casework.day_lists import read_days
from onegrid.casework.domain.calendar import Ruling

# In the words of the yearly notices of the State Council's General Office.
NOTICE_2025 = """各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2025年元旦、春节、清明节、劳动节、端午节、国庆节、中秋节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2024年11月12日"""
NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


@pytest.mark.parametrize(("year", "notice"), [(2025, NOTICE_2025), (2026, NOTICE_2026)])
def test_the_published_notice_is_read_as_the_published_calendar_has_it(year: int, notice: str) -> None:
    rulings = read_days(notice, year=year)
    assert {each.day for each in rulings if each.working} == {day for day in workdays if day.year == year}
    off = {each.day for each in rulings if not each.working}
    assert {day for day in off if day.weekday() < 5} == {
        day for day in holidays if day.year == year and day.weekday() < 5
    }
    assert Ruling(date(year, 1, 1), False, "元旦") in rulings


def test_a_line_a_day_may_be_written_in_several_ways() -> None:
    text = "# 2027\n2027-02-06 休 春节\n\n2027-02-07，班，春节调休\n2027/2/8\t休\n2027-02-09..2027-02-11 holiday Spring Festival"
    assert read_days(text, year=2026) == [
        Ruling(date(2027, 2, 6), False, "春节"),
        Ruling(date(2027, 2, 7), True, "春节调休"),
        Ruling(date(2027, 2, 8), False, ""),
        *(Ruling(date(2027, 2, day), False, "Spring Festival") for day in (9, 10, 11)),
    ]


def test_a_date_without_a_year_is_in_the_year_that_was_chosen() -> None:
    assert read_days("10月1日至3日放假", year=2027)[0].day == date(2027, 10, 1)


def test_advice_to_take_leave_declares_nothing_wrong() -> None:
    text = "一、春节：2月10日至17日放假调休，共8天。2月4日、2月18日上班。"
    advice = "鼓励各单位安排职工在除夕（2月9日）休息。"
    assert len(read_days(text + advice, year=2024)) == 8 + 2


def test_every_line_that_cannot_be_understood_is_named() -> None:
    with pytest.raises(ValidationError) as fault:
        read_days("2027-02-30 休\n2027-02-06 休\n2027-02-07 maybe\n3月1日至5月9日放假", year=2027)
    assert [message.split("“")[1][:9] for message in fault.value.messages] == [
        "2027-02-3",
        "2027-02-0",
        "3月1日至5月9日",
    ]


def test_a_text_without_days_says_how_to_write_one() -> None:
    with pytest.raises(ValidationError, match="2027-02-06"):
        read_days("请按国务院办公厅通知执行。", year=2027)
