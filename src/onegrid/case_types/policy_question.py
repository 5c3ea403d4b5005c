"""A question about policies and procedures: it is answered within three working days, and the answer closes it."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import effects, standard
from onegrid.casework.case_type import Ask, By, CaseType, Category, Clock, Move, Referral
from onegrid.casework.rules import every_call_is_answered
from onegrid.lib.durations import working_days, working_hours

_states = standard.states("new", "open", "closed", "withdrawn", "merged")

case_type = CaseType(
    key="policy-question",
    version=1,
    title=_("Policy question"),
    summary=_("What one is entitled to, where to apply, and which papers it takes"),
    categories=(
        Category("insurance", _("Social and health insurance")),
        Category("welfare", _("Social assistance and old-age care")),
        Category("housing", _("Housing and property management")),
        Category("registration", _("Household registration and residence permits")),
        Category("schooling", _("School enrolment")),
        Category("business", _("Opening and running a business")),
        Category("work", _("Jobs and training")),
        Category("other", _("Other")),
    ),
    states=_states,
    clocks=(Clock("take", _("Take"), working_hours(2)), Clock("handle", _("Answer"), working_days(3))),
    starts=standard.STARTS,
    moves=(
        Move(
            "answer",
            _("Answer and close"),
            ("new", "open"),
            "closed",
            (By.HOLDER,),
            asks=(Ask.REPLY,),
            offers=(Ask.PHOTO,),
            rules=(every_call_is_answered,),
            stops=("take", "handle"),
            effect=effects.answer,
        ),
        *standard.moves(among=_states),
    ),
    referrals=(
        Referral("housing", "房管站"),
        Referral("registration", "派出所"),
        Referral("business", "市场监管所"),
        Referral("", "便民服务中心"),
    ),
    needs_place=False,
)
