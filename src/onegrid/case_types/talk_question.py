"""A question that neighbours ask a department in a talk: it is answered within five working days, for everybody to read."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import effects, standard
from onegrid.casework.case_type import Ask, By, CaseType, Category, Clock, Field, Move
from onegrid.casework.rules import every_call_is_answered
from onegrid.deliberation.subjects import SUBJECTS
from onegrid.lib.durations import working_days

_states = standard.states("new", "open", "closed", "withdrawn", "merged")

case_type = CaseType(
    key="talk-question",
    version=1,
    title=_("Question from a talk"),
    summary=_(
        "What neighbours who talk a topic over want to know of a department; the answer stands on the topic’s page"
    ),
    categories=tuple(Category(key, subject.title) for key, subject in SUBJECTS.items()),
    fields=(Field("topic", _("Topic")),),
    states=_states,
    clocks=(Clock("take", _("Take"), working_days(1)), Clock("handle", _("Answer"), working_days(5))),
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
    needs_place=False,
    inside=True,
)
