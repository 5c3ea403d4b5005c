"""Many cases at once: choose a move that all allow, make it, read what became of each, and take it back."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Move
from onegrid.casework.domain.bulk import (
    ANSWERED_FOR_ALL,
    MOST_CASES,
    NOTE,
    act_on_all,
    bulk_act_of,
    chosen_cases,
    may_note_all,
    may_undo,
    moves_for_all,
    undo_all,
)
from onegrid.casework.domain.filing import new_submission
from onegrid.casework.domain.undoing import UNDOABLE, UNDONE_WITHIN
from onegrid.casework.faults import CaseFault
from onegrid.casework.models import BulkAct, Case
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.web.access import needs
from onegrid.web.cases.asking import ask_fields
from onegrid.web.fields import say_what_is_missing

NOTE_MOVE = Move(NOTE, gettext_lazy("Internal note"), (), None, ())


class BulkForm(forms.Form):
    """Asks once what a move asks of every case: where there is a choice, what all of them allow."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, move: Move, cases: list[Case], actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(_note_field() if move.key == NOTE else _fields_for_all(move, cases, actor))
        say_what_is_missing(self)

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names that `act_on_all` takes. Only after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return given | {name: list(given[name]) for name in ("organisations",) if name in given}


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The moves that all of the chosen cases allow."""
    person, numbers = cast(Person, request.user), request.GET.getlist("case")
    cases = chosen_cases(person, numbers)
    moves = moves_for_all(cases, Actor.of(person)) + ([NOTE_MOVE] if may_note_all(cases, person) else [])
    words = {"cases": cases, "moves": moves, "query": _query(cases), "missing": len(set(numbers)) - len(cases)}
    return render(request, "desk/bulk.html", words | {"most": MOST_CASES})


@needs(Right.SEE_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, move: str) -> HttpResponse:
    """What the move asks, once for all of the chosen cases, and the making of it."""
    person, numbers = cast(Person, request.user), (request.POST or request.GET).getlist("case")
    cases, actor = chosen_cases(person, numbers), Actor.of(person)
    wanted = _wanted(move, cases, person)
    if wanted is None:
        messages.error(request, _("Not all of the chosen cases allow this any more. Choose again."))
        return redirect("desk")
    form = BulkForm(request.POST or None, initial={"key": new_submission()}, move=wanted, cases=cases, actor=actor)
    if request.method == "POST" and form.is_valid():
        act = act_on_all(
            form.cleaned_data["key"], [case.number for case in cases], move, person=person, answers=form.answers()
        )
        return redirect("desk-bulk-done", act.pk)
    words = {"move": wanted, "cases": cases, "form": form, "can_be_undone": move in UNDOABLE, "minutes": _minutes()}
    return render(request, "desk/bulk_move.html", words, status=422 if form.errors else 200)


@needs(Right.SEE_CASES)
@never_cache
@require_GET
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each case."""
    act = _own(request, pk)
    lines = _lines(act, cast(Person, request.user))
    words = {
        "title": lines[0]["move"] if lines else act.move,
        "lines": lines,
        "made": sum(line["done"] for line in act.lines),
        "refused": sum(not line["done"] for line in act.lines),
        "undone": sum(bool(line.get("undone")) for line in act.lines),
        "act": act,
        "may_undo": may_undo(act),
        "minutes": _minutes(),
    }
    return render(request, "desk/bulk_done.html", words)


@needs(Right.SEE_CASES)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was done to many cases, as far as it can be."""
    try:
        undo_all(_own(request, pk))
    except CaseFault as fault:
        messages.error(request, fault.messages[0])
    return redirect("desk-bulk-done", pk)


def _note_field() -> dict[str, forms.Field]:
    words = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label=_("Internal note"))
    words.help_text = _("Only the staff reads this, never the reporter.")
    return {"note": words}


def _fields_for_all(move: Move, cases: list[Case], actor: Actor) -> dict[str, forms.Field]:
    """The fields of the first case, their choices narrowed to what every other one offers as well."""
    alike = {(case.holder_area, case.holder_organisation_id, case.area_code): case for case in cases}
    first, *others = (ask_fields(move, case, actor) for case in alike.values())
    kept = {name: field for name, field in first.items() if name in ANSWERED_FOR_ALL}
    for other in others:
        for name, field in kept.items():
            _narrow(field, other[name])
    return kept


def _narrow(field: Any, other: Any) -> None:
    if hasattr(field, "queryset"):
        field.queryset = field.queryset.filter(pk__in=other.queryset.values("pk"))
    elif hasattr(field, "choices"):
        offered = {key for key, _title in other.choices}
        field.choices = [(key, title) for key, title in field.choices if key in offered]


def _wanted(move: str, cases: list[Case], person: Person) -> Move | None:
    if move == NOTE:
        return NOTE_MOVE if may_note_all(cases, person) else None
    return next((each for each in moves_for_all(cases, Actor.of(person)) if each.key == move), None)


def _lines(act: BulkAct, viewer: Person) -> list[dict[str, Any]]:
    """Each line with the title of its case, if the viewer still sees it, and of the move."""
    numbers = [line["number"] for line in act.lines]
    seen = {case.number: case for case in chosen_cases(viewer, numbers)}
    any_case = next(iter(seen.values()), None)
    known = any_case.type.move(act.move) if any_case else None
    title = NOTE_MOVE.title if act.move == NOTE else known.title if known else act.move
    return [line | {"case": seen.get(line["number"]), "move": title} for line in act.lines]


def _own(request: HttpRequest, pk: int) -> BulkAct:
    try:
        return bulk_act_of(cast(Person, request.user), pk)
    except BulkAct.DoesNotExist:
        raise Http404(_("You have done nothing of this number.")) from None


def _query(cases: list[Case]) -> str:
    return "&".join(f"case={case.number}" for case in cases)


def _minutes() -> int:
    return int(UNDONE_WITHIN.total_seconds() // 60)
