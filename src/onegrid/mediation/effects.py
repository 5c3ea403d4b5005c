"""What the moves of a dispute do besides changing its state."""

from onegrid.casework.acts import Act
from onegrid.casework.case_type import Ask
from onegrid.casework.domain.clocks import extend_clock
from onegrid.casework.domain.docket import Docket


def extend_mediation(docket: Docket, act: Act) -> None:
    """The parties agreed to talk on: the limit moves by days of the calendar, as the rules count it."""
    extend_clock(docket, act.case, "mediate", act.answers[Ask.DAYS], act.at, unit="days")
    act.facts["clock"] = "mediate"
