"""Making a move from a page: show what it asks, make it, and lose nothing when it cannot be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from onegrid.audit.models import Entry
from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.domain.filing import new_submission
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.sendings import QUIET
from onegrid.casework.faults import CaseFault, TakenMeanwhile
from onegrid.casework.models import Case
from onegrid.casework.queries import entries_of
from onegrid.web import staging
from onegrid.web.cases.forms import MoveForm
from onegrid.web.staging import Staged

CHOOSABLE = (Ask.AREA, Ask.ORGANISATION, Ask.PERSON)


@dataclass
class Attempt:
    """What became of a form that was sent: `made`, or the form again with what is in the way.

    `meanwhile` is what others did since the form was shown; sent once more, it counts as seen.
    """

    form: MoveForm
    made: bool = False
    meanwhile: tuple[Entry, ...] = ()

    @property
    def status(self) -> int:
        return 409 if self.meanwhile else 422


def blank_form(case: Case, move: Move, actor: Actor, *, chosen: Mapping[str, str] | None = None) -> MoveForm:
    """The form of a move as it is first shown. An address may have chosen to whom it goes, and nothing else: no words come
    into a form but from whoever sends it."""
    initial = {ask.value: chosen[ask.value] for ask in CHOOSABLE if chosen and ask.value in chosen}
    initial |= {"length": str(case.length), "key": new_submission()}
    return MoveForm(initial=initial, move=move, case=case, actor=actor)


def try_move(request: HttpRequest, case: Case, move: Move, actor: Actor) -> Attempt:
    """Make the move that a page's form asks for, unless something is in the way.

    If it was not made, `case` may hold half of it in memory: read it anew before showing it.
    """
    data = request.POST.copy()
    key = str(data.get("key", ""))
    if not staging.is_form_key(key):
        data["key"] = key = new_submission()
    staging.drop_staged(key, request.POST.getlist("drop"))
    form = MoveForm(data, request.FILES, move=move, case=case, actor=actor)
    attempt = Attempt(form)
    if form.is_valid():
        _make_unless_changed(attempt, case, move, actor)
    if attempt.made:
        staging.drop_staged(key)
    else:
        staging.stage_files(key, form.sent_files)
        data["length"] = str(_stored_length(case))
    return attempt


def kept_files(form: MoveForm) -> list[Staged]:
    """The files that came with an earlier sending of the form."""
    return staging.list_staged(str(form["key"].value()))


def _make_unless_changed(attempt: Attempt, case: Case, move: Move, actor: Actor) -> None:
    seen = attempt.form.cleaned_data["length"] or 0
    attempt.meanwhile = _entries_after(case, seen) if seen < case.length else ()
    if attempt.meanwhile:
        return
    try:
        make_move(case, move.key, actor=actor, **attempt.form.answers())
        attempt.made = True
    except TakenMeanwhile:
        attempt.meanwhile = _entries_after(case, seen)
    except CaseFault as fault:
        attempt.form.add_fault(fault)


def _entries_after(case: Case, seen: int) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries_of(case).filter(seq__gt=seen) if entry.verb not in QUIET)


def _stored_length(case: Case) -> int:
    return Case.objects.values_list("length", flat=True).get(pk=case.pk)
