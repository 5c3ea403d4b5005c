import json
import os
from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from onegrid.cli.commands import app
from onegrid.mediation.guessing import guess_by_words, guess_sort, marks_of, model_path
from onegrid.mediation.learning import keep_model, learn, make_pipeline, own_examples, read_examples
from onegrid.mediation.models import Dispute
from onegrid.mediation.models.dispute import Sort
from tests.mediation.conftest import Room, bring

FILE = Path(os.environ.get("ONEGRID_DATA", Path(__file__).parents[3] / "shared/data")) / (
    "disputes/legal_consultation_types.json"
)
EXAMPLES = [
    ("老板拖欠工资三个月不发", "labour"),
    ("公司辞退不给补偿拖欠工资", "labour"),
    ("上班受伤公司不认工伤", "labour"),
    ("丈夫要离婚孩子抚养权归谁", "family"),
    ("离婚后不给抚养费", "family"),
    ("父母赡养费兄弟不肯出", "family"),
]


@pytest.fixture(autouse=True)
def _own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("楼上卫生间漏水，泡坏了天花板", Sort.NEIGHBOURS),
        ("物业费涨价，业主委员会不同意", Sort.PROPERTY),
        ("离婚后对方不给抚养费", Sort.FAMILY),
        ("工地拖欠农民工工资", Sort.LABOUR),
        ("追尾之后肇事逃逸，交警已到场", Sort.TRAFFIC),
        ("健身卡不给退款", Sort.CONSUMER),
        ("拆迁安置面积少算了", Sort.LAND),
        ("医院误诊", Sort.MEDICAL),
        ("今天天气很好", Sort.OTHER),
        ("", Sort.OTHER),
    ],
)
def test_words_alone_suggest_a_type(words: str, sort: str) -> None:
    assert guess_sort(words).sort == sort


def test_nothing_speaks_for_any_type_is_said_so() -> None:
    assert guess_by_words("今天天气很好").sure == 0


def test_what_was_learnt_is_asked_without_the_library_and_answers_as_the_library_does() -> None:
    pytest.importorskip("sklearn")
    keep_model(learn(EXAMPLES * 2), model_path())
    texts, sorts = zip(*(EXAMPLES * 2), strict=True)
    fitted = make_pipeline().fit(texts, sorts)
    for text in ("公司不发工资", "孩子抚养费", "父母要赡养费"):
        guess = guess_sort(text)
        assert guess.sort == fitted.predict([text])[0]
        assert guess.sure == pytest.approx(max(fitted.predict_proba([text])[0]), abs=0.02)


def test_a_type_that_was_never_learnt_is_still_known_by_its_words() -> None:
    pytest.importorskip("sklearn")
    keep_model(learn(EXAMPLES * 2), model_path())
    assert guess_sort("邻居在楼道堆放杂物").sort == Sort.NEIGHBOURS


def test_what_stands_in_one_text_only_is_not_kept() -> None:
    pytest.importorskip("sklearn")
    weights = learn([*EXAMPLES, ("诸葛孔明欠工资", "labour")])
    assert "诸葛" not in weights["terms"] and "工资" in weights["terms"]


def test_the_office_learns_from_its_own_ended_disputes(room: Room) -> None:
    bring(room)
    assert own_examples() == []
    dispute = Dispute.objects.get()
    dispute.case.ended_at = dispute.case.reported_at
    dispute.case.save()
    assert own_examples() == [(f"{dispute.statement} {dispute.wants}", "neighbours")]


def test_the_command_learns_from_a_file(tmp_path: Path, room: Room) -> None:
    pytest.importorskip("sklearn")
    file = tmp_path / "examples.json"
    file.write_text(json.dumps([{"text": text, "label": label} for text, label in EXAMPLES * 2]))
    result = CliRunner().invoke(app, ["disputes", "learn", str(file)])
    assert result.exit_code == 0 and model_path().exists(), result.output
    assert CliRunner().invoke(app, ["disputes", "learn"]).exit_code != 0


def test_a_text_is_judged_by_pairs_characters_and_words_of_types() -> None:
    assert marks_of("离婚 a") == ["离婚", "a", "离", "婚", "=family"]


@pytest.mark.skipif(not FILE.exists(), reason="the consultations are not here")
def test_real_consultations_that_were_not_seen_are_guessed_far_better_than_by_chance() -> None:
    pytest.importorskip("sklearn")
    texts, sorts = zip(*read_examples(FILE), strict=True)
    fitted = make_pipeline().fit(texts[::2], sorts[::2])
    right = sum(guess == sort for guess, sort in zip(fitted.predict(texts[1::2]), sorts[1::2], strict=True))
    assert len(texts) == 250 and right / 125 > 0.45
