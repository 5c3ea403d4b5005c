"""Saying something, answering what others said, and moderating it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.deliberation import rules
from onegrid.deliberation.faults import TalkFault, require
from onegrid.deliberation.models import Answer, Participant, Statement, TableCount, Topic
from onegrid.deliberation.similar import most_like
from onegrid.deliberation.voices import voice_of
from onegrid.directory.models import Person

SHORTEST, LONGEST, MOST_A_DAY = 6, 140, 10


class Repeats(TalkFault):
    """Somebody has said nearly the same: `other` is it."""

    def __init__(self, other: Statement) -> None:
        super().__init__(_("Somebody has said nearly the same. Answer it, or say how yours differs."), code="repeats")
        self.other = other


def check_may_talk(topic: Topic, participant: Participant, at: datetime) -> None:
    """Raise `TalkFault` unless the talk is open and concerns the participant."""
    require(rules.is_talked_about_now(topic, timezone.localdate(at)), rules.is_talked_about_now)
    require(rules.lives_in_the_area(participant, topic), rules.lives_in_the_area)


def say(
    topic: Topic, participant: Participant, text: str, *, differs: bool = False, at: datetime | None = None
) -> Statement:
    """Add a statement. Raises `Repeats` if another says nearly the same, unless whoever says it `differs`."""
    at, voice = at or timezone.now(), voice_of(participant, topic)
    check_may_talk(topic, participant, at)
    today = topic.statements.filter(voice=voice, made_at__date=timezone.localdate(at)).count()
    if today >= MOST_A_DAY:
        raise TalkFault(
            _("You have said ten things today. Answer what others said, and come back tomorrow."), code="many"
        )
    text = _checked(topic, text, differs=differs)
    with transaction.atomic():
        statement = topic.statements.create(text=text, voice=voice, made_at=at)
        topic.answers.create(statement=statement, voice=voice, answer=1, at=at)
    return statement


def say_for_table(
    topic: Topic, text: str, *, by: Person, differs: bool = False, at: datetime | None = None
) -> Statement:
    """Enter what was said at a table. It is marked so on every page."""
    text = _checked(topic, text, differs=differs)
    return topic.statements.create(text=text, source=Statement.Source.TABLE, made_at=at or timezone.now())


def begin_with(
    topic: Topic, texts: list[str], *, by: Person, differs: bool = False, at: datetime | None = None
) -> list[Statement]:
    """Give the talk something to begin with: the host's own statements, marked so. All of them, or if one will not do, none."""
    at, source = at or timezone.now(), Statement.Source.HOST
    with transaction.atomic():
        return [
            topic.statements.create(text=_checked(topic, text, differs=differs), source=source, made_at=at)
            for text in texts
        ]


def count_hands(statement: Statement, *, agree: int, disagree: int, passed: int, on: date, by: Person) -> TableCount:
    """Enter how many at a table agreed. Such hands stand beside the votes and are not mixed with them."""
    row = {"agree": agree, "disagree": disagree, "passed": passed, "on": on, "entered_by": by}
    return TableCount.objects.update_or_create(statement=statement, defaults=row)[0]


def answer(statement: Statement, participant: Participant, value: int, *, at: datetime | None = None) -> Answer:
    """Agree (1), pass (0) or disagree (-1). Answering again is a change of mind; the last answer counts."""
    at, topic = at or timezone.now(), statement.topic
    check_may_talk(topic, participant, at)
    if statement.status != Statement.Status.OPEN:
        raise TalkFault(_("This statement has been left out: %(reason)s") % {"reason": statement.reason}, code="out")
    if value not in (-1, 0, 1):
        raise TalkFault(_("Agree, disagree or pass."), code="answer")
    voice = voice_of(participant, topic)
    return Answer.objects.create(topic=topic, statement=statement, voice=voice, answer=value, at=at)


@transaction.atomic
def moderate(statement: Statement, *, by: Person, out: bool, reason: str = "", at: datetime | None = None) -> None:
    """Leave a statement out, with a reason that everybody reads, or let it in again. Its votes stay and count for nothing."""
    if out and not reason.strip():
        raise TalkFault(_("Give the reason. It is shown in place of the statement."), code="no_reason")
    statement.status = Statement.Status.OUT if out else Statement.Status.OPEN
    statement.reason, statement.moderated_by = (reason.strip() if out else ""), by
    statement.save()
    facts = {"topic": statement.topic.code, "statement": statement.pk}
    verb = "leave out statement" if out else "let in statement"
    record_in_journal(statement.topic.subdistrict, verb, actor=by.actor, at=at, reason=reason, after=facts)


def _checked(topic: Topic, text: str, *, differs: bool = False) -> str:
    text = " ".join(text.split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise TalkFault(
            _("Say one thing in one sentence of %(least)d to %(most)d characters.")
            % {"least": SHORTEST, "most": LONGEST},
            code="length",
        )
    other = most_like(text, topic.statements.filter(status=Statement.Status.OPEN))
    if other is not None and (not differs or "".join(text.split()) == "".join(other.text.split())):
        raise Repeats(other)
    return text
