"""What a topic's answers show, kept in memory and never more than the last answer behind."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Min, QuerySet

from onegrid.deliberation.models import Answer, Statement, Topic
from onegrid.opinion.talk import Picture, Talk
from onegrid.opinion.votes import Votes
from onegrid.opinion.waves import Wave, find_waves, talk_without

KEPT = 32  # talks in the memory of one process
OVERLAP = 500  # answers read again, for rows may be committed in another order than that of their ids


MANY = 20_000  # answers beyond which waves are looked for only after each hundredth more


@dataclass(frozen=True)
class Seen:
    """The picture of a topic, the waves in it, and the picture that it would be without them (None if there are none)."""

    picture: Picture
    waves: list[Wave]
    without: Picture | None


@dataclass
class Followed:
    """A talk, the last answer that it has, when each of its people came, and the waves found after so many answers."""

    talk: Talk
    last: int = 0
    came: dict[str, float] = field(default_factory=dict)
    waves: list[Wave] = field(default_factory=list)
    looked: tuple[int, int] = (0, 0)
    seen: tuple[Picture, Seen] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_followed: OrderedDict[int, Followed] = OrderedDict()
_lock = threading.Lock()


def picture_of(topic: Topic) -> Picture:
    """The picture of a topic as it stands."""
    return look_at(topic).picture


def look_at(topic: Topic) -> Seen:
    """What a topic's answers show. The first look in a process reads all answers, a later one only what came since."""
    with _lock:
        followed = _followed.setdefault(topic.pk, Followed(Talk()))
        _followed.move_to_end(topic.pk)
        while len(_followed) > KEPT:
            _followed.popitem(last=False)
    with followed.lock:
        _catch_up(topic, followed)
        return _look(followed)


def forget_pictures() -> None:
    """Drop what is kept: for tests, whose databases come and go."""
    _followed.clear()


def _look(followed: Followed) -> Seen:
    picture = followed.talk.picture()
    if followed.seen is None or followed.seen[0] is not picture:
        waves = _waves(followed)
        people = [person for wave in waves for person in wave.people]
        without = talk_without(followed.talk, people).picture() if people else None
        followed.seen = picture, Seen(picture, waves, without)
    return followed.seen[1]


def _waves(followed: Followed) -> list[Wave]:
    """The waves; in a large talk those of a while ago, until there is a hundredth more."""
    last, answers = followed.looked
    now = len(followed.talk.votes.codes)
    if followed.last != last and (now <= MANY or now * 100 >= answers * 101):
        followed.waves, followed.looked = find_waves(followed.talk.votes, followed.came), (followed.last, now)
    return followed.waves


def _catch_up(topic: Topic, followed: Followed) -> None:
    rows = Answer.objects.filter(topic=topic, pk__gt=max(followed.last - OVERLAP, 0)).order_by("pk")
    if not followed.last:
        new = list(rows.values_list("pk", "voice", "statement_id", "answer"))
        firsts = topic.answers.values_list("voice").annotate(first=Min("at"))
        followed.came = {voice: first.timestamp() for voice, first in firsts}
        people = np.array([voice for _pk, voice, _statement, _answer in new])
        columns = (np.array([row[place] for row in new], np.int64) for place in (2, 3, 0))
        statements, answers, serials = columns
        followed.talk = Talk(Votes.of_columns(people, statements, answers, serials.astype(np.float64)))
        followed.last = max((row[0] for row in new), default=0)
    else:
        _add_new(rows, followed)
    out = set(topic.statements.filter(status=Statement.Status.OUT).values_list("pk", flat=True))
    for statement in out ^ followed.talk.out:
        followed.talk.moderate(statement, out=statement in out)


def _add_new(rows: QuerySet[Answer], followed: Followed) -> None:
    for pk, voice, statement, answer, at in rows.values_list("pk", "voice", "statement_id", "answer", "at"):
        followed.talk.add(voice, statement, answer, at=float(pk))
        followed.came[voice] = min(followed.came.get(voice, at.timestamp()), at.timestamp())
        followed.last = max(followed.last, pk)
