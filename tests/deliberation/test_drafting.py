import pytest
from hypothesis import given
from hypothesis import strategies as st

from onegrid.deliberation.comparing import compare_texts, paragraphs_of
from onegrid.deliberation.domain.drafting import write_draft
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Topic
from onegrid.directory.models import Person
from tests.conftest import Cast
from tests.deliberation.conftest import make_topic

lines = st.lists(st.text("车棚南北门收费公示一二三", min_size=1, max_size=12), max_size=8).map("\n".join)


def test_paragraphs_stay_are_reworded_come_and_go() -> None:
    pairs = compare_texts(
        "一、建在南门\n二、每度一元\n三、物业管理", "一、建在南门\n二、每度八角\n四、夜间断电并安装烟感"
    )
    assert [pair.kind for pair in pairs] == ["same", "changed", "removed", "added"]


@given(lines, lines)
def test_nothing_is_lost_and_nothing_made_up(before: str, after: str) -> None:
    pairs = compare_texts(before, after)
    assert [pair.before for pair in pairs if pair.before] == paragraphs_of(before)
    assert [pair.after for pair in pairs if pair.after] == paragraphs_of(after)
    assert all((pair.before == pair.after) == (pair.kind == "same") for pair in pairs)


def test_each_version_stays(topic: Topic, host: Person) -> None:
    assert [write_draft(topic, text, by=host).version for text in ("一、南门", "一、南门\n二、公示")] == [1, 2]
    with pytest.raises(TalkFault) as caught:
        write_draft(topic, "一、南门\n二、公示 ", by=host)
    assert caught.value.code == "same"
    assert topic.drafts.first().text == "一、南门"


def test_it_is_drafted_while_it_is_talked_over(cast: Cast, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        write_draft(make_topic(host), "一、南门", by=host)
    assert caught.value.code == "stage"
