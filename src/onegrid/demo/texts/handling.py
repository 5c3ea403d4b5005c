"""What those who handle a case write: replies, reasons, notes; and what reporters write at its end."""

import random
from typing import Any

from onegrid.demo.texts.phrases import fill
from onegrid.demo.texts.vocabulary import handling_words, read_kind


def write_reply(rng: random.Random, kind: str, category: str, *, about: str = "") -> str:
    """The public answer when a case is done, or a question answered; to the point, if `about` is the case's title."""
    told = read_kind(kind)
    facts = told.categories[category].facts
    same = [fact for fact in facts if about and any(short in about for short in fact.words["short"])]
    done = fill(rng, rng.choice(rng.choice(same or facts).words["done"]), {}, handling_words())
    return fill(rng, rng.choice(handling_words()["reply"]), {"done": done}, told.reply, handling_words())


def write_return_reason(rng: random.Random) -> str:
    """Why a case is returned to where it came from (退回)."""
    return _write(rng, "return")


def write_refusal(rng: random.Random) -> str:
    """Why a department says that a case is not its own (不属于我单位职责)."""
    return _write(rng, "refusal")


def write_escalation(rng: random.Random) -> str:
    """Why a case is handed one level up (提级)."""
    return _write(rng, "escalation")


def write_hand_down(rng: random.Random) -> str:
    """What is asked of the level below."""
    return _write(rng, "hand_down")


def write_call(rng: random.Random) -> str:
    """Why departments are called in (吹哨)."""
    return _write(rng, "call")


def write_answer(rng: random.Random) -> str:
    """What a department that was called in did."""
    return _write(rng, "answer")


def write_pause_reason(rng: random.Random) -> str:
    """What a case waits for (暂停)."""
    return _write(rng, "pause")


def write_extension_reason(rng: random.Random) -> str:
    """Why more time is asked for (延期)."""
    return _write(rng, "extension")


def write_refused_extension(rng: random.Random) -> str:
    """Why more time is refused."""
    return _write(rng, "refused_extension")


def write_shelving(rng: random.Random) -> str:
    """Why a case cannot be solved now and what becomes of it (挂账)."""
    return _write(rng, "shelving")


def write_verification(rng: random.Random) -> str:
    """What was found when a case was verified and closed (核查)."""
    return _write(rng, "verification")


def write_send_back(rng: random.Random) -> str:
    """Why a case that was reported as done is not."""
    return _write(rng, "send_back")


def write_note(rng: random.Random) -> str:
    """An internal note."""
    return _write(rng, "note")


def write_not_settled(rng: random.Random) -> str:
    """Why mediation failed, and what each side wants."""
    return _write(rng, "not_settled")


def write_merge(rng: random.Random) -> str:
    """Why a case is merged into another."""
    return _write(rng, "merge")


def write_withdrawal(rng: random.Random) -> str:
    """Why a case is withdrawn."""
    return _write(rng, "withdraw")


def write_rating(rng: random.Random, score: int) -> str:
    """What a reporter says to a score from 1 to 5. Raises KeyError for another score."""
    return str(rng.choice(handling_words()["rating"][str(score)]))


def write_reopening(rng: random.Random, kind: str = "") -> str:
    """Why a reporter is not content; with a kind, in words that fit it half of the time."""
    words: dict[str, Any] = handling_words()["reopening"]
    own = words.get(kind, []) if rng.random() < 0.5 else []
    return fill(rng, rng.choice(own or words[""]), {}, handling_words())


def _write(rng: random.Random, slot: str) -> str:
    """A draw from a list of the handling words, filled."""
    return fill(rng, rng.choice(handling_words()[slot]), {}, handling_words())
