"""Owners and their property company quarrel: the community mediates first; only if that fails do departments get the case."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import Ask, By, CaseType, Category, Field, Move, Referral, State
from onegrid.lib.codes import Level
from onegrid.lib.durations import working_days, working_hours

_new, *_later = standard.STATES
_states = (_new, State("mediating", _("Being mediated")), *_later)
_held = ("new", "mediating", "open")
_in_hand = ("mediating", "open")

case_type = CaseType(
    key="property-quarrel",
    version=1,
    title=_("Quarrel with the property company"),
    summary=_("Fees, repairs, cleaning, security, parking or shared income in a compound under property management"),
    categories=(
        Category("fees", _("Fees")),
        Category("repairs", _("Repairs not made")),
        Category("upkeep", _("Cleaning, greenery or security")),
        Category("parking", _("Parking")),
        Category("shared", _("Shared parts and shared income")),
        Category("committee", _("Owners' committee and owners' meeting")),
        Category("other", _("Other")),
    ),
    fields=(Field("compound", _("Compound"), required=True), Field("company", _("Property company"))),
    states=_states,
    clocks=standard.clocks(take=working_hours(4), handle=working_days(10), verify=working_days(3)),
    starts=standard.STARTS,
    moves=(
        *standard.moves(
            among=_states,
            changes={
                "take": {"target": "mediating", "title": _("Take and mediate")},
                "resolve": {"source": _in_hand},
                "redirect": {"source": ("open",)},
                **{key: {"source": _held} for key in ("assign", "hand-down", "return", "escalate")},
                **{key: {"source": _held} for key in ("merge", "link", "withdraw")},
                **{key: {"source": _in_hand} for key in ("call-in", "withdraw-calls")},
                **{key: {"source": _in_hand} for key in ("ask-time", "grant-time", "refuse-time")},
                "answer-call": {"source": (*_held, "paused", "shelved", "divided")},
            },
        ),
        Move(
            "not-settled",
            _("Mediation failed"),
            ("mediating",),
            "open",
            (By.HOLDER,),
            asks=(Ask.REASON,),
            hint=_("Say what each side wants. From now on a department can be given the case."),
        ),
    ),
    referrals=(Referral("", level=Level.COMMUNITY),),
)
