"""What a topic's answers show, kept in memory and never more than the last answer behind."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from onegrid.deliberation.models import Answer, Statement, Topic
from onegrid.opinion.talk import Picture, Talk
from onegrid.opinion.votes import Votes

KEPT = 32  # talks in the memory of one process
OVERLAP = 500  # answers read again, for rows may be committed in another order than that of their ids


@dataclass
class Followed:
    """A talk and the last answer that it has."""

    talk: Talk
    last: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_followed: OrderedDict[int, Followed] = OrderedDict()
_lock = threading.Lock()


def picture_of(topic: Topic) -> Picture:
    """The picture of a topic as it stands. The first in a process reads all answers, a later one only what came since."""
    with _lock:
        followed = _followed.setdefault(topic.pk, Followed(Talk()))
        _followed.move_to_end(topic.pk)
        while len(_followed) > KEPT:
            _followed.popitem(last=False)
    with followed.lock:
        _catch_up(topic, followed)
        return followed.talk.picture()


def forget_pictures() -> None:
    """Drop what is kept: for tests, whose databases come and go."""
    _followed.clear()


def _catch_up(topic: Topic, followed: Followed) -> None:
    rows = Answer.objects.filter(topic=topic, pk__gt=max(followed.last - OVERLAP, 0)).order_by("pk")
    new = list(rows.values_list("pk", "voice", "statement_id", "answer"))
    if not followed.last:
        people = np.array([voice for _pk, voice, _statement, _answer in new])
        columns = (np.array([row[place] for row in new], np.int64) for place in (2, 3, 0))
        statements, answers, serials = columns
        followed.talk = Talk(Votes.of_columns(people, statements, answers, serials.astype(np.float64)))
    else:
        for pk, voice, statement, answer in new:
            followed.talk.add(voice, statement, answer, at=float(pk))
    followed.last = max((row[0] for row in new), default=followed.last)
    out = set(topic.statements.filter(status=Statement.Status.OUT).values_list("pk", flat=True))
    for statement in out ^ followed.talk.out:
        followed.talk.moderate(statement, out=statement in out)
