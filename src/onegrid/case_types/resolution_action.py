"""What a resolution of neighbours has somebody do: the owner that it names does it by the day that it names."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework import standard
from onegrid.casework.case_type import CaseType, Category, Field
from onegrid.deliberation.subjects import SUBJECTS
from onegrid.lib.durations import working_days

case_type = CaseType(
    key="resolution-action",
    version=1,
    title=_("Action of a resolution"),
    summary=_("What neighbours resolved together, with an owner and a day; its progress stands on the topic’s page"),
    categories=tuple(Category(key, subject.title) for key, subject in SUBJECTS.items()),
    fields=(Field("topic", _("Topic")),),
    states=standard.STATES,
    # The resolution names the day; thirty working days hold where a case is reopened.
    clocks=standard.clocks(take=working_days(2), handle=working_days(30), verify=working_days(5)),
    starts=standard.STARTS,
    moves=standard.moves(),
    needs_place=False,
    inside=True,
)
