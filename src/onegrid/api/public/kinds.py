from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from onegrid.api.auth import Open
from onegrid.api.texts import Line
from onegrid.api.throttles import LOOKING
from onegrid.api.wording import lazily as _
from onegrid.casework.calendars import allowed_for, settings_of
from onegrid.casework.case_type import CaseType
from onegrid.casework.registry import case_types
from onegrid.territory.queries import subdistricts_in_force

router = Router(tags=["kinds"])


class Choice(BaseModel):
    """Something to choose: the key to send, and its title."""

    key: str
    title: str


class Question(BaseModel):
    """What the report of this kind asks besides; its answer goes into `details` under the key."""

    key: str
    title: str
    required: bool
    choices: list[Choice]
    help: str


class Limit(BaseModel):
    """A time limit, as `2 working_days` (or working_hours, days, hours)."""

    clock: str
    title: str
    allowed: str


class Kind(BaseModel):
    """A kind of case as an office takes it."""

    key: str
    version: int
    title: str
    summary: str
    categories: list[Choice]
    fields: list[Question]
    limits: list[Limit]
    needs_place: bool
    public: bool
    retired: bool


@router.get(
    "/kinds",
    auth=Open(None),
    throttle=LOOKING,
    response=list[Kind],
    summary=_("The kinds of case that can be reported"),
    description=_(
        "Their categories, the questions that each asks, and its time limits. Wording and limits are those of the "
        "`subdistrict` (nine digits); where there is only one, it need not be named. What is reported under a kind that is "
        "not `public` is shown to its reporter and the staff only; one that is `retired` is no longer taken."
    ),
)
def list_kinds(request: HttpRequest, subdistrict: Annotated[Line, Query("")]) -> list[Kind]:
    roots = subdistricts_in_force()
    root = subdistrict or (roots[0] if len(roots) == 1 else "")
    return [_kind(each, root) for each in case_types() if not (each.inside or each.room)]


def _kind(kind: CaseType, root: str) -> Kind:
    own = settings_of(root).get(kind.key)
    return Kind(
        key=kind.key,
        version=kind.version,
        title=own.title if own and own.title else str(kind.title),
        summary=str(kind.summary),
        categories=[Choice(key=each.key, title=str(each.title)) for each in kind.categories],
        fields=[
            Question(
                key=each.key,
                title=str(each.title),
                required=each.required,
                choices=[Choice(key=key, title=str(title)) for key, title in each.choices],
                help=str(each.help),
            )
            for each in kind.fields
        ],
        limits=[
            Limit(
                clock=each.key,
                title=str(each.title),
                allowed=str(allowed_for(root, kind.key, each.key, each.allowed)),
            )
            for each in kind.clocks
        ],
        needs_place=kind.needs_place,
        public=kind.public,
        retired=bool(own and own.retired),
    )
