import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.lib.text import query_phrases, tokens

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=8)
around = st.text(st.sampled_from("东城街道路灯Ab 3，。!－２㈠\n"), max_size=12)


def holds(row, phrase):
    return any(row[place : place + len(phrase)] == phrase for place in range(len(row)))


@given(around, chinese, around)
def test_any_two_characters_or_more_are_found_in_a_text_that_has_them(before, sought, after):
    [phrase] = query_phrases(sought)
    assert holds(tokens(before + sought + after), phrase)


@given(st.text())
def test_a_text_is_found_by_itself(text):
    row = tokens(text)
    assert all(holds(row, phrase) for phrase in query_phrases(text))


@given(st.text())
def test_tokens_are_cut_no_further(text):
    assert all(tokens(token) == [token] for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("东城街道", ["东城", "城街", "街道"]),
        ("灯", ["灯"]),
        ("3号楼Wi-Fi坏了", ["3", "号楼", "wi", "fi", "坏了"]),
        ("ＡＢＣ１２３　①", ["abc123", "1"]),
        ("路灯，坏了。", ["路灯", "坏了"]),
        ("snake_case", ["snake", "case"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("", []),
        ("!?，", []),
    ],
)
def test_words_stay_whole_and_chinese_comes_in_pairs(text, row):
    assert tokens(text) == row


def test_each_term_of_a_query_is_a_phrase():
    assert query_phrases(" 东城街　Lamp12号 ， ") == [["东城", "城街"], ["lamp12", "号"]]
    assert query_phrases("") == []
