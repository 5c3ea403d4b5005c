"""Words and signs that several rooms' pages share: relative times, lamps, names of areas and seats.

{% load onegrid_tags %}
{{ case.due_at|until }}  {{ entry.at|ago }}  {{ entry.at|moment }}  {{ shelving.review_on|day }}
{% lamp case %}  {% lamp clock %}  {% lamp case words=False %}
{{ code|area_name }}  {{ code|path_name }}  {{ case|lies_in }}  {{ layers|as_json }}  {{ case|seat }}  {{ case|kind_title }}
{{ move|key_of }}
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.casework.case_type import Move
from onegrid.casework.lamps import Lamp, lamp_at, lamp_of
from onegrid.casework.models import Case, CaseClock
from onegrid.casework.tickets import ticket_for
from onegrid.territory import queries
from onegrid.web.cases.shortcuts import MOVE_KEYS
from onegrid.web.kinds import title_of
from onegrid.web.places import say_distance
from onegrid.web.relative import say_ago, say_date, say_moment, say_until
from onegrid.web.seats import seat_of

register = template.Library()

LAMP_TITLES = {
    Lamp.GREEN: gettext_lazy("In good time"),
    Lamp.AMBER: gettext_lazy("Due soon"),
    Lamp.RED: gettext_lazy("Late"),
    Lamp.NONE: gettext_lazy("No clock runs"),
}
# Each lamp has its own shape, so that it is told apart without colour.
_SHAPES = {
    Lamp.GREEN: mark_safe('<circle cx="6" cy="6" r="5"/>'),
    Lamp.AMBER: mark_safe('<path d="M6 .8 11.6 11H.4Z"/>'),
    Lamp.RED: mark_safe('<path d="M1 1h10v10H1z"/>'),
    Lamp.NONE: mark_safe('<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.2"/>'),
}
_LAMP = (
    '<span class="lamp lamp-{}"><svg viewBox="0 0 12 12" width="12" height="12" fill="currentColor" aria-hidden="true">'
    '{}</svg><span class="{}">{}</span></span>'
)


@register.filter
def until(due: datetime | None) -> str:
    """'3 hours left', '2 days late'; nothing without a deadline."""
    return say_until(due) if due else ""


@register.filter
def ago(then: datetime | None) -> str:
    """'5 minutes ago' within a day, the date after that."""
    return say_ago(then) if then else ""


@register.filter
def moment(then: datetime | None) -> str:
    """Date and time, the year only if it is another."""
    return say_moment(then) if then else ""


@register.filter
def day(then: date | None) -> str:
    """A day, the year only if it is another."""
    return say_date(then) if then else ""


@register.filter
def distance(metres: float) -> str:
    """A distance with its unit."""
    return say_distance(metres)


@register.filter
def about(metres: float) -> str:
    """A distance rounded to fifty metres, so that nobody can tell the door."""
    return say_distance(max(round(metres / 50), 1) * 50)


@register.filter
def at(row: Sequence[Any], place: int) -> Any:
    """What stands at a place of a list; nothing beyond its end."""
    return row[place] if place < len(row) else None


@register.filter
def unlocalised(number: float) -> str:
    """A number as drawings want it, with a point whatever the language."""
    return f"{number:g}"


@register.filter
def ticket(case: Case) -> str:
    """By what a page names a case of which nobody is told the number."""
    return ticket_for(case)


@register.filter
def area_name(code: str) -> str:
    """An area's own name."""
    return queries.name_of(code) if code else ""


@register.filter
def path_name(code: str) -> str:
    """An area's name as one reads an address, from the community down."""
    return queries.path_name(code) if code else ""


@register.filter
def as_json(thing: Any) -> str:
    """Plain data as JSON, for an attribute that a script reads."""
    return json.dumps(thing, ensure_ascii=False)


@register.filter
def lies_in(case: Case) -> str:
    """Where a case lies, by the plan that it lies in."""
    return queries.path_name(case.area_code, plan=case.plan_id)


@register.filter
def seat(case: Case) -> str:
    """The seat that holds a case."""
    return seat_of(case)


@register.filter
def kind_title(case: Case) -> str:
    """The kind of a case, in its office's wording."""
    return title_of(case.type, case.subdistrict)


@register.filter
def key_of(move: Move) -> str:
    """The single key that makes a move at the desk; '' if there is none."""
    return MOVE_KEYS.get(move.key, "")


@register.simple_tag
def lamp(thing: Case | CaseClock, words: bool = True) -> SafeString:
    """The lamp of a case or of one of its clocks: its shape, and how much time is left or by how much it is late.

    Without `words` they are there for screen readers only.
    """
    now = timezone.now()
    shown = lamp_of(thing, now) if isinstance(thing, Case) else lamp_of_clock(thing, now)
    return format_html(
        _LAMP, shown.value, _SHAPES[shown], "lamp-word" if words else "sr-only", lamp_words(thing, shown, now)
    )


@register.simple_tag
def all_lamps() -> list[tuple[str, SafeString]]:
    """Every lamp without a case, by its name, with its word for screen readers: for pages whose script chooses."""
    return [(each.value, format_html(_LAMP, each.value, _SHAPES[each], "sr-only", LAMP_TITLES[each])) for each in Lamp]


def lamp_of_clock(clock: CaseClock, at: datetime) -> Lamp:
    """A clock's lamp: running by its deadline, paused none, stopped by whether it was met."""
    if clock.state == CaseClock.State.RUNNING:
        return lamp_at(clock.due_at, clock.amber_at, at)
    if clock.state == CaseClock.State.PAUSED:
        return Lamp.NONE
    return Lamp.RED if clock.met is False else Lamp.GREEN


def lamp_words(thing: Case | CaseClock, shown: Lamp, at: datetime) -> str:
    """What a lamp says: the time left or overdue while a clock runs, else how it ended."""
    ended = not thing.is_open if isinstance(thing, Case) else thing.state == CaseClock.State.STOPPED
    if ended:
        return _("Ended late") if shown is Lamp.RED else _("Ended in time")
    if shown is Lamp.NONE or thing.due_at is None:
        return str(LAMP_TITLES[Lamp.NONE])
    return say_until(thing.due_at, at)
