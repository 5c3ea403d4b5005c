"""Parties are in dispute: the mediation office receives it, a mediator settles it within 30 days, and sees it kept."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import effects
from onegrid.casework.case_type import Ask, By, CaseType, Category, Clock, Move, OnExpiry, Referral, State
from onegrid.casework.rules import is_rated_one_to_five, is_unrated, not_reopened_before
from onegrid.lib.durations import days, working_days
from onegrid.mediation import ROOM
from onegrid.mediation import effects as room
from onegrid.mediation.models.dispute import Sort
from onegrid.mediation.rules import extends_by_thirty_days_at_most
from onegrid.mediation.words import VERBS

_in_hand = ("new", "mediating")
_room = (By.ROOM,)

case_type = CaseType(
    key="dispute",
    version=1,
    title=_("Dispute"),
    summary=_("Disputes between people, families, neighbours or firms that somebody neutral should mediate"),
    categories=tuple(Category(sort.value, sort.label) for sort in Sort),
    states=(
        State("new", _("Waiting to be accepted")),
        State("mediating", _("Being mediated")),
        State("paused", _("Paused")),
        State("referred", _("Handed to arbitration or court")),
        State("performing", _("Settled, being performed")),
        State("closed", _("Closed"), end=True),
        State("unsettled", _("Not settled"), end=True),
        State("refused", _("Mediation refused"), end=True),
        State("withdrawn", _("Withdrawn"), end=True),
    ),
    # 30 days: Rules on the work of people's mediation, article 33; for confirmation: People's Mediation Law, article 33.
    clocks=(
        Clock("take", _("Accept"), working_days(3), on_expiry=OnExpiry.ALERT),
        Clock("mediate", _("Mediate"), days(30), on_expiry=OnExpiry.ALERT),
        Clock("confirm", _("Apply for judicial confirmation"), days(30), on_expiry=OnExpiry.ALERT),
        Clock("perform", _("Next term to be performed"), days(30), on_expiry=OnExpiry.ALERT),
    ),
    starts=("take",),
    measured_by=("take", "mediate", "perform"),
    moves=(
        Move("accept", _("Accept for mediation"), ("new",), "mediating", _room, stops=("take",), starts=("mediate",)),
        Move(
            "refer",
            _("Hand to arbitration or court"),
            _in_hand,
            "referred",
            _room,
            asks=(Ask.REASON,),
            stops=("take", "mediate"),
        ),
        Move(
            "bring-back",
            _("Take back for mediation"),
            ("referred",),
            "mediating",
            _room,
            asks=(Ask.REASON,),
            starts=("mediate",),
        ),
        Move("end-referred", _("Decided elsewhere"), ("referred",), "closed", _room, asks=(Ask.REASON,)),
        Move(
            "extend",
            _("Extend by agreement"),
            ("mediating",),
            None,
            _room,
            asks=(Ask.DAYS, Ask.REASON),
            rules=(extends_by_thirty_days_at_most,),
            effect=room.extend_mediation,
        ),
        Move("pause", _("Pause"), ("mediating",), "paused", _room, asks=(Ask.REASON,), pauses=("mediate",)),
        Move("resume", _("Resume"), ("paused",), "mediating", _room, resumes=("mediate",)),
        Move("fail", _("Mediation failed"), ("mediating",), "unsettled", _room, asks=(Ask.REASON,)),
        Move("refuse", _("A party refuses mediation"), _in_hand, "refused", _room, asks=(Ask.REASON,)),
        Move(
            "withdraw",
            _("Withdraw the request"),
            (*_in_hand, "paused"),
            "withdrawn",
            (By.REPORTER, By.ROOM),
            offers=(Ask.REASON,),
        ),
        Move(
            "agree",
            _("Agreement signed"),
            ("mediating",),
            "performing",
            _room,
            stops=("mediate",),
            starts=("confirm", "perform"),
        ),
        Move(
            "keep-term",
            _("A term was performed"),
            ("performing",),
            None,
            _room,
            stops=("perform",),
            starts=("perform",),
        ),
        Move(
            "keep",
            _("Performed in full"),
            ("performing",),
            "closed",
            _room,
            stops=("perform",),
            effect=effects.tell_reporter,
        ),
        Move(
            "decide-confirmation",
            _("Judicial confirmation applied for or waived"),
            ("performing",),
            None,
            _room,
            stops=("confirm",),
        ),
        Move(
            "break",
            _("Agreement broken"),
            ("performing",),
            "mediating",
            _room,
            asks=(Ask.REASON,),
            stops=("perform", "confirm"),
            starts=("mediate",),
        ),
        Move(
            "rate",
            _("Rate the outcome"),
            ("closed",),
            None,
            (By.REPORTER,),
            asks=(Ask.RATING,),
            offers=(Ask.REASON,),
            rules=(is_unrated, is_rated_one_to_five),
            effect=effects.rate,
        ),
        Move(
            "reopen",
            _("Reopen"),
            ("closed",),
            "mediating",
            (By.REPORTER,),
            asks=(Ask.REASON,),
            rules=(not_reopened_before,),
            starts=("mediate",),
            effect=effects.reopen,
        ),
    ),
    referrals=(Referral("", "司法所"),),
    public=False,
    room=ROOM,
    verbs=VERBS,
)
