from onegrid.deliberation.models.decision import Ballot, Decision, Elector, Option
from onegrid.deliberation.models.doing import Action, Remark
from onegrid.deliberation.models.draft import Draft
from onegrid.deliberation.models.meeting import Attendance, Meeting, MeetingPhoto, Question
from onegrid.deliberation.models.people import Letter, Participant, SentCode
from onegrid.deliberation.models.talk import Answer, Statement, TableCount
from onegrid.deliberation.models.topic import Period, Stage, Support, Topic

__all__ = [
    "Action",
    "Answer",
    "Attendance",
    "Ballot",
    "Decision",
    "Draft",
    "Elector",
    "Letter",
    "Meeting",
    "MeetingPhoto",
    "Option",
    "Participant",
    "Period",
    "Question",
    "Remark",
    "SentCode",
    "Stage",
    "Statement",
    "Support",
    "TableCount",
    "Topic",
]
