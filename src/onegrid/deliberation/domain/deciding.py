"""Deciding: the rule first, then the roll, then votes, then the count."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.deliberation import rules
from onegrid.deliberation.counting import (
    ABSTAIN,
    AGAINST,
    FOR,
    OWNERS_RULES,
    Cast,
    Outcome,
    Roll,
    Rule,
    count_votes,
    votes_of,
)
from onegrid.deliberation.faults import TalkFault, require
from onegrid.deliberation.models import Ballot, Decision, Elector, Option, Participant, Topic
from onegrid.deliberation.voices import household_hash, phone_hash
from onegrid.directory.models import Person
from onegrid.lib.canonical import canonical_json
from onegrid.lib.crypto import make_secret

ROLL_KEPT = timedelta(days=365)
SHARED_BY = 5  # households that must have the same floor area before an export says whose vote had it


@dataclass(frozen=True)
class Household:
    """A line of the roll: the household as the host names it, its telephone (E.164, or empty) and its floor area in m²."""

    name: str
    phone: str = ""
    area_m2: Decimal = Decimal(0)


@transaction.atomic
def draft_decision(
    topic: Topic,
    *,
    question: str,
    rule: str,
    closes_at: datetime,
    by: Person,
    per: str = Decision.Per.HOUSEHOLD,
    quorum: int = 50,
    options: Sequence[str] = (),
) -> Decision:
    """Write or rewrite the question and its rule. Raises `TalkFault` once they are published: a rule cannot change midway."""
    known = Decision.objects.filter(topic=topic).first()
    if known is not None:
        require(rules.is_not_published(known), rules.is_not_published)
    if not 0 <= quorum <= 100:
        raise TalkFault(_("A quorum is between 0 and 100 percent."), code="quorum")
    row = {"question": question.strip(), "rule": Rule(rule), "per": per, "quorum": quorum, "closes_at": closes_at}
    decision = Decision.objects.update_or_create(topic=topic, defaults=row)[0]
    decision.options.all().delete()
    named = [title.strip() for title in options if title.strip()] if rule == Rule.RANKED else []
    Option.objects.bulk_create([Option(decision=decision, place=n, title=title) for n, title in enumerate(named)])
    return decision


@transaction.atomic
def enter_roll(decision: Decision, households: Iterable[Household], *, by: Person) -> int:
    """Bring the roll of those who may vote, in place of an earlier one; returns how many. Not once votes are open."""
    require(rules.is_not_published(decision), rules.is_not_published)
    rows = {}
    for each in households:
        mark = phone_hash(each.phone) if each.phone else ""
        house = household_hash(decision.topic, each.name)
        rows[house, mark] = Elector(
            decision=decision,
            household=each.name.strip(),
            household_hash=house,
            area_m2=each.area_m2,
            phone=each.phone,
            phone_hash=mark,
        )
    decision.electors.all().delete()
    Elector.objects.bulk_create(rows.values())
    return len(rows)


@transaction.atomic
def empower(
    decision: Decision, household: str, *, phone: str, note: str, by: Person, at: datetime | None = None
) -> int:
    """Enter that a household empowered somebody in writing to vote for it; `note` says where the paper is.

    Returns how many lines of the roll it is about. Raises `TalkFault` for a household that is not on the roll or has voted, and
    for somebody who would hold more proxies than allowed.
    """
    mark = phone_hash(phone)
    lines = decision.electors.filter(household_hash=household_hash(decision.topic, household), voted=False)
    if not lines:
        raise TalkFault(_("This household is not on the roll, or has voted already."), code="no_household")
    house = household_hash(decision.topic, household)
    held = decision.electors.filter(proxy_hash=mark).exclude(household_hash=house)
    require(rules.holds_few_proxies(held.values("household_hash").distinct().count() + 1), rules.holds_few_proxies)
    if not note.strip():
        raise TalkFault(_("Say where the signed paper is kept: a proxy is given in writing."), code="no_paper")
    found = lines.update(proxy_hash=mark, proxy_note=note.strip())
    _record(decision, "enter proxy", by, at or timezone.now(), lines=found)
    return found


@transaction.atomic
def take_back_proxy(decision: Decision, household: str, *, by: Person, at: datetime | None = None) -> int:
    """Enter that a household votes for itself after all. Raises `TalkFault` if it empowered nobody or has voted."""
    house = household_hash(decision.topic, household)
    found = decision.electors.filter(household_hash=house, voted=False).exclude(proxy_hash="")
    lines = found.update(proxy_hash="", proxy_note="")
    if not lines:
        raise TalkFault(_("This household has empowered nobody, or has voted already."), code="no_household")
    _record(decision, "take back proxy", by, at or timezone.now(), lines=lines)
    return lines


@transaction.atomic
def publish_decision(decision: Decision, *, by: Person, at: datetime | None = None) -> None:
    """Open the vote. From now on neither the question, nor its rule, nor the roll can change: `seal` is a digest of them."""
    at = at or timezone.now()
    require(rules.is_not_published(decision), rules.is_not_published)
    require(rules.has_a_roll(decision), rules.has_a_roll)
    require(rules.owners_vote_by_household(decision), rules.owners_vote_by_household)
    require(rules.ranked_choice_has_options(decision), rules.ranked_choice_has_options)
    require(rules.closes_later(decision.closes_at, at), rules.closes_later)
    decision.published_at, decision.seal = at, seal_of(decision)
    decision.save()
    facts = {
        "topic": decision.topic.code,
        "rule": decision.rule,
        "seal": decision.seal,
        "roll": roll_of(decision).votes,
    }
    record_in_journal(decision.topic.subdistrict, "publish decision", actor=by.actor, at=at, after=facts)


def seal_of(decision: Decision) -> str:
    """A digest (SHA-256, hex) of the question, the rule, its terms and the roll."""
    roll = decision.electors.order_by("household_hash", "phone_hash").values_list(
        "household_hash", "phone_hash", "area_m2"
    )
    options = list(decision.options.values_list("title", flat=True))
    closes = decision.closes_at.astimezone(UTC).isoformat()  # the same moment reads alike before and after the database
    terms = [decision.question, decision.rule, decision.per, decision.quorum, closes, options]
    return hashlib.sha256(canonical_json([*terms, [[a, b, str(c)] for a, b, c in roll]])).hexdigest()


def roll_of(decision: Decision) -> Roll:
    """How many votes there could be: households, or lines of the roll; and the floor area of all households."""
    rows = list(decision.electors.values_list("household_hash", "area_m2"))
    areas = dict(rows)
    votes = len(areas) if decision.per == Decision.Per.HOUSEHOLD else len(rows)
    return Roll(votes, sum(areas.values(), Decimal(0)))


def may_vote_for(decision: Decision, participant: Participant) -> list[Elector]:
    """The lines of the roll for which somebody may vote: their own, and those that empowered them. A household counts once."""
    mark = participant.phone_hash
    mine = [
        *decision.electors.filter(phone_hash=mark),
        *decision.electors.filter(proxy_hash=mark).exclude(phone_hash=mark),
    ]
    if decision.per == Decision.Per.PERSON:
        return mine
    return list({each.household_hash: each for each in reversed(mine)}.values())[::-1]


@transaction.atomic
def cast_vote(decision: Decision, participant: Participant, choice: str, *, at: datetime | None = None) -> list[str]:
    """Vote for oneself and for everybody who empowered one and has not voted; the receipts, which nobody else ever sees.

    Raises `TalkFault` after the end, for somebody who is not on the roll, for a second vote, and for an answer that there is not.
    """
    at = at or timezone.now()
    require(rules.is_open_for_votes(decision, at), rules.is_open_for_votes)
    electors = may_vote_for(decision, participant)
    require(rules.is_on_the_roll(electors), rules.is_on_the_roll)
    require(rules.has_not_voted(electors), rules.has_not_voted)
    choice = checked_choice(decision, choice)
    receipts = [receipt for each in electors if (receipt := _cast_one(decision, each, choice))]
    require(bool(receipts), rules.has_not_voted)  # somebody of the same household was faster
    return receipts


def _cast_one(decision: Decision, elector: Elector, choice: str) -> str:
    """Mark the line, and of a household all its lines, and put in a ballot that says nothing of it."""
    lines = decision.electors.filter(voted=False)
    if decision.per == Decision.Per.HOUSEHOLD:
        lines = lines.filter(household_hash=elector.household_hash)
        if decision.electors.filter(household_hash=elector.household_hash, voted=True).exists():
            return ""
    else:
        lines = lines.filter(pk=elector.pk)
    if not lines.update(voted=True):
        return ""
    receipt = make_secret()
    area = elector.area_m2 if decision.rule in OWNERS_RULES else Decimal(0)
    Ballot.objects.create(receipt=receipt, decision=decision, choice=choice, area_m2=area)
    return receipt


def checked_choice(decision: Decision, choice: str) -> str:
    """The choice as it is counted. Raises `TalkFault` for one that there is not."""
    if decision.rule != Rule.RANKED:
        if choice not in (FOR, AGAINST, ABSTAIN):
            raise TalkFault(_("Vote for it, against it, or abstain."), code="choice")
        return choice
    places = [part for part in choice.split(",") if part]
    known = {str(place) for place in range(decision.options.count())}
    if not places or len(set(places)) != len(places) or not set(places) <= known:
        raise TalkFault(
            _("Put the options into the order of your wishes, each once; the last may be left out."), code="choice"
        )
    return ",".join(places)


def outcome_of(decision: Decision) -> Outcome:
    """Count what has been cast. Not to be shown while the vote is open."""
    votes = [Cast(choice, area) for choice, area in decision.ballots.values_list("choice", "area_m2")]
    rule, options = Rule(decision.rule), decision.options.count()
    return count_votes(votes, rule=rule, roll=roll_of(decision), quorum=decision.quorum, options=options)


@transaction.atomic
def count(decision: Decision, *, by: Person, at: datetime | None = None) -> Outcome:
    """Close the vote and count it. Raises `TalkFault` while it is still open to somebody."""
    at = at or timezone.now()
    require(rules.has_a_published_decision(decision.topic), rules.has_a_published_decision)
    require(rules.is_over(decision, at), rules.is_over)
    require(rules.is_as_sealed(decision, seal_of(decision)), rules.is_as_sealed)
    outcome = outcome_of(decision)
    decision.outcome, decision.counted_at = outcome.as_json(), decision.counted_at or at
    decision.save(update_fields=["outcome", "counted_at"])
    facts = {"topic": decision.topic.code, "carried": outcome.carried, "cast": outcome.cast}
    record_in_journal(decision.topic.subdistrict, "count votes", actor=by.actor, at=at, after=facts)
    return outcome


def forget_rolls(*, at: datetime | None = None) -> int:
    """Delete households and telephones of rolls a year after the count; votes and marks stay. Returns how many lines."""
    over = (at or timezone.now()) - ROLL_KEPT
    lines = Elector.objects.filter(decision__counted_at__lt=over, forgotten=False)
    return lines.update(household="", phone="", proxy_note="", forgotten=True)


@transaction.atomic
def close_without_result(decision: Decision, *, by: Person, reason: str, at: datetime | None = None) -> None:
    """Throw a vote away, ballots and all, with a reason on record, so that it can begin again under another rule."""
    if not reason.strip():
        raise TalkFault(_("Say why the vote is thrown away."), code="no_reason")
    if decision.counted_at is not None:
        raise TalkFault(_("The votes have been counted. What was decided stands."), code="counted")
    facts = {"topic": decision.topic.code, "seal": decision.seal, "cast": decision.ballots.count()}
    record_in_journal(decision.topic.subdistrict, "close vote", actor=by.actor, at=at, reason=reason, after=facts)
    decision.delete()


def _record(decision: Decision, verb: str, by: Person, at: datetime, **more: object) -> None:
    facts = {"topic": decision.topic.code, **more}
    record_in_journal(decision.topic.subdistrict, verb, actor=by.actor, at=at, after=facts)


def export_votes(decision: Decision) -> str:
    """All votes as CSV, for anyone to count again: a receipt, a choice, and for owners' votes the floor area."""
    text = io.StringIO()
    csv.writer(text).writerows([("receipt", "choice", "area_m2"), *_exported(decision)])
    return text.getvalue()


