import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.channels.case_import.records import BadFile, Broken, Record, Records, count_lines, open_records


def rows_of(text: str) -> list[Record]:
    return list(Records(iter(io.StringIO(text, newline="\n"))))


def values_of(path: Path) -> list[list[str]]:
    with open_records(path) as records:
        return [records.columns, *(record.values for record in records)]


def test_the_heading_is_row_1_and_blank_rows_are_counted_but_not_read() -> None:
    assert [(each.row, each.values) for each in rows_of("id,title\n\n7,灯不亮\r\n8,x")] == [
        (3, ["7", "灯不亮"]),
        (4, ["8", "x"]),
    ]


def test_a_quoted_value_may_hold_commas_quotes_and_line_ends() -> None:
    assert [each.values for each in rows_of('id,title\n1,"a, ""b""\nc"\n2,d\n')] == [["1", 'a, "b"\nc'], ["2", "d"]]


def test_a_carriage_return_alone_ends_no_row() -> None:
    assert [each.values for each in rows_of('id,title,place\r\n1,"a\r\nb",c\r\n2,d\re,f\r\n')] == [
        ["1", "a\r\nb", "c"],
        ["2", "d\re", "f"],
    ]


def test_a_quote_inside_a_value_is_only_a_character() -> None:
    assert [each.values for each in rows_of('id,title\n1,5" pipe\n2,d\n')] == [["1", '5" pipe'], ["2", "d"]]


def test_a_quote_that_never_closes_costs_only_its_own_row() -> None:
    found = rows_of('id,title\n1,"never closed\n2,fine\n3,"also, fine"\n4,good\n')
    assert [(each.row, each.broken) for each in found] == [(2, Broken.QUOTE), (3, None), (4, None), (5, None)]
    assert [each.values for each in found[1:]] == [["2", "fine"], ["3", "also, fine"], ["4", "good"]]


def test_a_quote_that_is_never_closed_does_not_swallow_a_long_file() -> None:
    found = rows_of('id,title\n1,"oops\n' + "".join(f"{number},x\n" for number in range(2, 2000)))
    assert [each.broken for each in found[:2]] == [Broken.QUOTE, None] and len(found) == 1999


def test_short_and_long_rows_are_broken_but_commas_at_the_end_are_not() -> None:
    found = rows_of("id,title\n1\n2,b,c\n3,d,,\n")
    assert [each.broken for each in found] == [Broken.FIELDS, Broken.FIELDS, None]


def test_tabs_and_semicolons_separate_too() -> None:
    assert [each.values for each in rows_of("id\ttitle\n1\ta,b\n")] == [["1", "a,b"]]
    assert [each.values for each in rows_of("id;title\n1;a,b\n")] == [["1", "a,b"]]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)
TABLES = st.lists(st.tuples(TEXTS.map(lambda text: "x" + text), TEXTS, TEXTS), max_size=6)


@given(TABLES, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\r\n", "\n"]))
def test_whatever_is_written_as_csv_is_read_back(table: list[tuple[str, ...]], quoting: int, end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([("a", "b", "c"), *table])
    assert [tuple(each.values) for each in rows_of(out.getvalue())] == table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes("id,题目\n1,灯\n".encode(encoding))
    assert values_of(path) == [["id", "题目"], ["1", "灯"]]


def test_a_gzipped_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(gzip.compress(b"id,title\n1,a\n"))
    assert values_of(path) == [["id", "title"], ["1", "a"]]
    assert count_lines(path) == 2


def test_bytes_that_the_encoding_does_not_know_mark_their_row(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes("id,title\n1,café\n2,ok\n".encode("latin-1"))
    with open_records(path) as records:
        assert [each.damaged for each in records] == [True, False]


def test_a_file_cut_off_in_the_middle_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv.gz"
    whole = gzip.compress("".join(f"{number},x\n" for number in range(20_000)).encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile):
        count_lines(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04rest"])
def test_an_empty_file_and_a_spreadsheet_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        values_of(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.csv"):
        count_lines(tmp_path / "none.csv")
