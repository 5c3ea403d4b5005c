"""Learning which words speak for which type of dispute: TF-IDF over what a text is judged by, and a logistic regression.

Needs the extra `learning` (scikit-learn). What is learnt is written as plain JSON, weights of pairs and no text, into the
office's own folder; `guessing` reads it without any library. Nothing learnt comes with the program.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from onegrid.mediation.guessing import marks_of
from onegrid.mediation.models import Dispute
from onegrid.mediation.models.dispute import Sort

LEAST_SEEN = 2
"""A pair that stands in one text only is not learnt: it could be somebody's name."""
# How the legal consultations of LawBench are labelled; what no mediator of a subdistrict settles is 'other'.
CONSULTATION_LABELS: dict[str, str] = {
    "婚姻家庭": Sort.FAMILY,
    "房产纠纷": Sort.HOUSE,
    "建设工程": Sort.CONTRACT,
    "抵押担保": Sort.CONTRACT,
    "债权债务": Sort.CONTRACT,
    "合同纠纷": Sort.CONTRACT,
    "人身损害": Sort.DAMAGES,
    "侵权": Sort.DAMAGES,
    "拆迁安置": Sort.LAND,
    "消费权益": Sort.CONSUMER,
    "医疗纠纷": Sort.MEDICAL,
    "交通事故": Sort.TRAFFIC,
    "劳动纠纷": Sort.LABOUR,
}
Example = tuple[str, str]


def read_examples(path: Path) -> list[Example]:
    """Texts and types from a JSON list of {"text", "label"}; a label is a type's key or one of LawBench's."""
    rows: list[Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        (
            row["text"],
            row["label"] if row["label"] in Sort.values else CONSULTATION_LABELS.get(row["label"], Sort.OTHER),
        )
        for row in rows
    ]


def own_examples() -> list[Example]:
    """What was said in the office's own ended disputes, and how they were typed in the end."""
    ended = Dispute.objects.filter(case__ended_at__isnull=False, forgotten_at=None)
    return [(f"{each.statement} {each.wants}", each.sort) for each in ended if each.statement]


def make_pipeline() -> Any:
    """What learns: to fit on texts and types. Raises `ImportError` without the extra."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline as pipeline

    words = TfidfVectorizer(analyzer=marks_of, min_df=LEAST_SEEN, sublinear_tf=True)
    return pipeline(words, LogisticRegression(C=10, class_weight="balanced", max_iter=2000))


def learn(examples: Iterable[Example]) -> dict[str, Any]:
    """The weights that `guessing` reads. Raises `ValueError` for fewer than two types, `ImportError` without the extra."""
    texts, sorts = zip(*examples, strict=True)
    fitted = make_pipeline().fit(texts, sorts)
    return as_weights(fitted[0], fitted[1])


def as_weights(words: Any, model: Any) -> dict[str, Any]:
    """A fitted pipeline as plain lists. Of two types scikit-learn keeps one row of weights; here each has its own."""
    rows, biases = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        rows, biases = [-rows[0] / 2, rows[0] / 2], [-biases[0] / 2, biases[0] / 2]
    return {
        "terms": [str(term) for term in words.get_feature_names_out()],
        "idf": _rounded(words.idf_),
        "sorts": [str(sort) for sort in model.classes_],
        "weights": [_rounded(row) for row in rows],
        "intercepts": _rounded(biases),
    }


def keep_model(weights: Mapping[str, Any], path: Path) -> None:
    """Write what was learnt, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(weights, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]
