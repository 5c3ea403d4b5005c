"""How risky a dispute is, and which way it usually goes: two tables that an official can check at a glance."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from onegrid.mediation.models.dispute import Risk, Sign, Sort, Way

SEVERE = frozenset({Sign.VIOLENCE, Sign.HARM, Sign.CROWD})
USUAL: dict[str, Way] = {
    Sort.TRAFFIC: Way.ADMINISTRATIVE,
    Sort.LAND: Way.ADMINISTRATIVE,
    Sort.MEDICAL: Way.INDUSTRY,
    Sort.PROPERTY: Way.INDUSTRY,
}
WHY = {
    Way.PEOPLE: _("People's mediation is free and near, and settles most disputes of this type."),
    Way.ADMINISTRATIVE: _("The authority in charge of such matters mediates disputes of this type."),
    Way.INDUSTRY: _("A mediation body of the trade knows disputes of this type best."),
}
"""Why a dispute usually goes a way."""


def grade(signs: Iterable[str]) -> Risk:
    """High with one severe sign or three others, medium with any, else low."""
    found = set(signs)
    if found & SEVERE or len(found) >= 3:
        return Risk.HIGH
    return Risk.MEDIUM if found else Risk.LOW


def usual_way(sort: str) -> Way:
    """Where a dispute of a type usually goes: most to people's mediation."""
    return USUAL.get(sort, Way.PEOPLE)


def needs_panel(risk: str, signs: Iterable[str]) -> bool:
    """Whether several mediators together should take it: at high risk, or mediated before without success."""
    return risk == Risk.HIGH or Sign.REPEATED in set(signs)
