"""What speaks for somebody and what against, in plain short words."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.casework.dispatch.loads import Load
from onegrid.casework.dispatch.targets import Fit, Target
from onegrid.directory.certificates import NEVER, Certification, Standing
from onegrid.lib.codes import Level


def reasons(target: Target, load: Load, certified: Certification, needed: Sequence[str]) -> list[str]:
    """What speaks for a target: the routes, the place, the certificates, the load; and that the case came from there."""
    found = [*_by_routes(target), *_by_place(target), *_by_certificate(certified, needed), load_words(load, target)]
    return [*found, _("the case came from there")] if target.gave else found


def objections(
    people: int, load: Load, certified: Certification, needed: Sequence[str], emptied: date | None
) -> list[str]:
    """What speaks against a target, if anything does."""
    found = []
    if not people:
        since = {"day": emptied.isoformat()} if emptied else {}
        found.append(_("nobody on post since %(day)s") % since if since else _("nobody on post"))
    elif certified.standing is Standing.LAPSED:
        names = {"names": "、".join(needed), "day": certified.day.isoformat()}
        found.append(_("%(names)s lapsed on %(day)s") % names)
    if load.is_too_much:
        words = {"open": load.open, "usual": f"{load.usual:g}"}
        found.append(_("overloaded: %(open)d open, usual are %(usual)s") % words)
    return found


def load_words(load: Load, target: Target) -> str:
    """How many wait, beside what is usual among those who can be compared."""
    words = {"open": load.open, "usual": f"{load.usual:g}" if load.usual is not None else ""}
    if load.usual is None:
        return _("%(open)d open") % words
    if target.person:
        return _("%(open)d open, colleagues have %(usual)s") % words
    if target.organisation:
        return _("%(open)d open, others like it have %(usual)s") % words
    return _("%(open)d open, neighbours have %(usual)s") % words


def _by_routes(target: Target) -> Iterator[str]:
    if target.fit is Fit.ROUTE:
        yield _("the routes send such cases there")
    elif target.fit is Fit.KIND:
        yield _("the routes name it for other cases of this kind")


def _by_place(target: Target) -> Iterator[str]:
    if target.person:
        yield _("sits where the case is held")
    elif target.organisation is None:
        yield str(_HOLDS[Level.of(target.area)])


def _by_certificate(certified: Certification, needed: Sequence[str]) -> Iterator[str]:
    names = {"names": "、".join(needed), "day": certified.day.isoformat()}
    if not needed or certified.standing is Standing.LAPSED:
        return
    if certified.standing is Standing.MISSING:
        yield _("no %(names)s noted") % names
    elif certified.day == NEVER:
        yield _("holds %(names)s") % names
    else:
        yield _("holds %(names)s until %(day)s") % names


_HOLDS = {
    Level.MICRO_GRID: gettext_lazy("holds the micro-grid of the case"),
    Level.GRID: gettext_lazy("holds the grid of the case"),
    Level.COMMUNITY: gettext_lazy("holds the community of the case"),
    Level.SUBDISTRICT: gettext_lazy("is the subdistrict's duty desk"),
}
