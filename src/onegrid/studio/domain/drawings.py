"""A drawing is begun, gets its maps, settings and locks, and is thrown away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.studio.models import Drawing, SourceMap

ONE_OF_A_KIND = (SourceMap.Role.UNITS, SourceMap.Role.COMMUNITIES)
MOST_NETS = 12
LOCKS = {"together": 2, "apart": 2, "fixed": 1, "dedicated": 1}
"""The kinds of locks, and how many units each names at least."""


@transaction.atomic
def begin_drawing(subdistrict: str, name: str, *, actor: str) -> Drawing:
    """An empty drawing, with settings that suit most: grids of 300 to 500 households and three micro-grids each."""
    settings = {"grids": "300-500", "micro_grids": "100-180", "tolerance": 10, "reach": 0, "locks": []}
    drawing = Drawing.objects.create(subdistrict=subdistrict, name=name, settings=settings)
    record_in_journal(subdistrict, "begin drawing", actor=actor, after={"drawing": drawing.pk, "name": name})
    return drawing


@transaction.atomic
def remove_drawing(drawing: Drawing, *, actor: str) -> None:
    """Throw a drawing away with its maps and alternatives; plans that were saved from it stay."""
    facts = {"drawing": drawing.pk, "name": drawing.name}
    drawing.delete()
    record_in_journal(drawing.subdistrict, "remove drawing", actor=actor, before=facts)


@transaction.atomic
def put_map(drawing: Drawing, source: SourceMap) -> SourceMap:
    """Put a map (given unsaved) on a drawing. A map of units or communities replaces the one that is there; so does any map
    the one of its kind with the same name. Raises `ValidationError` for more nets than can be compared."""
    same = drawing.maps.filter(role=source.role)
    if source.role not in ONE_OF_A_KIND:
        same = same.filter(name=source.name)
    same.delete()
    if source.role == SourceMap.Role.NET and drawing.maps.filter(role=source.role).count() >= MOST_NETS:
        raise ValidationError(_("At most %(most)d nets can be laid over each other.") % {"most": MOST_NETS})
    source.drawing = drawing
    source.save()
    touch(drawing)
    return source


@transaction.atomic
def change_map(source: SourceMap, **facts: Any) -> None:
    """Change what is known of a map: its column of names, or its outlines and what was done to them."""
    for name, value in facts.items():
        setattr(source, name, value)
    source.save(update_fields=list(facts))
    touch(source.drawing)


@transaction.atomic
def remove_map(source: SourceMap) -> None:
    """Take a map off its drawing."""
    source.delete()
    touch(source.drawing)


@transaction.atomic
def change_settings(drawing: Drawing, settings: Mapping[str, Any]) -> None:
    """Change some settings of a drawing; the others stay."""
    drawing.settings = {**drawing.settings, **settings}
    drawing.save(update_fields=["settings", "changed_at"])
    touch(drawing)


def add_lock(drawing: Drawing, kind: str, units: Sequence[str]) -> None:
    """Add a lock over units. Raises `ValidationError` for an unknown kind, or too few units."""
    named = list(dict.fromkeys(units))
    if kind not in LOCKS or len(named) < LOCKS[kind]:
        raise ValidationError(
            _("Name the units of the lock: at least two that stay together or apart, or one that is a grid.")
        )
    change_settings(drawing, {"locks": [*drawing.locks, {"kind": kind, "units": named}]})


def remove_lock(drawing: Drawing, number: int) -> None:
    """Remove the lock of a number, counted from 0; none if there is no such lock."""
    change_settings(drawing, {"locks": [lock for at, lock in enumerate(drawing.locks) if at != number]})


def touch(drawing: Drawing) -> None:
    """Say that what plans are computed from has changed."""
    Drawing.objects.filter(pk=drawing.pk).update(revision=F("revision") + 1)
    drawing.refresh_from_db(fields=["revision"])
