"""What residents, grid members, riders and clerks write when they report something."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

from onegrid.demo.geography.places import Place
from onegrid.demo.names import COMPANIES
from onegrid.demo.texts.phrases import Words, fill, slots_in
from onegrid.demo.texts.vocabulary import Category, Kind, read_kind, shared_words, spot_words, voices

LONGEST_TITLE = 60
SPEAKS_FOR_ITSELF = ("resident", "hotline", "counter")  # channels through which the one concerned is heard


@dataclass(frozen=True)
class ReportText:
    """A report's words. `details` answers the questions that its kind alone asks, by the question's key."""

    title: str
    description: str
    details: Mapping[str, str] = field(default_factory=dict)


def write_report(
    rng: random.Random,
    kind: str,
    category: str,
    place: Place,
    *,
    channel: str = "resident",
    month: int | None = None,
) -> ReportText:
    """A report of something at a place, in the voice of its channel; of the season, if the month (1 to 12) is told.

    Raises KeyError for a kind, category or channel without words.
    """
    told = read_kind(kind)
    sort = told.categories[category]
    bound = _where(rng, place, inside=sort.inside)
    details = _choices(rng, told, sort, channel, bound)
    lists = (told.words, voices()[channel], shared_words())
    fact = rng.choice([each for each in sort.facts if each.fits(place.setting, month)] or sort.facts)
    bound |= {name: fill(rng, rng.choice(words), bound, *lists) for name, words in fact.words.items() if name != "done"}
    details |= {name: fill(rng, rng.choice(words), bound, *lists) for name, words in told.answers.items()}
    title = fill(rng, rng.choice(told.words["titles"]), bound, *lists)[:LONGEST_TITLE]
    return ReportText(title, _describe(rng, told, channel, place, bound, lists), details)


def _describe(
    rng: random.Random, kind: Kind, channel: str, place: Place, bound: Mapping[str, str], lists: tuple[Words, ...]
) -> str:
    frame = rng.choice([each for each in kind.frames if _is_said_so(each, channel, place)])
    opening = rng.choice(kind.openings[channel]) if frame.startswith("{") else ""
    closing = rng.choice(kind.closings[channel])
    return "".join(fill(rng, part, bound, *lists) for part in (opening, frame, closing))


def _is_said_so(frame: str, channel: str, place: Place) -> bool:
    """Whether a frame suits the speaker: only those concerned tell of themselves, and of their home only there."""
    slots = slots_in(frame)
    of_oneself = "me" in slots or frame.startswith("家住")
    if channel not in SPEAKS_FOR_ITSELF:
        return not of_oneself and "when" not in slots
    return not of_oneself or place.setting in ("home", "yard")


def _choices(rng: random.Random, kind: Kind, category: Category, channel: str, bound: dict[str, str]) -> dict[str, str]:
    """Answers to the kind's own questions; the words for each are bound to a slot of its name."""
    chosen = {}
    for name, words in kind.choices.items():
        allowed = kind.limits.get(channel, {}).get(name, list(words))
        shares = category.choices.get(name, {})
        chosen[name] = rng.choices(allowed, weights=[shares.get(each, 0 if shares else 1) or 1e-9 for each in allowed])[
            0
        ]
        bound[name] = rng.choice(words[chosen[name]])
    return chosen


def _where(rng: random.Random, place: Place, *, inside: bool) -> dict[str, str]:
    """The words for a place: all of one report speak of the same house, entrance and floor."""
    compound = place.compound or f"{place.landmark}附近小区"
    high = place.floors > 2
    bound = {
        "street": place.street,
        "crossing": place.crossing,
        "landmark": place.landmark,
        "compound": compound,
        "building": place.building or f"{rng.randint(1, 9)}号楼",
        "unit": f"{rng.randint(1, 4)}单元" if high or not place.building else "",
        "storey": f"{rng.randint(2, max(place.floors, 5))}楼" if high or not place.building else "院内",
        "area": place.compound or f"{place.street}{place.landmark}一带",
        "company": company_of(compound),
    }
    bound["spot"] = fill(
        rng,
        rng.choice(spot_words()["inside" if inside and place.setting == "home" else _sort_of(place)]),
        bound,
        shared_words(),
    )
    return bound


def _sort_of(place: Place) -> str:
    if place.setting == "shop" and not place.compound:
        return "alone"
    return "crossing" if place.crossing and place.setting == "street" else place.setting


def company_of(compound: str) -> str:
    """The (invented) property company of a compound, always the same."""
    return COMPANIES[crc32(compound.encode()) % len(COMPANIES)]
