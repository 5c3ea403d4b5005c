"""When, where and how often each kind of case comes in. Weights are relative; nothing is normalised."""

from collections.abc import Mapping
from functools import cache

from onegrid.demo.texts.vocabulary import KINDS, Category, read_kind

# How many cases come in on an average day of each month, January first: summer nights and the cold before the New Year.
YEAR = (9.5, 7.5, 8.0, 8.0, 8.4, 9.0, 9.6, 9.4, 8.4, 7.8, 8.0, 8.8)


def categories(kind: str) -> tuple[Category, ...]:
    """The categories of a kind, in the order of its form."""
    return tuple(read_kind(kind).categories.values())


@cache
def kind_shares(month: int | None = None) -> Mapping[str, float]:
    """How much of all cases each kind is; in a month (1 to 12), with the season's share of each kind."""
    kinds = [read_kind(key) for key in KINDS]
    return {kind.key: kind.share * (kind.months[month - 1] / sum(kind.months) * 12 if month else 1) for kind in kinds}


@cache
def category_shares(kind: str, month: int | None = None) -> Mapping[str, float]:
    """How much of a kind each category is; in a month, with the season's share of each."""
    told = read_kind(kind)
    return {
        each.key: each.share * (each.months[month - 1] / sum(each.months) if month else 1)
        for each in told.categories.values()
    }


def channel_shares(kind: str) -> Mapping[str, float]:
    """How much of a kind comes through each channel: resident, grid_member, rider, hotline, counter."""
    return read_kind(kind).channels


def setting_shares(kind: str, category: str) -> Mapping[str, float]:
    """At what sort of place it happens: home, yard, street, shop, public."""
    return read_kind(kind).categories[category].settings


def hour_weights(kind: str) -> tuple[float, ...]:
    """24 weights, from the hour after midnight on, in local time."""
    return read_kind(kind).hours


def weekday_weights(kind: str) -> tuple[float, ...]:
    """7 weights, Monday first."""
    return read_kind(kind).weekdays


def month_weights(kind: str) -> tuple[float, ...]:
    """12 weights, January first."""
    return read_kind(kind).months
