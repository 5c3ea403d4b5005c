from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from onegrid.api.auth import Key, actor_of, person_of
from onegrid.api.bodies import Either, Wish, photos_of
from onegrid.api.faults import Refused
from onegrid.api.idempotency import once
from onegrid.api.openapi import with_photos
from onegrid.api.texts import Id, Line, Paragraph
from onegrid.api.wording import lazily as _
from onegrid.api.work.cases import AreaCode, find_case
from onegrid.api.work.saying import WholeCase, say_case
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.moving import check_move, make_move
from onegrid.casework.faults import TakenMeanwhile
from onegrid.casework.models import Case
from onegrid.casework.numbers import read_number
from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Organisation, Person, Post
from onegrid.directory.queries import organisations_visible_to
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.lib.codes import code_range
from onegrid.lib.coordinates import Datum

router = Router(tags=["cases"])


class Answers(Wish):
    """What a move asks or offers; which, `moves` of the case says. With `revision` it is made only if the case is still so."""

    reason: Paragraph = ""
    reply: Paragraph = ""
    note: Paragraph = ""
    area: AreaCode | None = None
    organisation: Id | None = None
    organisations: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)
    person: Id | None = None
    review_on: date | None = None
    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    days: Annotated[int | None, Field(ge=1, le=60)] = None
    clock: Line = ""
    case: Line = ""
    parts: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)
    revision: int | None = None


@router.post(
    "/cases/{number}/moves/{move}",
    auth=Key(Scope.CASES_WRITE, Right.SEE_CASES),
    response=WholeCase,
    openapi_extra=with_photos("Answers"),
    summary=_("Make a move"),
    description=_(
        "With the answers that it asks for; photos and papers go as `photo` in a multipart form. 409 if the case is in "
        "another state, or was changed meanwhile; 403 if the move is for somebody else."
    ),
)
@once()
def move_case(
    request: HttpRequest, number: Line, move: Line, answers: Annotated[Answers, Either(Answers())]
) -> WholeCase:
    case, actor = find_case(request, number), actor_of(request)
    if answers.revision is not None and answers.revision != case.length:
        raise TakenMeanwhile
    wish = check_move(case, move, actor)
    given = _given(wish, case, person_of(request), answers)
    if photos := photos_of(request):
        _refuse_unasked(wish, Ask.PHOTO)
        given[Ask.PHOTO.value] = photos
    make_move(case, move, actor=actor, **given)
    return say_case(case, actor, Datum.WGS84)


def _given(move: Move, case: Case, person: Person, answers: Answers) -> dict[str, Any]:
    """The answers as the engine takes them. Raises `Refused` for one that the move does not ask, or that names nothing."""
    given: dict[str, Any] = {}
    for name, value in answers.model_dump(exclude_defaults=True, exclude={"revision"}).items():
        _refuse_unasked(move, Ask(name))
        given[name] = _FINDERS[name](value, case, person) if name in _FINDERS else value
    return given


def _refuse_unasked(move: Move, ask: Ask) -> None:
    if ask not in (*move.asks, *move.offers):
        fault = gettext("“%(move)s” does not ask for this.") % {"move": move.title}
        raise Refused(422, "invalid", fault, {ask.value: [fault]})


def _organisation(key: int, case: Case, person: Person) -> Organisation:
    known = organisations_visible_to(person).filter(subdistrict=case.subdistrict, pk=key).first()
    return known or _unknown(Ask.ORGANISATION)


def _organisations(keys: list[int], case: Case, person: Person) -> list[Organisation]:
    known = organisations_visible_to(person).filter(subdistrict=case.subdistrict, pk__in=keys)
    found = list(known)
    return found if len(found) == len(set(keys)) else _unknown(Ask.ORGANISATIONS)


def _person(key: int, case: Case, person: Person) -> Person:
    low, high = code_range(case.subdistrict)
    here = Post.objects.in_force().filter(area_code__gte=low, area_code__lt=high)
    return Person.objects.filter(pk=key, pk__in=here.values("person")).first() or _unknown(Ask.PERSON)


def _case(number: str, case: Case, person: Person) -> Case:
    return cases_visible_to(person).filter(number=read_number(number) or "").first() or _unknown(Ask.CASE)


def _unknown(ask: Ask) -> Any:
    fault = gettext("There is none of this id or number here. Look it up again.")
    raise Refused(422, "invalid", fault, {ask.value: [fault]})


_FINDERS: dict[str, Callable[[Any, Case, Person], Any]] = {
    Ask.ORGANISATION: _organisation,
    Ask.ORGANISATIONS: _organisations,
    Ask.PERSON: _person,
    Ask.CASE: _case,
}
