"""Something may hurt people: somebody goes there within half an hour, day or night, and the danger is gone in a day."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Referral
from onegrid.casework.rules import needs_a_photo
from onegrid.lib.durations import hours, working_days

case_type = CaseType(
    key="safety-hazard",
    version=1,
    title=_("Other safety hazard"),
    summary=_(
        "Gas, wiring, façades, manholes, sites or trees that endanger people. In an emergency, call 110 or 119 first"
    ),
    categories=(
        Category("gas", _("Gas")),
        Category("wiring", _("Wiring and electricity")),
        Category("building", _("Dilapidated building or loose façade")),
        Category("manhole", _("Manhole cover missing or broken")),
        Category("site", _("Building site")),
        Category("tree", _("Tree or hoarding about to fall")),
        Category("flooding", _("Flooding")),
        Category("other", _("Other")),
    ),
    states=standard.STATES,
    clocks=standard.clocks(take=hours(0.5), handle=hours(24), verify=working_days(1)),
    starts=standard.STARTS,
    moves=standard.moves(resolve_rules=(needs_a_photo,)),
    referrals=(
        Referral("wiring", "供电服务站"),
        Referral("building", "房管站"),
        Referral("site", "综合执法大队"),
        Referral("flooding", "水务服务站"),
        Referral("", "公共事务服务中心"),
    ),
)
