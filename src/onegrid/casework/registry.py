"""Every kind and version of case that is on the shelf. The shelf fills it at start-up; nobody edits a list."""

from collections.abc import Iterable

from onegrid.casework.case_type import CaseType
from onegrid.casework.soundness import faults_of

_types: dict[tuple[str, int], CaseType] = {}
_newest: dict[str, CaseType] = {}


class UnsoundCaseType(Exception):
    """A case type that names a clock or a state it does not have, cannot be left, or stands twice."""


def register(types: Iterable[CaseType]) -> None:
    """Put case types on record. Raises `UnsoundCaseType` listing every fault, so that a bad file stops the start-up."""
    for each in types:
        faults = faults_of(each)
        if (each.key, each.version) in _types and _types[each.key, each.version] is not each:
            faults.append(f"{each.key} version {each.version} stands twice")
        if faults:
            raise UnsoundCaseType(f"{each.key} version {each.version}: " + "; ".join(faults))
        _types[each.key, each.version] = each
        if each.key not in _newest or _newest[each.key].version <= each.version:
            _newest[each.key] = each


def case_type(key: str, version: int | None = None) -> CaseType:
    """The case type of a key, in its newest version or a given one. Raises `KeyError`."""
    return _newest[key] if version is None else _types[key, version]


def case_types() -> list[CaseType]:
    """The newest version of every kind, by key."""
    return [_newest[key] for key in sorted(_newest)]
