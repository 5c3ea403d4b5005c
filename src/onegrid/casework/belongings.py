"""What belongs to a case, read once and then kept on the object, so that verbs in a row see what the ones before them did."""

from collections.abc import Iterable
from typing import Any

from onegrid.casework.models import Call, Case, CaseClock, Contact, Extension, Follower, Shelving

KEPT = (Call, CaseClock, Contact, Extension, Follower, Shelving)


def belongings(case: Case, model: type[Any]) -> list[Any]:
    """The case's rows of one of the tables of `KEPT`, with those that a docket is going to write."""
    kept: dict[type[Any], list[Any]] = case.__dict__.setdefault("_belongings", {})
    if model not in kept:
        kept[model] = [] if case._state.adding else list(model._default_manager.filter(case=case))
    return kept[model]


def keep_belongings(cases: Iterable[Case], *models: type[Any]) -> None:
    """Read the rows of several cases in one query a table, as `belongings` would for each."""
    by_id = {case.pk: case for case in cases}
    for model in models:
        for case in by_id.values():
            case.__dict__.setdefault("_belongings", {})[model] = []
        for row in model._default_manager.filter(case__in=by_id):
            by_id[row.case_id].__dict__["_belongings"][model].append(row)


def forget_belongings(case: Case) -> None:
    """After a docket was written the rows are the database's: whoever asks next reads them anew."""
    case.__dict__.pop("_belongings", None)
