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
    """Who acts: a person of the staff, the reporter, or the system. `key` is how the record names them."""

    key: str
    person: Person | None = None

    @classmethod
    def of(cls, person: Person) -> "Actor":
        return cls(person.actor, person)


REPORTER = Actor("reporter")
SYSTEM = Actor("system")


@dataclass
class Act:
    """One move being made: on which case, by whom, when, with which answers.

    `facts` go into the record besides the answers' reason; an effect may add to them. `ending` is the part of a divided
    case that ends with this act.
    """

    case: "Case"
    move: Move
    actor: Actor
    at: datetime
    answers: Mapping[Ask, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    ending: int | None = None

    @property
    def reason(self) -> str:
        return str(self.answers.get(Ask.REASON) or "").strip()

    @property
    def person(self) -> Person:
        """The person of the staff who acts. Only for moves that staff alone may make."""
        assert self.actor.person is not None, f"{self.move.key} is made by staff"
        return self.actor.person
