"""What cannot be, said to people."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class TalkFault(ValidationError):
    """A wish about a topic that cannot be met; the message says why and what to do."""


def require(met: bool, rule: Callable[..., bool]) -> None:
    """Raise the sentence of a rule unless it is met."""
    sentence = " ".join((rule.__doc__ or "").split())
    if not met:
        raise TalkFault(_(sentence), code=rule.__name__)
