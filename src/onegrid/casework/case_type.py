"""What a kind of case is made of. A kind is one file on the shelf (`onegrid.case_types`) that fills in these forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from onegrid.lib.codes import Level
from onegrid.lib.durations import Duration

if TYPE_CHECKING:
    from onegrid.casework.acts import Act
    from onegrid.casework.domain.docket import Docket

Text = Any  # a string, or a lazily translated one


class By(StrEnum):
    """Who may make a move."""

    HOLDER = "holder"
    DESK = "desk"
    INSPECTOR = "inspector"
    CALLED = "called"
    REPORTER = "reporter"
    SYSTEM = "system"
    ROOM = "room"


class Ask(StrEnum):
    """What a move asks of the one who makes it."""

    REASON = "reason"
    REPLY = "reply"
    NOTE = "note"
    AREA = "area"
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    PERSON = "person"
    REVIEW_ON = "review_on"
    RATING = "rating"
    PHOTO = "photo"
    CLOCK = "clock"
    DAYS = "days"
    CASE = "case"
    PARTS = "parts"


class OnExpiry(StrEnum):
    """What happens when a clock runs out."""

    ESCALATE = "escalate"
    ALERT = "alert"


Rule = Callable[["Act"], bool]
Effect = Callable[["Docket", "Act"], None]


@dataclass(frozen=True)
class State:
    """Where a case stands. `end` states have no way out but the reporter's."""

    key: str
    title: Text
    end: bool = False


@dataclass(frozen=True)
class Clock:
    """A deadline: how long is allowed, and what happens when it runs out."""

    key: str
    title: Text
    allowed: Duration
    on_expiry: OnExpiry = OnExpiry.ESCALATE


@dataclass(frozen=True)
class Move:
    """A transition: from which states (`source`) to which (`target`; None stays), by whom, under which rules.

    `asks` must be answered, `offers` may be. `effect` does what a change of state cannot say: hand on, call in, merge.
    """

    key: str
    title: Text
    source: tuple[str, ...]
    target: str | None
    by: tuple[By, ...]
    asks: tuple[Ask, ...] = ()
    offers: tuple[Ask, ...] = ()
    rules: tuple[Rule, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    effect: Effect | None = None
    hint: Text = ""


@dataclass(frozen=True)
class Category:
    """A finer sort within a kind, by which routes may tell cases apart."""

    key: str
    title: Text


@dataclass(frozen=True)
class Field:
    """A question of the report form that only this kind asks. `choices` makes it a selection."""

    key: str
    title: Text
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text = ""


@dataclass(frozen=True)
class Referral:
    """A route that an office gets with the kind: cases of the category (empty: of every other one) go to the organisation of
    that name, if the office has one, or else to the seat of the case's area on a level."""

    category: str
    organisation: str = ""
    level: Level | None = None


@dataclass(frozen=True)
class CaseType:
    """One kind of case. `first` is the state at filing and `starts` the clocks that filing starts.

    A kind with a `room` (the name of a domain room) is filed at that room's own door only, and moves by `By.ROOM` are made by
    the room's verbs alone; `verbs` are what the room writes into the record that is no move, with their titles. A kind that
    does not need a place goes to the subdistrict itself. What is reported under a kind that is not `public` is shown to
    nobody but its reporter and the staff whose areas it lies in: it stands in no open list and no open data. One that is
    `inside` is filed by the office's own people only. `certificates` are what whoever handles it ought to hold, all of them,
    named as the directory names them: dispatch asks for them. `measured_by` are the clocks by one of which an ended case is
    measured, the last of them that was started; if it names none, the last one that filing starts.
    """

    key: str
    version: int
    title: Text
    summary: Text
    categories: tuple[Category, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    clocks: tuple[Clock, ...]
    first: str = "new"
    starts: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    referrals: tuple[Referral, ...] = ()
    needs_place: bool = True
    room: str = ""
    verbs: Mapping[str, Text] = field(default_factory=dict)
    public: bool = True
    inside: bool = False
    certificates: tuple[str, ...] = ()
    measured_by: tuple[str, ...] = ()
    _by_key: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key["moves"] = {move.key: move for move in self.moves}
        self._by_key["states"] = {state.key: state for state in self.states}
        self._by_key["clocks"] = {clock.key: clock for clock in self.clocks}
        self._by_key["categories"] = {category.key: category for category in self.categories}

    def move(self, key: str) -> Move | None:
        """The move of that key, if the kind has one."""
        move: Move | None = self._by_key["moves"].get(key)
        return move

    def state(self, key: str) -> State:
        """The state of that key. Raises `KeyError`."""
        state: State = self._by_key["states"][key]
        return state

    def clock(self, key: str) -> Clock:
        """The clock of that key. Raises `KeyError`."""
        clock: Clock = self._by_key["clocks"][key]
        return clock

    def category(self, key: str) -> Category | None:
        """The category of that key, if the kind has one."""
        category: Category | None = self._by_key["categories"].get(key)
        return category

    def moves_from(self, state: str) -> list[Move]:
        """The moves that begin in a state, in the order in which the file names them."""
        return [move for move in self.moves if state in move.source]
