"""An alternative is asked for, broken off, changed by hand, named, and saved as a draft plan."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.studio.models import MOST_ALTERNATIVES, Alternative, Drawing
from onegrid.territory.domain.plans import DrawnArea, draft_plan
from onegrid.territory.models import Plan

MOST_EDITS = 200


@transaction.atomic
def ask_for_alternative(drawing: Drawing, label: str, wishes: Mapping[str, Any]) -> Alternative:
    """Queue an alternative to be computed. Raises `ValidationError` if there are four already: one must go first.

    Those that came to nothing make room by themselves.
    """
    Drawing.objects.select_for_update().get(pk=drawing.pk)
    failed = (Alternative.State.CANCELLED, Alternative.State.REFUSED)
    drawing.alternatives.filter(state__in=failed).delete()
    if drawing.alternatives.count() >= MOST_ALTERNATIVES:
        raise ValidationError(_("Four alternatives can be compared. Remove one of them first."))
    return Alternative.objects.create(drawing=drawing, label=label, wishes=dict(wishes), revision=drawing.revision)


def break_off(alternative: Alternative) -> bool:
    """Stop the computing of an alternative; returns whether it was waiting or under way."""
    under_way = (Alternative.State.WAITING, Alternative.State.RUNNING)
    open_ = Alternative.objects.filter(pk=alternative.pk, state__in=under_way)
    return bool(open_.update(state=Alternative.State.CANCELLED))


def change_by_hand(alternative: Alternative, *, grids: list[str], micro_grids: list[str], words: str) -> None:
    """Put new codes of the units in, and remember the old ones of those that changed, so that it can be taken back."""
    was = list(zip(alternative.grids, alternative.micro_grids, strict=True))
    now = list(zip(grids, micro_grids, strict=True))
    changed = [[at, *old] for at, (old, new) in enumerate(zip(was, now, strict=True)) if old != new]
    if not changed:
        raise ValidationError(_("Nothing would change by that."))
    alternative.grids, alternative.micro_grids = grids, micro_grids
    alternative.edits = [*alternative.edits, {"words": words, "was": changed}][-MOST_EDITS:]
    alternative.save(update_fields=["grids", "micro_grids", "edits"])


def take_back(alternative: Alternative) -> str:
    """Undo the last change by hand; returns what it was, or '' if there is none."""
    if not alternative.edits:
        return ""
    last = alternative.edits.pop()
    for at, grid, micro_grid in last["was"]:
        alternative.grids[at], alternative.micro_grids[at] = grid, micro_grid
    alternative.save(update_fields=["grids", "micro_grids", "edits"])
    return str(last["words"])


def name_areas_of(alternative: Alternative, names: Mapping[str, str]) -> None:
    """Call areas of an alternative by names of the planner's own; an empty one gives the usual name back."""
    kept = {**alternative.names, **{code: name.strip() for code, name in names.items()}}
    alternative.names = {code: name for code, name in kept.items() if name}
    alternative.save(update_fields=["names"])


@transaction.atomic
def save_as_draft(alternative: Alternative, areas: list[DrawnArea], *, actor: str) -> Plan:
    """Make a draft plan of an alternative's areas. Raises `ValidationError` for codes that do not fit."""
    name = f"{alternative.drawing.name} · {alternative.label}"[:100]
    plan = draft_plan(alternative.drawing.subdistrict, name, areas, actor=actor)
    alternative.plan = plan
    alternative.save(update_fields=["plan"])
    return plan
