"""How the room's own terms are said to people."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework.case_type import Text

# What the room writes into a case's record that is no move of the kind.
VERBS: dict[str, Text] = {
    "read parties": _("Confidential part read"),
    "print paper": _("Paper made"),
    "add party": _("Party added"),
    "add representative": _("Representative noted"),
    "answer mediation": _("A party answered whether it agrees to mediation"),
    "route": _("Settlement route changed"),
    "grade": _("Risk graded"),
    "appoint": _("Mediator appointed"),
    "refuse mediator": _("A party refused a mediator"),
    "call expert": _("Expert asked"),
    "expert answered": _("Expert answered"),
    "plan session": _("Session planned"),
    "offer dates": _("Dates offered"),
    "answer dates": _("Answered which dates suit"),
    "choose date": _("Date chosen"),
    "drop dates": _("Offered dates dropped"),
    "hold session": _("Session held"),
    "adjourn session": _("Session adjourned"),
    "cancel session": _("Session cancelled"),
    "draft agreement": _("Agreement drafted"),
    "redraft agreement": _("Draft changed"),
    "sign on screen": _("Signed on the screen"),
    "file scan": _("Signed paper filed"),
    "court decided": _("The court decided on the confirmation"),
    "plan visit": _("Visit planned"),
    "follow up": _("Followed up"),
    "forget parties": _("Personal data deleted"),
}
