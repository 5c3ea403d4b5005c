"""Small named conditions of moves. The docstring of a rule is the sentence that the user reads when it is not met."""

from django.utils import timezone

from onegrid.casework.acts import Act
from onegrid.casework.case_type import Ask
from onegrid.casework.domain.clocks import running_clocks
from onegrid.casework.permits import is_holder, open_calls, open_extensions
from onegrid.casework.routing import staffing_of
from onegrid.lib.codes import Level


def others_hold_it(act: Act) -> bool:
    """The case lies with yourself: there is nobody to urge."""
    return not is_holder(act.person, act.case)


def someone_else_handled(act: Act) -> bool:
    """Whoever handled the case cannot verify it. Ask a colleague."""
    return act.person.pk not in act.case.handled_by


def every_call_is_answered(act: Act) -> bool:
    """A department that was called has not answered yet. Wait for its answer, or withdraw the call."""
    return not open_calls(act.case)


def needs_a_photo(act: Act) -> bool:
    """Add a photo that shows the result."""
    return bool(act.answers.get(Ask.PHOTO))


def is_below_the_top(act: Act) -> bool:
    """The case is already with the subdistrict; there is no level above it here."""
    return act.case.holder_organisation_id is not None or Level.of(act.case.holder_area) > Level.SUBDISTRICT


def target_lies_below(act: Act) -> bool:
    """Choose an area below your own that the case can lie in."""
    target, case = str(act.answers.get(Ask.AREA, "")), act.case
    on_the_way = case.area_code.startswith(target) or target.startswith(case.area_code)
    return on_the_way and len(target) > len(case.holder_area) and target.startswith(case.holder_area)


def target_is_staffed(act: Act) -> bool:
    """Nobody fills that post at present. Choose another."""
    staffing = staffing_of(act.case.subdistrict, timezone.localdate(act.at))
    organisations = act.answers.get(Ask.ORGANISATIONS) or [act.answers.get(Ask.ORGANISATION)]
    if organisations != [None]:
        return all(each.pk in staffing.organisations for each in organisations)
    return str(act.answers.get(Ask.AREA, "")) in staffing.areas


def came_from_somewhere(act: Act) -> bool:
    """The case has come to you first; there is nobody to return it to. Redirect or escalate it instead."""
    return bool(act.case.came_from)


def person_fills_the_seat(act: Act) -> bool:
    """Choose somebody who fills the post that holds the case."""
    return is_holder(act.answers[Ask.PERSON], act.case)


def others_are_called(act: Act) -> bool:
    """Choose departments that do not hold the case and have not been called already."""
    known = {act.case.holder_organisation_id, *(call.organisation_id for call in open_calls(act.case))}
    return all(each.pk not in known for each in act.answers[Ask.ORGANISATIONS])


def a_call_is_open(act: Act) -> bool:
    """There is no call that still waits for an answer."""
    return bool(open_calls(act.case))


def is_rated_one_to_five(act: Act) -> bool:
    """Rate the outcome with a number from 1 to 5."""
    return act.answers[Ask.RATING] in range(1, 6)


def not_reopened_before(act: Act) -> bool:
    """A case can be reopened once. Please file a new report."""
    return act.case.reopened == 0


def is_unrated(act: Act) -> bool:
    """You have rated this case already. Thank you."""
    return act.case.rating is None


def review_lies_ahead(act: Act) -> bool:
    """The review date must lie in the future."""
    return bool(act.answers[Ask.REVIEW_ON] > timezone.localdate(act.at))


def another_open_case(act: Act) -> bool:
    """Choose another case that is still open and is neither a part of this one nor the one that this is a part of."""
    into = act.answers[Ask.CASE]
    kin = into.parent_id == act.case.pk or into.pk == act.case.parent_id
    return bool(into.pk != act.case.pk and into.is_open and not kin)


def asked_for_more_time(act: Act) -> bool:
    """Nobody has asked for more time."""
    return bool(open_extensions(act.case))


def has_not_asked_yet(act: Act) -> bool:
    """An extension has been asked for already; wait for the decision."""
    return not open_extensions(act.case)


def asks_for_sixty_days_at_most(act: Act) -> bool:
    """Ask for 1 to 60 working days."""
    return act.answers[Ask.DAYS] in range(1, 61)


def a_limit_is_running(act: Act) -> bool:
    """Choose a time limit of this case that is running."""
    running = running_clocks(act.case)
    return any(act.answers.get(Ask.CLOCK, clock.key) == clock.key for clock in running)


def decided_by_another(act: Act) -> bool:
    """Whoever asked for more time cannot grant it."""
    return all(each.asked_by_id != act.person.pk for each in open_extensions(act.case))


def all_parts_ended(act: Act) -> bool:
    """A part of this case is still open."""
    return all(part.pk == act.ending or not part.is_open for part in act.case.children.all())


def parts_are_named(act: Act) -> bool:
    """Name two parts or more, and each of them in 120 characters at most."""
    parts = [str(part).strip() for part in act.answers[Ask.PARTS]]
    return len(parts) >= 2 and all(0 < len(part) <= 120 for part in parts)


def is_no_part(act: Act) -> bool:
    """This case is itself a part of another and cannot be split again."""
    return act.case.parent_id is None


STANDING = {
    a_call_is_open,
    all_parts_ended,
    asked_for_more_time,
    came_from_somewhere,
    decided_by_another,
    has_not_asked_yet,
    is_below_the_top,
    is_no_part,
    is_unrated,
    not_reopened_before,
    others_hold_it,
    someone_else_handled,
}
"""Rules that hold or not whatever somebody answers: a move that fails one of them could only be refused."""
