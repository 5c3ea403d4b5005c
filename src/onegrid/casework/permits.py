"""Who may make which move of a case: one place decides, for pages, programs and the moves themselves."""

from onegrid.casework.acts import REPORTER, SYSTEM, Actor
from onegrid.casework.belongings import belongings
from onegrid.casework.case_type import By, Move
from onegrid.casework.models import Call, Case, Extension
from onegrid.directory.models import Person, Role
from onegrid.directory.rights import SEAT_ROLE, Right, has_right, posts_of
from onegrid.lib.codes import Level


def fits(by: By, actor: Actor, case: Case) -> bool:
    """Whether an actor is, for this case, what a move asks for."""
    if by is By.REPORTER or by is By.SYSTEM:
        return actor == (REPORTER if by is By.REPORTER else SYSTEM)
    if by is By.ROOM:
        return bool(actor.room) and actor.room == case.type.room
    person = actor.person
    if person is None:
        return False
    if by is By.HOLDER:
        return is_holder(person, case)
    if by is By.DESK:
        return has_right(person, Right.DISPATCH, case.area_code)
    if by is By.INSPECTOR:
        return has_right(person, Right.INSPECT, case.area_code)
    return is_called(person, case)


def may_make(actor: Actor, case: Case, move: Move) -> bool:
    """Whether the actor may make the move, leaving aside its rules and the state of the case."""
    return any(fits(by, actor, case) for by in move.by)


def moves_open_to(actor: Actor, case: Case) -> list[Move]:
    """The moves that the actor may make now."""
    return [move for move in case.type.moves_from(case.state) if may_make(actor, case, move)]


def is_holder(person: Person, case: Case) -> bool:
    """Whether the person fills the seat that holds the case."""
    posts = posts_of(person)
    if case.holder_organisation_id:
        return any(
            post.organisation_id == case.holder_organisation_id and post.role == Role.DEPARTMENT_HANDLER
            for post in posts
        )
    role = SEAT_ROLE[Level.of(case.holder_area)]
    return any(post.area_code == case.holder_area and post.role == role for post in posts)


def is_called(person: Person, case: Case) -> bool:
    """Whether a department for which the person handles was called to the case and has not answered."""
    return any(call.organisation_id in _departments(person) for call in open_calls(case))


def may_reply(person: Person, case: Case) -> bool:
    """Whether the person may answer the reporter: whoever holds the case, and the desk."""
    return is_holder(person, case) or has_right(person, Right.DISPATCH, case.area_code)


def may_note(person: Person, case: Case) -> bool:
    """Whether the person may write internal notes in a case that they see: whoever works on it, not whoever only looks."""
    here = any(has_right(person, right, case.area_code) for right in (Right.HANDLE, Right.DISPATCH, Right.INSPECT))
    return here or is_holder(person, case) or is_called(person, case)


def open_calls(case: Case) -> list[Call]:
    """The calls of a case that nobody has answered yet."""
    return [call for call in belongings(case, Call) if call.answered_at is None]


def open_extensions(case: Case) -> list[Extension]:
    """The wishes for more time that nobody has decided yet."""
    return [each for each in belongings(case, Extension) if each.decided_at is None]


def call_for(person: Person, case: Case) -> Call:
    """The unanswered call that the person may answer. Raises `StopIteration` if there is none."""
    return next(call for call in open_calls(case) if call.organisation_id in _departments(person))


def _departments(person: Person) -> set[int]:
    return {
        post.organisation_id
        for post in posts_of(person)
        if post.organisation_id and post.role == Role.DEPARTMENT_HANDLER
    }
