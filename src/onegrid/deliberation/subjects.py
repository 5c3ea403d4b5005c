"""The published list: what can be talked over here, and where to go with what cannot."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Subject:
    """What can be talked over, with an example."""

    title: Any
    example: Any


@dataclass(frozen=True)
class Elsewhere:
    """What is not talked over, why, and where to go: a kind of report, if there is one for it."""

    title: Any
    advice: Any
    kind: str = ""


SUBJECTS: Final = {
    "space": Subject(_("Shared space and facilities"), _("a square, a stairwell, benches, a playground")),
    "parking": Subject(_("Parking and traffic in the compound"), _("places, one-way rules, gates, e-bike sheds")),
    "property": Subject(_("Property service and fees"), _("what is done for the fee, choosing a company")),
    "renewal": Subject(_("Renewal of old compounds"), _("lifts, pipes, façades, use of the maintenance fund")),
    "environment": Subject(_("Greenery, cleanliness and waste"), _("collection points, trees, pets")),
    "safety": Subject(_("Safety and charging"), _("charging e-bikes, fire lanes, cameras, lighting")),
    "convention": Subject(_("Rules of living together"), _("a residents’ convention, quiet hours")),
    "services": Subject(_("Services near the door"), _("canteen, child care, opening hours, activities")),
}
ELSEWHERE: Final = {
    "danger": Elsewhere(_("Danger to life or limb"), _("Call 110, 119 or 120 at once. It cannot wait for a talk.")),
    "broken": Elsewhere(
        _("Something is simply broken"), _("Report it: it is repaired without a talk."), "broken-facility"
    ),
    "quarrel": Elsewhere(
        _("A quarrel between two parties"),
        _("Mediation is confidential and quicker than a public talk. Report it as a quarrel."),
        "property-quarrel",
    ),
    "court": Elsewhere(
        _("A matter before a court, or a penalty or decision of an authority"),
        _(
            "Only the court or the authority named in the decision can change it: appeal there, within the time that it names."
        ),
    ),
    "staff": Elsewhere(
        _("A complaint about somebody’s conduct"),
        _("Call the hotline 12345, or send it as a suggestion on how staff work; it goes to the discipline office."),
        "suggestion",
    ),
    "question": Elsewhere(
        _("A question about a rule or a benefit"), _("Ask it: it is answered in writing."), "policy-question"
    ),
    "private": Elsewhere(
        _("A private or commercial matter"),
        _("This is not for the neighbourhood to decide. Nobody here can take it up."),
    ),
}
