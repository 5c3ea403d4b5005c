"""The kinds of case as an office offers them: with its own wording, and without those that it no longer takes."""

from onegrid.casework.calendars import settings_of
from onegrid.casework.case_type import CaseType
from onegrid.casework.registry import case_types
from onegrid.territory.queries import subdistricts_in_force


def title_of(kind: CaseType, subdistrict: str) -> str:
    """What a subdistrict's office calls a kind: its own wording if it has set one."""
    setting = settings_of(subdistrict).get(kind.key)
    return setting.title if setting and setting.title else str(kind.title)


def offered_kinds(*, staff: bool) -> list[CaseType]:
    """The kinds that at least one office here still takes, from its own people or from anybody, at the common door.

    Those of a room have a door of their own.
    """
    roots = subdistricts_in_force()
    return [
        kind
        for kind in case_types()
        if not kind.room
        and (staff or not kind.inside)
        and not (roots and all(_is_retired(kind, root) for root in roots))
    ]


def kind_titles() -> dict[str, str]:
    """The titles of all kinds by key, in the office's own wording where there is one office only."""
    roots = subdistricts_in_force()
    own = roots[0] if len(roots) == 1 else None
    return {kind.key: title_of(kind, own) if own else str(kind.title) for kind in case_types()}


def _is_retired(kind: CaseType, subdistrict: str) -> bool:
    setting = settings_of(subdistrict).get(kind.key)
    return setting is not None and setting.retired
