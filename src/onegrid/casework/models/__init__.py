from onegrid.casework.models.case import Case, Contact, Follower, SearchText
from onegrid.casework.models.clock import CaseClock, Extension
from onegrid.casework.models.desk import BulkAct, DeskHabit, SavedFilter
from onegrid.casework.models.office import CalendarDay, KindSetting, OfficeWeek, Route
from onegrid.casework.models.outbox import Message
from onegrid.casework.models.papers import Attachment, Note, Reply, StoredFile
from onegrid.casework.models.sending import Sending
from onegrid.casework.models.together import Call, Shelving

__all__ = [
    "Attachment",
    "BulkAct",
    "CalendarDay",
    "Call",
    "Case",
    "CaseClock",
    "Contact",
    "DeskHabit",
    "Extension",
    "Follower",
    "KindSetting",
    "Message",
    "Note",
    "OfficeWeek",
    "Reply",
    "Route",
    "SavedFilter",
    "SearchText",
    "Sending",
    "Shelving",
    "StoredFile",
]
