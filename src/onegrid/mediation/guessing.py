"""Which type of dispute do these words sound like? By a learnt model if there is one, else by the shelf's own words."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from django.conf import settings

from onegrid.lib.text import tokens
from onegrid.mediation.models.dispute import Sort

MODEL = "dispute-sorts.json"
"""The name of what an office has learnt, in its own folder."""
HAN = re.compile("[\u4e00-\u9fff]")
# The words that people use for each type, where no model knows better. Checked in this order, the longest match first.
WORDS: dict[str, tuple[str, ...]] = {
    Sort.FAMILY: (
        "离婚",
        "婚姻",
        "抚养",
        "赡养",
        "继承",
        "遗产",
        "彩礼",
        "丈夫",
        "妻子",
        "家暴",
        "分家",
        "前夫",
        "前妻",
    ),
    Sort.NEIGHBOURS: ("邻居", "楼上", "楼下", "漏水", "隔壁", "噪音", "噪声", "通行", "采光", "宠物", "对门"),
    Sort.PROPERTY: ("物业", "业主委员会", "业委会", "物业费", "停车费", "公共收益", "维修资金", "电梯"),
    Sort.HOUSE: ("房屋", "房东", "租房", "租金", "押金", "买房", "房产", "宅基地", "开发商", "中介", "装修"),
    Sort.LABOUR: ("工资", "工伤", "加班", "辞退", "劳动", "社保", "老板", "用人单位", "欠薪", "农民工"),
    Sort.DAMAGES: ("打伤", "受伤", "赔偿", "医药费", "伤残", "侵权", "名誉", "殴打", "骨折"),
    Sort.CONSUMER: ("退款", "商家", "假货", "质量", "预付卡", "健身卡", "网购", "消费", "退货", "卖家"),
    Sort.TRAFFIC: ("交通事故", "车祸", "撞", "追尾", "肇事", "电动车", "保险公司", "交警", "逃逸"),
    Sort.CONTRACT: ("合同", "借钱", "欠款", "借条", "欠条", "还钱", "债", "违约", "定金", "担保", "货款"),
    Sort.LAND: ("拆迁", "征地", "征收", "安置", "补偿款", "土地", "承包地", "青苗"),
    Sort.MEDICAL: ("医院", "医疗", "手术", "误诊", "医生", "病历", "住院"),
}


@dataclass(frozen=True)
class Guess:
    """A type, and how sure that is between 0 and 1; 0 means that nothing speaks for any."""

    sort: str
    sure: float


@dataclass(frozen=True)
class Learnt(Guess):
    """What a model guesses, and which types it has learnt at all."""

    known: tuple[str, ...] = ()


def guess_sort(words: str) -> Guess:
    """The type that some words sound like; the last one, 'other', if nothing speaks for any."""
    by_words, by_model = guess_by_words(words), _ask_model(words)
    if by_model is None or (by_words.sure and by_words.sort not in by_model.known):
        return by_words
    return Guess(by_model.sort, by_model.sure)


def marks_of(text: str) -> list[str]:
    """What a text is judged by: its pairs of characters, its characters, and '=type' for every word of a type in it."""
    return [
        *tokens(text),
        *HAN.findall(text),
        *(f"={sort}" for sort, known in WORDS.items() for word in known if word in text),
    ]


def guess_by_words(words: str) -> Guess:
    """The type of whose words the most are there, and what share of all that were found."""
    hits = {sort: sum(len(word) for word in known if word in words) for sort, known in WORDS.items()}
    whole = sum(hits.values())
    if not whole:
        return Guess(Sort.OTHER, 0)
    best = max(hits, key=lambda sort: hits[sort])
    return Guess(best, round(hits[best] / whole, 2))


def _ask_model(words: str) -> Learnt | None:
    """The linear model over TF-IDF of the marks, computed here: to ask it needs no library."""
    path = model_path()
    if not path.exists():
        return None
    model = _read(path, path.stat().st_mtime_ns)
    counts: dict[int, int] = {}
    for term in marks_of(words):
        if (place := model["terms"].get(term)) is not None:
            counts[place] = counts.get(place, 0) + 1
    if not counts:
        return None
    weights = {place: (1 + log(count)) * model["idf"][place] for place, count in counts.items()}
    norm = sqrt(sum(weight * weight for weight in weights.values()))
    scores = [
        bias + sum(row[place] * weight for place, weight in weights.items()) / norm
        for bias, row in zip(model["intercepts"], model["weights"], strict=True)
    ]
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    best = scores.index(top)
    return Learnt(model["sorts"][best], round(shares[best] / sum(shares), 2), tuple(model["sorts"]))


def model_path() -> Path:
    """Where what was learnt is kept."""
    return Path(settings.HOME) / MODEL


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    """What `learning` wrote; read anew when it changed."""
    model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    model["terms"] = {term: place for place, term in enumerate(model["terms"])}
    return model
