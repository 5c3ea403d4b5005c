from onegrid.mediation.models.agreement import Agreement, FollowUp, Scan, Term
from onegrid.mediation.models.dispute import Dispute, Party, Remark, Representative, RouteChange
from onegrid.mediation.models.mediator import Appointment, Expert, ExpertCall, Mediator
from onegrid.mediation.models.session import Attendance, Session

__all__ = [
    "Agreement",
    "Appointment",
    "Attendance",
    "Dispute",
    "Expert",
    "ExpertCall",
    "FollowUp",
    "Mediator",
    "Party",
    "Remark",
    "Representative",
    "RouteChange",
    "Scan",
    "Session",
    "Term",
]
