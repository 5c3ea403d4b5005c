"""What was found while a plan was drawn, or before, as it is kept: in words, with its values, and where it lies on the map."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from onegrid.lib.codes import Level
from onegrid.planning.findings import Finding, Refused
from onegrid.studio.desk import Desk, NotReady, desk_of, places_of
from onegrid.studio.models import Drawing
from onegrid.studio.places import place_on_map
from onegrid.studio.saving import default_name


def check_maps(drawing: Drawing) -> list[dict[str, Any]]:
    """What the survey finds of a drawing's maps, laid over each other, before any plan is drawn; or why there can be none."""
    try:
        desk = desk_of(drawing)
    except (NotReady, Refused) as fault:
        return say_why_not(fault, drawing)
    return say_findings(desk.survey.findings, desk)


def say_why_not(fault: Exception, drawing: Drawing) -> list[dict[str, Any]]:
    """Why there is no plan, as findings are kept."""
    if isinstance(fault, Refused):
        places = places_of(drawing)
        return [say_finding(each, places) for each in fault.findings]
    words = str(fault) if isinstance(fault, (NotReady, ValueError)) else type(fault).__name__
    return [{"key": "", "gravity": "refused", "values": {}, "sentence": words}]


def say_findings(findings: Iterable[Finding], desk: Desk) -> list[dict[str, Any]]:
    """Findings as they are kept, with areas called by their names."""
    return [say_finding(each, desk.places, desk.communities) for each in findings]


def say_finding(finding: Finding, places: Mapping[str, Any], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A finding as it is kept: its values, its sentence, and where it lies among `places`. `names` are those of communities, by
    code."""
    values = {name: _plain(value, names or {}) for name, value in finding.values.items()}
    said = replace(finding, values=values)
    kept = {"key": finding.key, "gravity": str(finding.gravity), "values": values, "sentence": said.sentence}
    return kept | place_on_map(finding.where, places)


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    """What JSON can say; the code of an area as its name."""
    if not isinstance(value, (int, float, str)):
        return str(value)
    return default_name(value, names) if isinstance(value, str) and value[: Level.COMMUNITY.digits] in names else value
