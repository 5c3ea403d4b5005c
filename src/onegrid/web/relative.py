"""How moments are said to people: relative until a day has passed, then by date."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def say_until(due: datetime, at: datetime | None = None) -> str:
    """How long a deadline is away or past, at a moment (now, if not given): '3 hours left', '2 days late'.

    Whole units are counted, the largest that fits; under a minute counts as one.
    """
    left = due - (at or timezone.now())
    return _late(-left) if left <= timedelta() else _left(left)


def say_ago(then: datetime, at: datetime | None = None) -> str:
    """When something happened: relative within a day, with date and time after that. A future moment is said by date."""
    passed = (at or timezone.now()) - then
    if not timedelta() <= passed < DAY:
        return say_moment(then, at)
    if passed < MINUTE:
        return _("just now")
    if passed < HOUR:
        count = passed // MINUTE
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", count) % {"count": count}
    count = passed // HOUR
    return ngettext("%(count)d hour ago", "%(count)d hours ago", count) % {"count": count}


def say_moment(moment: datetime, at: datetime | None = None) -> str:
    """Date and time in the office's zone; the year only if it is not this one."""
    local, now = timezone.localtime(moment), timezone.localtime(at)
    # Translators: a date format of Django, this year's dates
    pattern = _("j M, H:i") if local.year == now.year else _("j M Y, H:i")
    return date_format(local, pattern)


def say_date(day: date) -> str:
    """A day; the year only if it is not this one."""
    # Translators: a date format of Django, this year's dates
    return date_format(day, _("j M") if day.year == timezone.localdate().year else _("j M Y"))


def _left(left: timedelta) -> str:
    if left >= DAY:
        count = left // DAY
        return ngettext("%(count)d day left", "%(count)d days left", count) % {"count": count}
    if left >= HOUR:
        count = left // HOUR
        return ngettext("%(count)d hour left", "%(count)d hours left", count) % {"count": count}
    count = max(left // MINUTE, 1)
    return ngettext("%(count)d minute left", "%(count)d minutes left", count) % {"count": count}


def _late(late: timedelta) -> str:
    if late >= DAY:
        count = late // DAY
        return ngettext("%(count)d day late", "%(count)d days late", count) % {"count": count}
    if late >= HOUR:
        count = late // HOUR
        return ngettext("%(count)d hour late", "%(count)d hours late", count) % {"count": count}
    count = max(late // MINUTE, 1)
    return ngettext("%(count)d minute late", "%(count)d minutes late", count) % {"count": count}
