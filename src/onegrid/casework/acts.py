"""Who does something to a case, and what they say with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onegrid.casework.case_type import Ask, Move
from onegrid.directory.models import Person

if TYPE_CHECKING:
    from onegrid.casework.models import Case


@dataclass(frozen=True)
class Actor:
    """Who acts: a person of the staff, the reporter, or the system. `key` is how the record names them.

    `room` is the domain room whose verb acts for them, if one does; the room has checked who may.
    """

    key: str
    person: Person | None = None
    room: str = ""

    @classmethod
    def of(cls, person: Person) -> "Actor":
        return cls(person.actor, person)


REPORTER = Actor("reporter")
SYSTEM = Actor("system")


@dataclass
class Act:
    """One move being made: on which case, by whom, when, with which answers.

    `dues` are the moments, by the key of a clock, until which a clock that the move starts runs, where a day was agreed on
    instead of the kind's limit. `facts` go into the record besides the answers' reason; an effect may add to them. `ending`
    is the part of a divided case that ends with this act.
    """

    case: "Case"
    move: Move
    actor: Actor
    at: datetime
    answers: Mapping[Ask, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    ending: int | None = None
    dues: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return str(self.answers.get(Ask.REASON) or "").strip()

    @property
    def person(self) -> Person:
        """The person of the staff who acts. Only for moves that staff alone may make."""
        assert self.actor.person is not None, f"{self.move.key} is made by staff"
        return self.actor.person
