"""The word lists, read from the files in `words/`: one for each kind of case, one shared, one for those who handle cases."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

KINDS = (
    "street-cleanliness",
    "broken-facility",
    "noise",
    "property-quarrel",
    "blocked-fire-passage",
    "ebike-upstairs",
    "safety-hazard",
    "hardship-help",
    "policy-question",
    "suggestion",
)
_NOT_WORDS = (
    *("zh", "en", "share", "hours", "weekdays", "months", "channels", "settings", "frames", "openings", "closings"),
    *("choices", "answers", "limits", "reply", "columns", "facts", "categories"),
)

Words = Mapping[str, Sequence[str]]
Shares = Mapping[str, float]


@dataclass(frozen=True)
class Fact:
    """Something that happens: what it is in `short`, the words for the rest of its columns, and how it was `done`.

    `at` names the settings and `months` the months (1 to 12) of which alone it is true; empty for all.
    """

    words: Words
    at: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()

    def fits(self, setting: str, month: int | None) -> bool:
        """Whether it can be so there and then; of an unknown month, only what is true all year."""
        return (not self.at or setting in self.at) and (not self.months or month in self.months)


@dataclass(frozen=True)
class Category:
    """A finer sort within a kind: its key, its title in Chinese and English, and its share of the kind's cases.

    `months` are twelve weights, January first, where they differ from the kind's; `settings` say at what sort of place
    it happens; `inside` that it is behind the door; `choices` weigh the answers to the kind's own questions.
    """

    key: str
    zh: str
    en: str
    share: float
    months: tuple[float, ...]
    settings: Shares
    inside: bool
    facts: tuple[Fact, ...]
    choices: Mapping[str, Shares]


@dataclass(frozen=True)
class Kind:
    """A kind of case as people report it: when, where, through which channel, and in what words."""

    key: str
    zh: str
    en: str
    share: float
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    channels: Shares
    frames: tuple[str, ...]
    words: Words
    openings: Words
    closings: Words
    answers: Words
    choices: Mapping[str, Words]
    limits: Mapping[str, Words]
    reply: Words
    categories: Mapping[str, Category] = field(default_factory=dict)


@cache
def read_kind(key: str) -> Kind:
    """A kind's words. Raises KeyError for a kind that has none."""
    if key not in KINDS:
        raise KeyError(key)
    told, shared = _read(key), _read("shared")
    return Kind(
        key=key,
        zh=told["zh"],
        en=told["en"],
        share=told["share"],
        hours=tuple(told["hours"]),
        weekdays=tuple(told["weekdays"]),
        months=tuple(told["months"]),
        channels=told["channels"],
        frames=tuple(told["frames"]),
        words=_words(told),
        openings=shared["openings"] | told.get("openings", {}),
        closings=shared["closings"] | told.get("closings", {}),
        answers=told.get("answers", {}),
        choices=told.get("choices", {}),
        limits=told.get("limits", {}),
        reply=told.get("reply", {}),
        categories={name: _category(name, facts, told) for name, facts in told["categories"].items()},
    )


@cache
def shared_words() -> Words:
    """Words for every kind."""
    return _words(_read("shared"))


@cache
def spot_words() -> Words:
    """Ways to say where, by the sort of place."""
    words: Words = _read("shared")["spot"]
    return words


@cache
def voices() -> Mapping[str, Words]:
    """Who speaks of whom, by channel."""
    told: Mapping[str, Words] = _read("shared")["voice"]
    return told


@cache
def handling_words() -> Mapping[str, Any]:
    """What those who handle cases write."""
    return _read("handling")


def _category(key: str, told: Mapping[str, Any], kind: Mapping[str, Any]) -> Category:
    return Category(
        key=key,
        zh=told["zh"],
        en=told["en"],
        share=told["share"],
        months=tuple(told.get("months", kind["months"])),
        settings=told.get("settings", kind["settings"]),
        inside=told.get("inside", False),
        facts=tuple(_fact(dict(zip(kind["columns"], row, strict=False))) for row in told["facts"]),
        choices={name: told[name] for name in kind.get("choices", {}) if name in told},
    )


def _fact(row: dict[str, str]) -> Fact:
    """One line of a category's table; ` | ` parts alternatives."""
    at, months = row.pop("at", "").split(), row.pop("months", "").split()
    words = {name: tuple(text.split(" | ")) for name, text in row.items()}
    return Fact(words, frozenset(at), frozenset(map(int, months)))


def _words(told: Mapping[str, Any]) -> Words:
    return {name: words for name, words in told.items() if name not in _NOT_WORDS and isinstance(words, list)}


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words", f"{name}.toml").read_text(encoding="utf-8"))
