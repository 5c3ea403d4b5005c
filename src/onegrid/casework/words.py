"""How the engine's own terms are said to people."""

from django.utils.translation import gettext_lazy as _

from onegrid.casework.case_type import Ask, By, CaseType, Text

BY_TITLES = {
    By.HOLDER: _("whoever holds the case"),
    By.DESK: _("the duty desk"),
    By.INSPECTOR: _("an inspector"),
    By.CALLED: _("a department that was called"),
    By.REPORTER: _("the reporter"),
    By.SYSTEM: _("the system itself"),
    By.ROOM: _("the room that this kind belongs to"),
}

ASK_TITLES = {
    Ask.REASON: _("Reason"),
    Ask.REPLY: _("Public reply"),
    Ask.NOTE: _("Internal note"),
    Ask.AREA: _("Area"),
    Ask.ORGANISATION: _("Department"),
    Ask.ORGANISATIONS: _("Departments"),
    Ask.PERSON: _("Person"),
    Ask.REVIEW_ON: _("Review on"),
    Ask.RATING: _("Rating"),
    Ask.PHOTO: _("Photo"),
    Ask.CLOCK: _("Time limit"),
    Ask.DAYS: _("Working days"),
    Ask.CASE: _("Other case"),
    Ask.PARTS: _("Parts"),
}

# What the record calls a change that is no move of the case type.
VERB_TITLES = {
    "file": _("Filed"),
    "attach": _("File added"),
    "close": _("Closed in the system that it came from"),
    "read contact": _("Contact details read"),
    "delete contact": _("Contact details deleted"),
    "clock amber": _("Time limit: three quarters gone"),
    "clock expired": _("Time limit exceeded"),
    "calendar changed": _("Deadline recomputed after a change of the calendar"),
    "receive merged": _("Duplicate merged in"),
    "plan changed": _("Moved along with the new plan of the areas"),
    "seat empty": _("Handed on: the post is vacant"),
    "note": _("Internal note"),
    "reply": _("Public reply"),
    "review due": _("Review due"),
    "undo": _("Taken back"),
}


def title_of_verb(kind: CaseType, verb: str) -> Text:
    """What an entry of a case is called: as the move, as the kind's room calls it, or as the engine does."""
    move = kind.move(verb)
    return move.title if move else kind.verbs.get(verb) or VERB_TITLES.get(verb, verb)
