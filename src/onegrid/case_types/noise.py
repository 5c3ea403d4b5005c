"""Noise that disturbs people: who sees to it depends on where it comes from, and when it is heard.

Night is 22:00 to 6:00, as the Noise Pollution Prevention Act (噪声污染防治法, 2022, article 88) has it.
"""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Field, Referral
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="noise",
    version=1,
    title=_("Noise"),
    summary=_("Building sites, shops, machines, square dancing or neighbours that are too loud"),
    categories=(
        Category("building-site", _("Building site")),
        Category("shop", _("Shop, restaurant or entertainment")),
        Category("square", _("Square dancing, loudspeakers in public places")),
        Category("renovation", _("Renovation of a flat")),
        Category("neighbours", _("Neighbours")),
        Category("machine", _("Air conditioner, pump, lift or other machine")),
        Category("traffic", _("Traffic")),
        Category("other", _("Other")),
    ),
    fields=(
        Field(
            "heard",
            _("When it is heard"),
            required=True,
            choices=(
                ("morning", _("6:00 to 12:00")),
                ("afternoon", _("12:00 to 18:00")),
                ("evening", _("18:00 to 22:00")),
                ("night", _("22:00 to 6:00, at night")),
            ),
            help=_("Choose the time at which it disturbs most."),
        ),
        Field(
            "often", _("How often"), choices=(("once", _("Now, for the first time")), ("often", _("Again and again")))
        ),
    ),
    states=standard.STATES,
    clocks=standard.clocks(handle=working_days(3)),
    starts=standard.STARTS,
    moves=standard.moves(),
    referrals=(
        Referral("building-site", "综合执法大队"),
        Referral("shop", "综合执法大队"),
        Referral("square", "派出所"),
        Referral("machine", "生态环境办"),
    ),
)
