"""Rubbish, spills or posters in the street: the cleaning crew sees to it within one working day."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Referral
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="street-cleanliness",
    version=1,
    title=_("Street cleanliness"),
    summary=_("Rubbish, spills, posters or dirt in streets and public places"),
    categories=(
        Category("rubbish", _("Rubbish not collected")),
        Category("rubble", _("Building rubble dumped")),
        Category("spill", _("Dirt or spill on the road")),
        Category("posters", _("Illegal posters")),
        Category("toilet", _("Dirty public toilet")),
        Category("other", _("Other")),
    ),
    states=standard.STATES,
    clocks=standard.clocks(handle=working_days(1)),
    starts=standard.STARTS,
    moves=standard.moves(),
    referrals=(
        Referral("rubble", "综合执法大队"),
        Referral("posters", "综合执法大队"),
        Referral("", "环卫所"),
    ),
)
