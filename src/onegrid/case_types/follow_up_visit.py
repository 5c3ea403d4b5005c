"""Somebody looks again after a while, as was said on a visit: within five working days, and what they find ends it."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import Ask, By, CaseType, Category, Clock, Move
from onegrid.lib.durations import working_days

_states = standard.states("new", "open", "paused", "closed", "withdrawn", "merged")

case_type = CaseType(
    key="follow-up-visit",
    version=1,
    title=_("Follow-up visit"),
    summary=_("Look again after a while: whether it stayed in order, or how somebody is"),
    categories=(
        Category("matter", _("Whether a matter stayed in order")),
        Category("household", _("How a household is")),
        Category("safety", _("Whether a danger is gone for good")),
        Category("other", _("Other")),
    ),
    states=_states,
    clocks=(Clock("take", _("Take"), working_days(2)), Clock("handle", _("Handle"), working_days(5))),
    starts=standard.STARTS,
    moves=(
        Move(
            "record",
            _("Record the visit"),
            ("new", "open"),
            "closed",
            (By.HOLDER,),
            asks=(Ask.NOTE,),
            offers=(Ask.PHOTO,),
            stops=("take", "handle"),
        ),
        *(move for move in standard.moves(among=_states) if move.key not in ("rate", "reopen")),
    ),
    public=False,
    inside=True,
)
