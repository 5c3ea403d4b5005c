"""A candidate for a case as programs hear of it."""

from datetime import date

from pydantic import BaseModel

from onegrid.api.places import AreaName, area_name
from onegrid.api.work.saying import Named, named
from onegrid.casework.dispatch.candidates import Candidate
from onegrid.directory.certificates import NEVER, Standing


class CandidateLine(BaseModel):
    """Somebody who could take a case: a seat of an area, an organisation, or a person of the seat that holds it.

    `open` cases wait for it, and for others like it `usual`, if there are any. `certified` is null where the kind asks for no
    certificate; `certified_until` is the day on which it lapses, or lapsed.
    """

    move: str
    move_title: str
    answers: dict[str, str]
    area: AreaName
    organisation: Named | None
    person: Named | None
    suggested: bool
    on_post: int
    open: int
    usual: float | None
    certified: bool | None
    certified_until: date | None
    reasons: list[str]
    objections: list[str]


def say_candidate(each: Candidate) -> CandidateLine:
    """A candidate, with its reasons in the language of whoever asks."""
    target, certified = each.target, each.certified
    return CandidateLine(
        move=target.move.key,
        move_title=str(target.move.title),
        answers=target.given,
        area=area_name(target.area),
        organisation=named(target.organisation) if target.organisation else None,
        person=named(target.person) if target.person else None,
        suggested=each.is_suggested,
        on_post=each.people,
        open=each.load.open,
        usual=each.load.usual,
        certified=certified.standing is Standing.VALID if each.needed else None,
        certified_until=certified.day if each.needed and certified.day != NEVER else None,
        reasons=each.reasons,
        objections=each.objections,
    )
