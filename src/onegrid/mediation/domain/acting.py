"""What every verb of this room has in common: who acts, one docket, one entry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from onegrid.casework.acts import Actor
from onegrid.casework.domain.docket import Docket
from onegrid.casework.domain.moving import apply_move, as_answers
from onegrid.casework.faults import CaseFault
from onegrid.directory.models import Person
from onegrid.mediation import ROOM
from onegrid.mediation.models import Dispute, Remark


def inside(actor: Actor) -> Actor:
    """The same actor, acting from inside this room, which has checked that they may."""
    return replace(actor, room=ROOM)


@contextmanager
def entering(dispute: Dispute, verb: str, *, by: Actor, at: datetime, **facts: Any) -> Iterator[Docket]:
    """A docket for a change that is no move of the case: written with one entry when the block ends without a fault."""
    docket = Docket()
    yield docket
    docket.enter(dispute.case, verb, actor=by, at=at, after=facts)
    docket.write()


def move(
    docket: Docket, dispute: Dispute, key: str, *, by: Actor, at: datetime, dues: Any = None, **answers: Any
) -> None:
    """Make a move of the dispute's case in a docket."""
    apply_move(docket, dispute.case, key, actor=inside(by), at=at, answers=as_answers(answers), dues=dues)


def remark(docket: Docket, dispute: Dispute, about: str, text: str, *, by: Actor, at: datetime) -> None:
    """Keep what was said with a step in confidence, if anything was."""
    if text.strip():
        docket.add(Remark(dispute=dispute, about=about, text=text.strip(), by=by.person, at=at))


def permit(rule: Callable[[Person, Dispute], bool], by: Actor, dispute: Dispute) -> None:
    """Raise `CaseFault` with the rule's sentence unless the system acts, or somebody for whom the rule holds."""
    if by.person is not None:
        require(rule, by.person, dispute)


def require(rule: Callable[..., bool], *told: Any) -> None:
    """Raise `CaseFault` with a rule's own sentence if it does not hold."""
    if not rule(*told):
        sentence = " ".join((rule.__doc__ or "").split())
        raise CaseFault(_(sentence), code=rule.__name__)