def export_decision(decision: Decision) -> dict[str, Any]:
    """All votes with question, rule, roll and outcome: what `counting.recount` counts again."""
    roll = roll_of(decision)
    names = ("receipt", "choice", "area_m2")
    return {
        "topic": decision.topic.code,
        "question": decision.question,
        "rule": decision.rule,
        "per": decision.per,
        "quorum": decision.quorum,
        "options": list(decision.options.values_list("title", flat=True)),
        "closes_at": decision.closes_at.astimezone(UTC).isoformat(),
        "seal": decision.seal,
        "roll": roll.votes,
        "roll_area_m2": str(roll.area),
        "votes": [dict(zip(names, row, strict=True)) for row in _exported(decision)],
        "outcome": decision.outcome,
    }


def _exported(decision: Decision) -> list[tuple[str, str, str]]:
    """Rows of receipt, choice and area.

    An area that fewer than five households of the roll have would say whose vote it was: such areas are left empty and stand
    summed up, for each choice, in the last rows.
    """
    areas = Counter(dict(decision.electors.values_list("household_hash", "area_m2")).values())
    rows, rest = list[tuple[str, str, str]](), dict[str, Decimal]()
    for ballot in decision.ballots.all():
        shown = areas[ballot.area_m2] >= SHARED_BY
        if ballot.area_m2 and not shown:
            rest[ballot.choice] = rest.get(ballot.choice, Decimal(0)) + ballot.area_m2
        rows.append((ballot.receipt, ballot.choice, str(ballot.area_m2) if ballot.area_m2 and shown else ""))
    return rows + [("", choice, str(area)) for choice, area in sorted(rest.items())]


def read_export(text: str) -> list[Cast]:
    """Votes as an export in CSV holds them."""
    return votes_of((receipt, choice, area) for receipt, choice, area in list(csv.reader(io.StringIO(text)))[1:])
