"""What a key of a program may be used for. It never reaches further than the rights of the person for whom it acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    REPORTS_FILE = "reports:file", _("File reports, and say through which channel they came")
    CASES_READ = "cases:read", _("Read cases")
    CASES_WRITE = "cases:write", _("Move cases, write notes and replies")
    CONTACT_READ = "contact:read", _("Read how to reach the reporter; each reading is recorded")
    DISPUTES_READ = "disputes:read", _("Read disputes, without the people in them and what they said")
    DISPUTES_WRITE = "disputes:write", _("Bring disputes, and take them further")
    DISPUTES_PEOPLE = "disputes:people", _("Read the people in a dispute and what they said; each reading is recorded")
    TALKS_HOST = "talks:host", _("Host talks: screen, call meetings, open and count votes")
    OFFICE_READ = "office:read", _("Read routes, calendar, staff and plans")
    OFFICE_WRITE = "office:write", _("Change routes, calendar, staff and plans")
