"""An e-bike or its battery is parked or charged inside a building: the grid member goes there first, and shows it gone."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Field
from onegrid.casework.rules import needs_a_photo
from onegrid.lib.durations import hours, working_days

case_type = CaseType(
    key="ebike-upstairs",
    version=1,
    title=_("E-bike or battery taken upstairs"),
    summary=_("E-bikes or their batteries parked, carried or charged in flats, stairwells, hallways and lifts"),
    categories=(
        Category("charging", _("Charged in a flat or stairwell")),
        Category("battery", _("Battery carried upstairs")),
        Category("parked", _("Parked in a hallway or stairwell")),
        Category("lift", _("Taken into a lift")),
        Category("wire", _("Charged by a cable from a window")),
        Category("other", _("Other")),
    ),
    fields=(
        Field(
            "building",
            _("Building, entrance and floor"),
            required=True,
            help=_("As precisely as you know, such as Building 3, entrance 2, fifth floor."),
        ),
    ),
    states=standard.STATES,
    clocks=standard.clocks(take=hours(1), handle=working_days(1), verify=working_days(1)),
    starts=standard.STARTS,
    moves=standard.moves(resolve_rules=(needs_a_photo,)),
    certificates=("消防安全培训合格证",),
)
