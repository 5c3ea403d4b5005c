"""The controls that narrow the queue: what each offers to this viewer, and what is chosen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onegrid.casework.models.case import Channel
from onegrid.casework.queue import Group, Selection
from onegrid.casework.reaches import places_of
from onegrid.casework.registry import case_type
from onegrid.directory.models import Person
from onegrid.directory.queries import organisations_visible_to
from onegrid.directory.rights import posts_of
from onegrid.lib.codes import Level, is_within
from onegrid.territory.queries import areas_below, path_name
from onegrid.web.desk.selection import HELD_BY_ORGANISATION, holder_of, write_selection
from onegrid.web.kinds import kind_titles
from onegrid.web.relative import say_date
from onegrid.web.seats import seat_of_area
from onegrid.web.templatetags.onegrid_tags import LAMP_TITLES

Options = list[tuple[str, str]]

GROUP_TITLES = {
    Group.OPEN: gettext_lazy("Open"),
    Group.NEW: gettext_lazy("New"),
    Group.RESOLVED: gettext_lazy("To verify"),
    Group.SHELVED: gettext_lazy("Problem bank"),
    Group.ENDED: gettext_lazy("Finished"),
    Group.ALL: gettext_lazy("All"),
}
LEVEL_TITLES = {
    Level.SUBDISTRICT: gettext_lazy("Subdistrict"),
    Level.COMMUNITY: gettext_lazy("Community"),
    Level.GRID: gettext_lazy("Grid"),
    Level.MICRO_GRID: gettext_lazy("Micro-grid"),
}


@dataclass(frozen=True)
class Choice:
    """A select: its name in the address, its label, what can be chosen (groups with a title, '' for none), what is."""

    name: str
    label: str
    groups: list[tuple[str, Options]]
    chosen: str

    @property
    def chosen_title(self) -> str:
        """How what is chosen is called; nothing if nothing is, or something that is not offered."""
        return next((title for _group, options in self.groups for key, title in options if key == self.chosen), "")


@dataclass(frozen=True)
class Chip:
    """A filter that narrows the list now, and the address without it."""

    text: str
    url: str


def filters_of(viewer: Person, selection: Selection) -> list[Choice]:
    """The selects that this viewer can narrow the queue with."""
    kind = _kind(selection.kind)
    categories = [(each.key, str(each.title)) for each in kind.categories] if kind else []
    choices = [
        Choice("kind", _("Kind"), [("", sorted(kind_titles().items(), key=lambda item: item[1]))], selection.kind),
        Choice("category", _("Category"), [("", categories)], selection.category),
        *area_choices(viewer, selection.area),
        Choice("holder", _("Holder"), _holders(viewer, selection), holder_of(selection)),
        Choice("channel", _("Channel"), [("", [(key, str(word)) for key, word in Channel.choices])], selection.channel),
    ]
    return [choice for choice in choices if any(options for _title, options in choice.groups)]


def area_choices(viewer: Person, area: str) -> list[Choice]:
    """A select for each level from where the viewer's areas begin down to below the chosen one."""
    tops = tops_of(viewer)
    options = areas_below(tops[0]) if len(tops) == 1 else [(code, path_name(code)) for code in tops]
    choices = []
    while options:
        level = Level.of(options[0][0])
        chosen = next((code for code, _name in options if is_within(area, code)), "")
        choices.append(Choice("area", str(LEVEL_TITLES[level]), [("", options)], chosen))
        options = areas_below(chosen) if chosen and level < Level.MICRO_GRID else []
    return choices


def chips_of(selection: Selection, choices: list[Choice]) -> list[Chip]:
    """What narrows the list beyond its tab, each to be taken away by itself."""
    titles = {choice.name: choice.chosen_title for choice in choices}
    chips: list[tuple[str, dict[str, Any]]] = [
        (_("“%(words)s”") % {"words": selection.words} if selection.words else "", {"words": ""}),
        (titles.get("kind", ""), {"kind": "", "category": ""}),
        (titles.get("category", ""), {"category": ""}),
        (path_name(selection.area) if selection.area else "", {"area": ""}),
        (_say_polygon(selection), {"polygon": None}),
        (titles.get("holder", ""), {"organisation": None, "seat": ""}),
        (titles.get("channel", ""), {"channel": ""}),
        (_("from %(day)s") % {"day": say_date(selection.since)} if selection.since else "", {"since": None}),
        (_("until %(day)s") % {"day": say_date(selection.until)} if selection.until else "", {"until": None}),
    ]
    return [Chip(text, write_selection(selection, **without)) for text, without in chips if text]


def describe_selection(viewer: Person, selection: Selection) -> str:
    """What a selection chooses, in a line: the state, the lamp, and whatever narrows it."""
    chosen = [str(GROUP_TITLES[selection.group])]
    chosen += [str(LAMP_TITLES[selection.lamp])] if selection.lamp else []
    return "、".join([*chosen, *(chip.text for chip in chips_of(selection, filters_of(viewer, selection)))])


def tops_of(viewer: Person) -> list[str]:
    """Where the viewer's areas begin; for departments, the subdistricts in which they work."""
    return places_of(viewer) or sorted({post.area_code[: Level.SUBDISTRICT.digits] for post in posts_of(viewer)})


def _holders(viewer: Person, selection: Selection) -> list[tuple[str, Options]]:
    """The organisations that the viewer knows, and the seats from the top down to below the chosen area."""
    organisations = [(f"{HELD_BY_ORGANISATION}{each.pk}", each.name) for each in organisations_visible_to(viewer)]
    roots = sorted({place[:9] for place in places_of(viewer)})
    codes = [code for root in roots for code in (root, *(below for below, _name in areas_below(root)))]
    if len(selection.area) >= Level.COMMUNITY.digits:
        codes += [selection.area, *(below for below, _name in _below(selection.area))]
    if selection.seat:
        codes.append(selection.seat)
    seats = [(code, seat_of_area(code)) for code in sorted(set(codes))]
    return [(_("Organisations"), organisations), (_("Seats"), seats)]


def _say_polygon(selection: Selection) -> str:
    if selection.polygon is None:
        return ""
    return _("drawn area with %(corners)d corners") % {"corners": len(selection.polygon.corners)}


def _below(code: str) -> Options:
    return areas_below(code) if Level.of(code) < Level.MICRO_GRID else []


def _kind(key: str) -> Any:
    try:
        return case_type(key)
    except KeyError:
        return None
