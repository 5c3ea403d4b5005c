from onegrid.mediation.models.agreement import Agreement, FollowUp, Scan, Signature, Term
from onegrid.mediation.models.dates import DateInquiry, Invitee, OfferedDate
from onegrid.mediation.models.dispute import Dispute, Party, Remark, Representative, RouteChange
from onegrid.mediation.models.mediator import Appointment, Expert, ExpertCall, Mediator
from onegrid.mediation.models.session import Attendance, Session

__all__ = [
    "Agreement",
    "Appointment",
    "Attendance",
    "DateInquiry",
    "Dispute",
    "Expert",
    "ExpertCall",
    "FollowUp",
    "Invitee",
    "Mediator",
    "OfferedDate",
    "Party",
    "Remark",
    "Representative",
    "RouteChange",
    "Scan",
    "Session",
    "Signature",
    "Term",
]
