"""A street light is out: the lighting post repairs it within two working days.

This file is the living example of a kind of case. Copy it to `<your_kind>.py`, without the underscore, and change what
differs; docs/guides/add-a-case-type.md walks through it. The first line of this docstring says the kind in one sentence.
"""

from django.utils.translation import gettext_lazy as _

# `standard` holds the states, clocks and moves that the matters of a subdistrict have in common: a kind takes them, and
# says what differs. `rules` holds named conditions; the docstring of each is the sentence that a user reads.
from onegrid.casework import standard
from onegrid.casework.case_type import Ask, By, CaseType, Category, Field, Move, Referral
from onegrid.casework.rules import needs_a_photo
from onegrid.lib.codes import Level
from onegrid.lib.durations import hours, working_days

case_type = CaseType(
    # The key stands in every case that is ever filed and in the addresses of pages: never change it once it is in use.
    key="street-light",
    # A case keeps the version that it was opened under. Change states or moves only under a new number, and keep the old
    # CaseType in a tuple called `earlier` for as long as there are cases of it.
    version=1,
    # Every text that people read stands in _() and is translated. An office can put its own title over this one.
    title=_("Street light out"),
    summary=_("Street lights that are dark, flicker or burn by day"),
    # Finer sorts, four to eight, in the order in which the form shows them. Routes can tell cases apart by them.
    categories=(
        Category("dark", _("Dark")),
        Category("flickers", _("Flickers")),
        Category("by-day", _("Burns by day")),
        Category("post", _("Post leaning or damaged")),
    ),
    # Questions that only this kind asks. Never ask for names or telephone numbers here: contact details have a place of
    # their own, where they are encrypted. `choices` makes a selection of a question, `required` makes it obligatory.
    fields=(Field("post", _("Number on the post"), help=_("It stands on a plate at eye level.")),),
    # The states that a case can be in. `standard.states("new", "open", "closed")` takes fewer; a State of your own may
    # stand beside them.
    states=standard.STATES,
    # Deadlines, in calendar time (hours, days) or working time (working_hours, working_days). A clock that runs out hands
    # the case one level up, unless it says OnExpiry.ALERT.
    clocks=standard.clocks(take=hours(4), handle=working_days(2)),
    # Which clocks begin to run at filing. An ended case is measured by the last of them.
    starts=standard.STARTS,
    # Who may do what, from where to where. `resolve_rules` are asked of whoever says that it is done; `changes` alters a
    # common move by its key; a Move of your own may stand beside them.
    moves=(
        *standard.moves(
            resolve_rules=(needs_a_photo,),
            changes={"pause": {"hint": _("Only while a spare part is on order.")}},
        ),
        Move(
            "inspect",
            _("Record an inspection"),
            ("open",),
            None,  # the case stays in its state
            (By.HOLDER,),
            asks=(Ask.NOTE,),
            offers=(Ask.PHOTO,),
        ),
    ),
    # Routes that an office gets with the kind, and may change afterwards: to an organisation by its name, if it has one,
    # or to the seat of the case's area on a level. Without a route a case goes to the micro-grid where it lies.
    referrals=(Referral("post", level=Level.COMMUNITY), Referral("", "路灯管理所")),
    # What whoever handles such a case ought to hold, named as an administrator notes it under Office, People. Dispatch looks
    # for it and sets aside those whose certificate has lapsed.
    certificates=("低压电工作业证",),
    # needs_place=False for what happens nowhere, such as a question; public=False for what nobody else may read about.
)
