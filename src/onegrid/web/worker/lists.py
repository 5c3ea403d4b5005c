"""The tabs of the worker's lists: what each is called, what would fill it, and how many it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from onegrid.casework.pages import MOST_COUNTED
from onegrid.casework.waiting import Waiting, WaitingList


@dataclass(frozen=True)
class Tab:
    """One list: its key in the address, its title, what would fill it while it is empty, and how many it holds."""

    key: str
    title: Any
    empty: Any
    count: int | str = 0


TITLES = {
    WaitingList.ALL: (_("Waiting"), _("What the office hands to you appears here, the most pressing first.")),
    WaitingList.NEW: (_("New"), _("Cases that nobody at your post has taken yet appear here.")),
    WaitingList.HAND: (_("In hand"), _("Cases that you or a colleague have taken appear here.")),
    WaitingList.CALLED: (
        _("Called in"),
        _("Cases to which your department is called appear here until you have answered."),
    ),
    WaitingList.VERIFY: (
        _("To verify"),
        _("Cases that are reported as done appear here, unless you handled them yourself."),
    ),
}


def tabs_of(lists: Mapping[WaitingList, Waiting]) -> list[Tab]:
    """The tabs of some lists with how many each holds."""
    return [Tab(key, *TITLES[key], count=_said(waiting.count())) for key, waiting in lists.items()]


def _said(count: int) -> int | str:
    return _now("%(most)d+") % {"most": MOST_COUNTED} if count > MOST_COUNTED else count
