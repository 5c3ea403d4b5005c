"""Someone is in hardship: a worker visits the household, writes down what was found, and sees to it that help arrives."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import Ask, CaseType, Category, Field, Referral
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="hardship-help",
    version=1,
    title=_("Help for someone in hardship"),
    summary=_("Poverty, illness, disability, old age alone, children without care or a sudden blow"),
    categories=(
        Category("living", _("Not enough to live on")),
        Category("illness", _("Serious illness")),
        Category("elderly", _("Old and alone, or in need of care")),
        Category("disability", _("Disability")),
        Category("children", _("Children in need")),
        Category("sudden", _("Accident, fire or another sudden blow")),
        Category("work", _("Out of work")),
        Category("other", _("Other")),
    ),
    fields=(
        Field(
            "whom",
            _("Who needs help"),
            required=True,
            choices=(
                ("self", _("I do")),
                ("family", _("Someone in my family")),
                ("neighbour", _("A neighbour or somebody else")),
            ),
            help=_("Leave a telephone number, if you can. Only whoever handles the case can read it."),
        ),
    ),
    states=standard.STATES,
    clocks=standard.clocks(handle=working_days(5), verify=working_days(3)),
    starts=standard.STARTS,
    moves=standard.moves(
        changes={
            "resolve": {
                "asks": (Ask.REPLY, Ask.NOTE),
                "hint": _("Write into the internal note who visited the household, when, and what was found."),
            }
        }
    ),
    referrals=(Referral("work", "便民服务中心"),),
    public=False,
)
