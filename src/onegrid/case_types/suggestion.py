"""A suggestion: the office that it concerns weighs it and says within fifteen working days what becomes of it."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Referral
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="suggestion",
    version=1,
    title=_("Suggestion"),
    summary=_("What the subdistrict, a community or an office could do better"),
    categories=(
        Category("building", _("Renewal and public facilities")),
        Category("services", _("Public services")),
        Category("environment", _("Environment and greenery")),
        Category("traffic", _("Traffic and parking")),
        Category("culture", _("Culture, sports and volunteering")),
        Category("governance", _("Community self-government")),
        Category("conduct", _("How staff work and treat people")),
        Category("other", _("Other")),
    ),
    states=standard.STATES,
    clocks=standard.clocks(take=working_days(1), handle=working_days(15), verify=working_days(3)),
    starts=standard.STARTS,
    moves=standard.moves(),
    referrals=(
        Referral("services", "便民服务中心"),
        Referral("environment", "生态环境办"),
        Referral("building", "社区建设办公室"),
        Referral("governance", "社区建设办公室"),
    ),
    needs_place=False,
)
