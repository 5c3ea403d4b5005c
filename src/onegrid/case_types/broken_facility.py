"""Something public is broken: whoever runs it repairs it within three working days and shows that it works again."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Referral
from onegrid.casework.rules import needs_a_photo
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="broken-facility",
    version=1,
    title=_("Broken public facility"),
    summary=_("Street lights, roads, drains, cables, benches or sports equipment that are broken or do not work"),
    categories=(
        Category("light", _("Street light out")),
        Category("road", _("Road or pavement damaged")),
        Category("water", _("Water main leaking or drain blocked")),
        Category("cable", _("Pole or cable down")),
        Category("sign", _("Sign, railing or bollard damaged")),
        Category("sports", _("Sports equipment or bench broken")),
        Category("other", _("Other")),
    ),
    states=standard.STATES,
    clocks=standard.clocks(handle=working_days(3)),
    starts=standard.STARTS,
    moves=standard.moves(resolve_rules=(needs_a_photo,)),
    referrals=(
        Referral("light", "路灯管理所"),
        Referral("water", "水务服务站"),
        Referral("cable", "供电服务站"),
        Referral("sports", "社区建设办公室"),
        Referral("", "公共事务服务中心"),
    ),
)
