"""Reading a mapping file, and saying what is wrong with it."""

from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import ValidationError as PydanticError

from onegrid.channels.case_import.mapping import (
    AreaLevel,
    AreaMap,
    CaseColumns,
    ChannelMap,
    KindMap,
    Mapping,
    Part,
    Point,
    StatusMap,
    VerdictMap,
)

PARTS: dict[tuple[str, ...], type[Part]] = {
    (): Mapping,
    ("columns",): CaseColumns,
    ("area",): AreaMap,
    ("area", "levels"): AreaLevel,
    ("kinds",): KindMap,
    ("channels",): ChannelMap,
    ("verdict",): VerdictMap,
    ("status",): StatusMap,
    ("no_location",): Point,
}
"""Which part of a mapping stands under which key."""


class BadMapping(ValidationError):
    """The mapping file cannot be used; the messages say what is wrong at which place of it."""


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises `BadMapping` with everything that is wrong with it."""
    try:
        given = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Texts)
    except OSError:
        raise BadMapping(_("There is no mapping file %(path)s.") % {"path": path}) from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadMapping(_("%(path)s is no YAML file: %(fault)s") % {"path": path, "fault": fault}) from None
    return read_mapping(given)


def read_mapping(given: Any) -> Mapping:
    """The mapping that nested dictionaries of texts describe. Raises `BadMapping`."""
    if not isinstance(given, dict):
        raise BadMapping(_("The mapping is empty. It needs at least: %(keys)s.") % {"keys": _needed(Mapping)})
    try:
        return Mapping.model_validate(given)
    except PydanticError as faults:
        raise BadMapping([_in_words(fault) for fault in faults.errors()]) from None


class _Texts(yaml.BaseLoader):
    """Reads every value as the text that stands there (02 stays 02, No stays No), and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key.value}” stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _in_words(fault: Any) -> str:
    place = ".".join(str(each + 1) if isinstance(each, int) else each for each in fault["loc"])
    part = PARTS.get(tuple(each for each in fault["loc"][:-1] if isinstance(each, str)))
    if fault["type"] == "extra_forbidden" and part:
        words = {"key": place, "keys": ", ".join(part.model_fields)}
        return _("%(key)s: there is no such setting. Possible here: %(keys)s.") % words
    if fault["type"] == "missing":
        return _("%(key)s is missing.") % {"key": place}
    if fault["type"] == "value_error":
        return f"{place}: {fault['ctx']['error']}"
    words = {"key": place, "value": fault["input"], "fault": fault["msg"]}
    return _("%(key)s cannot be %(value)s. (%(fault)s)") % words


def _needed(part: type[Part]) -> str:
    return ", ".join(name for name, each in part.model_fields.items() if each.is_required())
