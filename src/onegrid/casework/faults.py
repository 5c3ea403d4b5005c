"""What can go wrong with a case, said to people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CaseFault(ValidationError):
    """A wish about a case that cannot be met; the message says why and what to do."""


class MoveNotAllowed(CaseFault):
    """The move cannot be made: in this state, or by this person."""


class TakenMeanwhile(CaseFault):
    """Somebody else changed the case between reading and writing; nothing of this change was written."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has just changed this case. Look at it again; nothing of yours was written yet."),
            code="taken_meanwhile",
        )
