"""Reading what a telephone sends: its key, its steps, its photos."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from onegrid.casework.case_type import Ask
from onegrid.casework.domain.attachments import Upload
from onegrid.casework.domain.filing import Report
from onegrid.casework.domain.sendings import MoveStep, NoteStep, ReportStep, Step
from onegrid.casework.models.case import Channel
from onegrid.web.fields import MOST_FILES
from onegrid.web.pocket.bundle import ASKS
from onegrid.web.staging import is_form_key

MOST_STEPS = 40


def read_sending(request: HttpRequest) -> tuple[str, list[Step]]:
    """The key and the steps of a sending. Raises `ValidationError` for what no page of ours sends."""
    key = request.POST.get("key", "")
    try:
        given = json.loads(request.POST.get("steps", ""))
        if not (is_form_key(key) and isinstance(given, list) and 1 <= len(given) <= MOST_STEPS):
            raise ValueError
        return key, [_read_step(step, _photos(request, place)) for place, step in enumerate(given)]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ValidationError(_("This cannot be read. Update the page and send it again.")) from wrong


def _read_step(step: Mapping[str, Any], photos: list[Upload]) -> Step:
    if step["do"] == "note":
        return NoteStep(str(step["number"]), str(step["text"]))
    if step["do"] == "report":
        return ReportStep(_read_report(step, photos))
    if step["do"] != "move":
        raise ValueError(step["do"])
    answers: dict[str, Any] = {}
    for name, value in dict(step.get("answers", {})).items():
        sort = ASKS[Ask(name)]
        if sort == "photos":
            raise ValueError(name)
        answers[name] = (date.fromisoformat(value) if value else None) if sort == "date" else str(value)
    if photos:
        answers[Ask.PHOTO.value] = photos
    return MoveStep(str(step["number"]), str(step["move"]), int(step["seen"]) if "seen" in step else None, answers)


def _read_report(step: Mapping[str, Any], photos: list[Upload]) -> Report:
    lon, lat = step.get("lon"), step.get("lat")
    return Report(
        kind=str(step["kind"]),
        category=str(step.get("category", "")),
        description=str(step["description"]),
        address=str(step.get("address", "")),
        area_code=str(step.get("area_code", "")),
        lon=None if lon is None else float(lon),
        lat=None if lat is None else float(lat),
        channel=Channel.GRID_MEMBER,
        uploads=photos,
    )


def _photos(request: HttpRequest, place: int) -> list[Upload]:
    files = request.FILES.getlist(f"photo-{place}")[:MOST_FILES]
    return [Upload(file.name or "photo.jpg", file.read()) for file in files]
