"""What goes wrong, in one shape for programs: a code to act on, and words in the reader's language."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled
from ninja.errors import ValidationError as UnfitRequest
from pydantic import BaseModel

from onegrid.api.wording import words_of
from onegrid.casework.faults import CaseFault, MoveNotAllowed, TakenMeanwhile
from onegrid.deliberation.faults import TalkFault
from onegrid.lib.codes import BadCode

log = logging.getLogger(__name__)


class Fault(BaseModel):
    """What went wrong: a code for programs, a sentence for people, and, if it lies in fields, what is wrong with each."""

    code: str
    message: str
    fields: dict[str, list[str]] | None = None


class Refused(Exception):
    """What this door itself refuses, with the status of the answer."""

    def __init__(self, status: int, code: str, message: str, fields: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.status, self.fault = status, Fault(code=code, message=message, fields=dict(fields) if fields else None)


def not_found() -> Refused:
    """The same for what there is not and for what the caller may not see."""
    return Refused(404, "not_found", _("There is nothing of this kind, or it is not for you to see."))


def answer_fault(status: int, fault: Fault) -> HttpResponse:
    """The answer that carries a fault."""
    return HttpResponse(fault.model_dump_json(exclude_none=True), status=status, content_type="application/json")


def answer_faults(api: NinjaAPI) -> None:
    """Let an API answer every fault in this shape."""
    for kind, respond in _ANSWERS.items():
        api.add_exception_handler(kind, respond)


def _refused(request: HttpRequest, fault: Any) -> HttpResponse:
    return answer_fault(fault.status, fault.fault)


def _missing(request: HttpRequest, fault: Any) -> HttpResponse:
    return _refused(request, not_found())


def _case_fault(request: HttpRequest, fault: Any) -> HttpResponse:
    status = 422
    if isinstance(fault, TakenMeanwhile):
        status = 409
    elif isinstance(fault, MoveNotAllowed):
        status = 403 if fault.code == "who" else 409
    return answer_fault(status, Fault(code=str(fault.code or "refused"), message=" ".join(fault.messages)))


def _invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    """What a verb of the office refused."""
    fields = fault.message_dict if hasattr(fault, "error_dict") else None
    return answer_fault(422, Fault(code="invalid", message=" ".join(fault.messages), fields=fields))


def _talk_fault(request: HttpRequest, fault: Any) -> HttpResponse:
    """What a rule of talks refused, under the name of the rule."""
    return answer_fault(422, Fault(code=str(fault.code or "refused"), message=" ".join(fault.messages)))


def _unfit(request: HttpRequest, fault: Any) -> HttpResponse:
    """What did not fit the operation's own form."""
    fields: dict[str, list[str]] = {}
    for error in fault.errors:
        fields.setdefault(_field_of(error["loc"]), []).append(words_of(error))
    message = _("Some of what you sent cannot be used; “fields” says what, and why.")
    return answer_fault(422, Fault(code="invalid", message=message, fields=fields))


def _field_of(place: Sequence[str | int]) -> str:
    """The field's own name: without where it was sent, and without the name of the whole body."""
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(map(str, inner)) or "body"


def _http_error(request: HttpRequest, fault: Any) -> HttpResponse:
    if isinstance(fault, Throttled):
        message = _("Too many requests from your address. Wait a minute, or ask for a key.")
        return answer_fault(429, Fault(code="throttled", message=message))
    if isinstance(fault, AuthenticationError):
        message = fault.message
        if message == "Unauthorized":
            message = _("This needs a key. Send it in the header “Authorization: Bearer …”.")
        answer = answer_fault(401, Fault(code="no_key", message=message))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(fault, AuthorizationError):
        return answer_fault(403, Fault(code="not_allowed", message=fault.message))
    return answer_fault(fault.status_code, Fault(code="unreadable", message=_("The request is not readable JSON.")))


def _denied(request: HttpRequest, fault: Any) -> HttpResponse:
    return answer_fault(403, Fault(code="not_allowed", message=str(fault) or _("You may not do this.")))


def _too_big(request: HttpRequest, fault: Any) -> HttpResponse:
    return answer_fault(413, Fault(code="too_big", message=_("The request is too large. Send less at a time.")))


def _unreadable(request: HttpRequest, fault: Any) -> HttpResponse:
    return answer_fault(400, Fault(code="unreadable", message=_("The request cannot be read.")))


def _bad_code(request: HttpRequest, fault: Any) -> HttpResponse:
    words = {"code": fault.code}
    message = _("%(code)s is no area code: it must be 9, 12, 15 or 18 digits.") % words
    return answer_fault(422, Fault(code="bad_code", message=message))


def _broken(request: HttpRequest, fault: Any) -> HttpResponse:
    log.exception("%s %s failed", request.method, request.path)
    message = _("Something went wrong here. It has been noted; please try again later.")
    return answer_fault(500, Fault(code="internal", message=message))


_ANSWERS = {
    Refused: _refused,
    Http404: _missing,
    ObjectDoesNotExist: _missing,
    CaseFault: _case_fault,
    TalkFault: _talk_fault,
    ValidationError: _invalid,
    UnfitRequest: _unfit,
    HttpError: _http_error,
    PermissionDenied: _denied,
    RequestDataTooBig: _too_big,
    SuspiciousOperation: _unreadable,
    MultiPartParserError: _unreadable,
    BadCode: _bad_code,
    Exception: _broken,
}
