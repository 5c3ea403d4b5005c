"""A fire lane, exit or landing is blocked: somebody goes there within half an hour, day or night, and it is clear in a day."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Referral
from onegrid.casework.rules import needs_a_photo
from onegrid.lib.durations import hours, working_days

case_type = CaseType(
    key="blocked-fire-passage",
    version=1,
    title=_("Blocked fire passage"),
    summary=_("Fire lanes, escape stairs or emergency exits that are parked on, built on, locked or cluttered"),
    categories=(
        Category("vehicle", _("Cars parked on a fire lane")),
        Category("clutter", _("Clutter on stairs and landings")),
        Category("locked", _("Exit or gate locked")),
        Category("barrier", _("Posts, walls or stalls on a fire lane")),
        Category("equipment", _("Hydrant or fire-fighting equipment blocked")),
        Category("other", _("Other")),
    ),
    states=standard.STATES,
    clocks=standard.clocks(take=hours(0.5), handle=hours(24), verify=working_days(1)),
    starts=standard.STARTS,
    moves=standard.moves(resolve_rules=(needs_a_photo,)),
    referrals=(Referral("barrier", "综合执法大队"), Referral("", "消防工作站")),
    certificates=("消防安全培训合格证",),
)
