"""Small named conditions. The docstring of a rule is the sentence that the user reads when it is not met."""

from datetime import date, datetime

from onegrid.deliberation.models import Decision, Elector, Meeting, Participant, Stage, Topic
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, scope_of
from onegrid.lib.codes import is_within

NEEDED_SUPPORTERS = 10
MOST_PROXIES = 3
LEAST_DAYS = 1


def lives_in_the_area(participant: Participant, topic: Topic) -> bool:
    """This topic concerns another area than the one that you live in. You may read all of it, but those who live there decide."""
    return is_within(participant.area_code, topic.area_code) or is_within(topic.area_code, participant.area_code)


def is_talked_about_now(topic: Topic, on: date) -> bool:
    """The talk about this topic is not open. What was said stands on its page."""
    if topic.stage not in (Stage.HEAR, Stage.TALK):
        return False
    period = next((each for each in topic.periods.all() if each.stage == topic.stage), None)
    return period is None or period.ends is None or on <= period.ends


def works_there(person: Person, area_code: str) -> bool:
    """Raise a topic for an area that you work in."""
    prefixes = scope_of(person, Right.FILE).prefixes
    return any(is_within(prefix, area_code) or is_within(area_code, prefix) for prefix in prefixes)


def may_be_supported(topic: Topic) -> bool:
    """This topic needs no more supporters: it has been taken up, or was not."""
    return topic.stage == Stage.RAISE and topic.screened_at is not None


def has_supporters(topic: Topic) -> bool:
    """A topic that a resident raised needs ten supporters before it is heard. Wait for them, or raise it as the office’s own."""
    return topic.origin != "resident" or topic.supports.count() >= NEEDED_SUPPORTERS


def is_screened(topic: Topic) -> bool:
    """Screen the topic first: take it up, or decline it and say where to go instead."""
    return topic.screened_at is not None


def is_the_next_stage(topic: Topic, stage: str) -> bool:
    """A topic goes from stage to stage in their order: raise, hear, talk, decide, do, look back."""
    order = [each.value for each in Stage][:7]
    if (topic.stage, stage) == (Stage.DECIDE, Stage.ENDED):
        return Decision.objects.filter(topic=topic, outcome__carried=False).exists()
    return topic.stage in order and stage in order and order.index(stage) in _next_of(order.index(topic.stage))


def _next_of(place: int) -> tuple[int, ...]:
    return (1, 2) if place == 0 else (place + 1,)


def has_a_published_decision(topic: Topic) -> bool:
    """Publish the question and its rule first. They must be known before anybody votes."""
    return Decision.objects.filter(topic=topic, published_at__isnull=False).exists()


def is_counted(topic: Topic) -> bool:
    """Count the votes first. What was decided must stand before anything is done."""
    return Decision.objects.filter(topic=topic, counted_at__isnull=False).exists()


def every_action_is_under_way(topic: Topic) -> bool:
    """Write the resolution, name who does what by when, and open the cases first."""
    return bool(topic.resolution) and topic.actions.exists() and not topic.actions.filter(case__isnull=True).exists()


def every_action_has_ended(topic: Topic) -> bool:
    """Some of what was decided is not done yet. Look back once all of its cases have ended."""
    return not topic.actions.filter(case__ended_at__isnull=True).exists()


def is_not_published(decision: Decision) -> bool:
    """The question and its rule have been published and cannot be changed midway: whoever could change the rule while votes come
    in could choose the outcome. Close this vote without a result and begin again."""
    return decision.published_at is None


def closes_later(closes_at: datetime, at: datetime) -> bool:
    """Votes must be possible for a day at least."""
    return (closes_at - at).total_seconds() >= LEAST_DAYS * 86_400


def has_a_roll(decision: Decision) -> bool:
    """Enter the roll of those who may vote first."""
    return decision.electors.exists()


def owners_vote_by_household(decision: Decision) -> bool:
    """Owners’ votes are counted by household and floor area. Choose one vote per household, and give every household’s area."""
    return not decision.rule.startswith("owners") or (
        decision.per == Decision.Per.HOUSEHOLD and not decision.electors.filter(area_m2__lte=0).exists()
    )


def ranked_choice_has_options(decision: Decision) -> bool:
    """Ranked choice needs three options or more; of two, take a majority."""
    return decision.rule != "ranked" or decision.options.count() >= 3


def is_open_for_votes(decision: Decision, at: datetime) -> bool:
    """This vote is not open: it has not begun, or it is over. Votes after the end are not counted."""
    return decision.published_at is not None and decision.counted_at is None and at < decision.closes_at


def is_as_sealed(decision: Decision, seal: str) -> bool:
    """Question, rule or roll are not what they were when the vote was opened: somebody changed them in the database. Do not count
    this vote; have the record checked."""
    return decision.seal == seal


def is_over(decision: Decision, at: datetime) -> bool:
    """The vote is still open. It can be counted once its end has come, or everybody has voted."""
    return at >= decision.closes_at or not decision.electors.filter(voted=False).exists()


def is_on_the_roll(electors: list[Elector]) -> bool:
    """Your telephone number is not on the roll of this vote, which is for the households of the area named. If yours is among
    them, ask the host to enter your number."""
    return bool(electors)


def has_not_voted(electors: list[Elector]) -> bool:
    """For all whom you vote for, a vote has been cast already: each person or household has one."""
    return any(not each.voted for each in electors)


def holds_few_proxies(held: int) -> bool:
    """Nobody may vote for more than three other households."""
    return held <= MOST_PROXIES


def is_not_called_off(meeting: Meeting) -> bool:
    """This meeting has been called off."""
    return not meeting.called_off


def everybody_consents(consented: bool) -> bool:
    """Ask everybody whose face can be recognised whether the photo may be shown, and confirm it. Otherwise choose another
    photo."""
    return consented


def took_part(found: bool) -> bool:
    """Only those who took part are asked whether it was done."""
    return found
