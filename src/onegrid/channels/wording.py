"""The words of messages. Short, without personal data, and telling what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.casework.models import Message

TO_REPORTERS = {
    "resolved": gettext_lazy("Your report %(number)s has been dealt with and is being verified."),
    "verify": gettext_lazy(
        "Your report %(number)s is closed. Please rate the outcome, or reopen it if it is not solved."
    ),
    "answer": gettext_lazy("Your report %(number)s has been answered. Please look it up with its tracking code."),
    "reply": gettext_lazy("There is a new reply to your report %(number)s."),
    "shelved": gettext_lazy(
        "Your report %(number)s cannot be solved at present. Look it up for the reason and the review date."
    ),
    "merged": gettext_lazy("Your report is being handled together with %(number)s. You will be told of its outcome."),
}
TO_PARTIES = {
    "session planned": gettext_lazy("Mediation %(number)s: you are invited on %(when)s. %(where)s"),
    "session planned with link": gettext_lazy(
        "Mediation %(number)s: you are invited on %(when)s. %(where)s For your calendar: %(link)s"
    ),
    "dates offered": gettext_lazy("Mediation %(number)s: please say which dates suit you: %(link)s"),
    "session cancelled": gettext_lazy("Mediation %(number)s: the session on %(when)s does not take place."),
}
TO_STAFF = {
    "filed": gettext_lazy("New case %(number)s: %(title)s"),
    "handed": gettext_lazy("Case %(number)s was handed to you: %(title)s"),
    "assigned": gettext_lazy("You were named handler of case %(number)s: %(title)s"),
    "called": gettext_lazy("Your department was called to case %(number)s: %(title)s"),
    "call answered": gettext_lazy("A called department answered in case %(number)s: %(title)s"),
    "reopened": gettext_lazy("The reporter reopened case %(number)s: %(title)s"),
    "sent back": gettext_lazy("Case %(number)s was sent back, it is not done: %(title)s"),
    "clock amber": gettext_lazy("Case %(number)s has used three quarters of its time: %(title)s"),
    "clock expired": gettext_lazy("Case %(number)s is late: %(title)s"),
    "extension decided": gettext_lazy("Your wish for more time in case %(number)s was decided: %(title)s"),
    "appointed": gettext_lazy("You were appointed mediator of %(number)s: %(title)s"),
    "dates asked": gettext_lazy("Mediation %(number)s: please say which dates suit you: %(link)s"),
    "plan changed": gettext_lazy(
        "Case %(number)s now lies in another post's area, for the areas were redrawn: %(title)s"
    ),
    "urged": gettext_lazy("The duty desk asks you to hurry with case %(number)s: %(title)s"),
    "taken back": gettext_lazy("The last step of case %(number)s was taken back; look where it stands: %(title)s"),
    "review due": gettext_lazy("The review date of case %(number)s has come: %(title)s"),
}


def words_for(message: Message, facts: Mapping[str, Any]) -> str:
    """What a message says, in the language in force, with its facts in clear."""
    case = message.case
    topic = f"{message.topic} with link" if "link" in facts else message.topic
    known = {"reporter": TO_REPORTERS, "followers": TO_REPORTERS, "given": TO_PARTIES}.get(message.to, TO_STAFF)
    template = known.get(topic) or known.get(message.topic) or gettext_lazy("There is news of %(number)s.")
    return _("[OneGrid]") + str(template) % {**facts, "number": case.number, "title": case.title}
