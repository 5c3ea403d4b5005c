"""A case on paper."""

import re
from typing import Any

from django.test import Client

from onegrid.casework.acts import Actor
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.papers import write_note
from onegrid.casework.models import Case
from onegrid.web.cases.case_file import case_file
from onegrid.web.cases.page import gather_page
from tests.casework.walking import photo
from tests.conftest import Cast
from tests.factories import make_case


def known(cast: Cast) -> Case:
    case = make_case(description="路口垃圾桶满溢", phone="13800138000")
    make_move(case, "take", actor=cast.actor("grid_member"))
    call = {"organisations": [cast.department], "reason": "请到场"}
    make_move(case, "call-in", actor=cast.actor("grid_member"), **call)
    make_move(case, "answer-call", actor=cast.actor("handler"), reason="已安排清运")
    write_note(case, "业主要求匿名", actor=Actor.of(cast.grid_member))
    make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运。", photo=[photo()])
    return case


def words_of(data: Any) -> set[str]:
    """Every text anywhere in some data."""
    if isinstance(data, dict):
        return set().union(*map(words_of, data.values()))
    if isinstance(data, list):
        return set().union(*map(words_of, data)) if data else set()
    return {str(data)}


def test_the_file_says_what_the_page_says(cast: Cast) -> None:
    case = known(cast)
    data = case_file(gather_page(case, cast.grid_leader), cast.grid_leader)
    words = words_of(data)
    assert {case.number, "路口垃圾桶满溢", "环卫所", "已安排清运", "业主要求匿名", "已清运。", "王网格"} <= words
    assert [row["head"] for row in data["sections"][-1]["rows"]][:2] == ["登记", "接单"]
    assert len(data["photos"]) == 1 and case.head[:16] in data["foot"]


def test_how_to_reach_the_reporter_is_never_printed(cast: Cast) -> None:
    case = known(cast)
    data = case_file(gather_page(case, cast.grid_member), cast.grid_member)
    assert not any("13800138000" in text for text in words_of(data))


def test_it_is_a_pdf_for_those_who_may_see_the_case(client: Client, cast: Cast) -> None:
    case = known(cast)
    client.force_login(cast.grid_leader)
    answer = client.get(f"/cases/{case.number}/file.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert re.search(rf'filename="{case.number}.pdf"', answer["Content-Disposition"])
    client.force_login(cast.outsider)
    assert client.get(f"/cases/{case.number}/file.pdf").status_code == 404
