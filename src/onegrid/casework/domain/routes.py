from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onegrid.audit.domain.entries import record_in_journal
from onegrid.casework.models import Route
from onegrid.casework.registry import case_type
from onegrid.lib.codes import Level
from onegrid.territory.generations import ROUTES, renew
from onegrid.territory.queries import plan_with


@transaction.atomic
def save_route(route: Route, *, actor: str) -> Route:
    """Put a new or changed route into force; it applies to whatever is filed from now on.

    Raises `ValidationError`, by field, if its kind, category or area is unknown, if it does not lead to exactly one seat
    of its subdistrict, or if another route is for the same sort of case.
    """
    check_route(route)
    before = Route.objects.filter(pk=route.pk).first() if route.pk else None
    route.save()
    renew(ROUTES)
    record_in_journal(
        route.subdistrict,
        "change route" if before else "add route",
        actor=actor,
        before=describe_route(before) if before else None,
        after=describe_route(route),
    )
    return route


@transaction.atomic
def delete_route(route: Route, *, actor: str) -> None:
    """Take a route away. Cases that it led somewhere stay where they are."""
    before = describe_route(route)
    route.delete()
    renew(ROUTES)
    record_in_journal(route.subdistrict, "delete route", actor=actor, before=before)


def check_route(route: Route) -> None:
    """Raises what `save_route` raises, and changes nothing."""
    faults = {name: words for name, words in _faults(route) if words}
    if faults:
        raise ValidationError(faults)
    same = Route.objects.filter(
        subdistrict=route.subdistrict, kind=route.kind, category=route.category, area_prefix=route.area_prefix
    ).exclude(pk=route.pk)
    if same.exists():
        raise ValidationError(
            _("There is a route for this kind, category and area already. Change that one, or make this one differ."),
            code="same_sort",
        )


def describe_route(route: Route) -> dict[str, Any]:
    """What the record says of a route."""
    return {
        "route": route.pk,
        "kind": route.kind,
        "category": route.category,
        "area": route.area_prefix,
        "organisation": route.organisation_id,
        "level": route.level,
    }


def _faults(route: Route) -> list[tuple[str, str]]:
    return [
        ("kind", _kind_fault(route)),
        ("category", _category_fault(route)),
        ("area_prefix", _area_fault(route)),
        ("organisation", _organisation_fault(route)),
        ("level", _level_fault(route)),
    ]


def _kind_fault(route: Route) -> str:
    if route.kind and not _knows(route.kind):
        return _("There is no kind of case called “%(kind)s”. Choose one from the list.") % {"kind": route.kind}
    return ""


def _category_fault(route: Route) -> str:
    if not route.category:
        return ""
    if not route.kind:
        return _("A category belongs to a kind. Choose the kind first.")
    if _knows(route.kind) and case_type(route.kind).category(route.category) is None:
        words = {"kind": case_type(route.kind).title, "category": route.category}
        return _("“%(kind)s” has no category called “%(category)s”.") % words
    return ""


def _area_fault(route: Route) -> str:
    code = route.area_prefix
    if not code:
        return ""
    if not code.startswith(route.subdistrict):
        return _("%(code)s lies outside the subdistrict %(root)s.") % {"code": code, "root": route.subdistrict}
    return "" if plan_with(code) else _("There is no area with the code %(code)s.") % {"code": code}


def _organisation_fault(route: Route) -> str:
    if (route.organisation_id is None) == (route.level is None):
        return _("Choose where these cases go: either an organisation or a level.")
    if route.organisation is not None and route.organisation.subdistrict != route.subdistrict:
        return _("%(name)s works for another subdistrict. Choose one of this subdistrict.") % {
            "name": route.organisation.name
        }
    return ""


def _level_fault(route: Route) -> str:
    return "" if route.level is None or route.level in list(Level) else _("There are four levels, 1 to 4.")


def _knows(kind: str) -> bool:
    try:
        case_type(kind)
    except KeyError:
        return False
    return True
