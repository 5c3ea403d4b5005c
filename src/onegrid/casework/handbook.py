"""The shelf as a document: every kind of case with its limits, states, moves and the sentences of its rules."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.utils.translation import override

from onegrid.casework.case_type import Ask, CaseType, Clock, Move, OnExpiry, Referral
from onegrid.casework.diagram import mermaid
from onegrid.casework.registry import case_types
from onegrid.casework.words import ASK_TITLES, BY_TITLES
from onegrid.lib.durations import Duration

HEAD = """\
# The kinds of case

Generated from the files in `src/onegrid/case_types/` by `onegrid.casework.handbook`. An office may set its own titles and
time limits; states, moves and rules are as they stand here. [How to add a kind](guides/add-a-case-type.md).
"""
EXPIRY = {OnExpiry.ESCALATE: "goes one level up", OnExpiry.ALERT: "whoever holds it is told"}


def write_case_type_docs(path: Path) -> None:
    """Write the document about all kinds on the shelf, in English."""
    path.write_text(describe_case_types(case_types()), encoding="utf-8")


def describe_case_types(kinds: Iterable[CaseType]) -> str:
    """The kinds as one Markdown text, in English whatever the language in force."""
    with override("en"):
        return "\n".join([HEAD, *(line for kind in kinds for line in _describe(kind))])


def _describe(kind: CaseType) -> Iterator[str]:
    yield f"## {kind.title}\n"
    yield f"`{kind.key}`, version {kind.version}. {kind.summary}.\n"
    yield from (f"- {trait}" for trait in _traits(kind))
    yield ""
    yield from _table(("Time limit", "Allowed", "When it runs out"), (_clock_row(clock) for clock in kind.clocks))
    yield from _table(
        ("State", "Key", "End"), ((str(state.title), f"`{state.key}`", "yes" * state.end) for state in kind.states)
    )
    yield from _table(
        ("Move", "From", "To", "By", "Asks", "Refused with"), (_move_row(kind, move) for move in kind.moves)
    )
    yield f"```mermaid\n{mermaid(kind)}```\n"


def _traits(kind: CaseType) -> Iterator[str]:
    yield "Categories: " + "; ".join(str(category.title) for category in kind.categories)
    for field in kind.fields:
        choices = " (" + "; ".join(str(title) for _key, title in field.choices) + ")" if field.choices else ""
        yield f"Asks{'' if field.required else ', if the reporter likes'}: {field.title}{choices}"
    for referral in kind.referrals:
        yield f"{_whose(kind, referral)} to {referral.organisation or _seat(referral)}"
    if kind.certificates:
        yield f"Whoever handles it ought to hold: {'; '.join(kind.certificates)}"
    if not kind.needs_place:
        yield "Needs no place"
    if not kind.public:
        yield "Confidential: stands in no open list"
    if kind.inside:
        yield "Filed by the office's own people only"


def _whose(kind: CaseType, referral: Referral) -> str:
    category = kind.category(referral.category)
    return f"{category.title}:" if category else "All else:" if len(kind.referrals) > 1 else "Goes"


def _seat(referral: Referral) -> str:
    return f"the seat of the {referral.level.name.lower().replace('_', '-')} where it lies" if referral.level else ""


def _clock_row(clock: Clock) -> Sequence[str]:
    return str(clock.title), _say(clock.allowed), EXPIRY[clock.on_expiry]


def _say(duration: Duration) -> str:
    unit = duration.unit.replace("_", " ")
    return f"{duration.amount} {unit.removesuffix('s') if duration.amount == 1 else unit}"


def _move_row(kind: CaseType, move: Move) -> Sequence[str]:
    return (
        f"{move.title}<br>`{move.key}`",
        ", ".join(str(kind.state(key).title) for key in move.source),
        str(kind.state(move.target).title) if move.target else "stays",
        ", ".join(str(BY_TITLES[by]) for by in move.by),
        _asked(move.asks, move.offers),
        " ".join(" ".join((rule.__doc__ or "").split()) for rule in move.rules),
    )


def _asked(asks: Sequence[Ask], offers: Sequence[Ask]) -> str:
    return ", ".join([*(str(ASK_TITLES[ask]) for ask in asks), *(f"({ASK_TITLES[ask]})" for ask in offers)])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""
