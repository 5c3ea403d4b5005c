"""How time limits are said to people."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from onegrid.lib.durations import Duration, Unit

UNIT_TITLES: dict[Unit, object] = {
    "working_hours": _("working hours"),
    "working_days": _("working days"),
    "hours": _("hours, day and night"),
    "days": _("days, holidays included"),
}


def say_duration(duration: Duration) -> str:
    """A limit in words: '2 working days'."""
    amount = duration.amount
    count = amount if isinstance(amount, int) else 2
    words = {
        "working_hours": ngettext("%(amount)s working hour", "%(amount)s working hours", count),
        "working_days": ngettext("%(amount)s working day", "%(amount)s working days", count),
        "hours": ngettext("%(amount)s hour", "%(amount)s hours", count),
        "days": ngettext("%(amount)s day", "%(amount)s days", count),
    }
    return words[duration.unit] % {"amount": amount}
