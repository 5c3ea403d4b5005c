"""The lines beside the map: areas, how many cases are open in each, and its lamp."""

from dataclasses import dataclass

from onegrid.casework.lamps import Lamp
from onegrid.casework.queue import Selection
from onegrid.casework.reaches import places_of
from onegrid.casework.tallies import Tally, tallies_of_chosen
from onegrid.directory.models import Person
from onegrid.lib.codes import Level
from onegrid.territory.queries import areas_below, path_name
from onegrid.web.desk.filters import LEVEL_TITLES, tops_of
from onegrid.web.desk.selection import write_selection


@dataclass(frozen=True)
class AreaLine:
    """An area with its chosen cases that are open, and the addresses that narrow the queue to them."""

    name: str
    tally: Tally
    code: str
    url: str
    late_url: str
    soon_url: str


def area_lines(viewer: Person, selection: Selection, level: Level) -> list[AreaLine]:
    """The areas of a level within the chosen one (or all that the viewer sees), the worst first, then the most pressing."""
    tallies = tallies_of_chosen(viewer, selection, [level])
    lines = [_line(selection, code, tallies.get(code, Tally())) for code in _codes(viewer, selection.area, level)]
    return sorted(lines, key=lambda line: (-line.tally.red, -line.tally.amber, -line.tally.open, line.code))


def _line(selection: Selection, code: str, tally: Tally) -> AreaLine:
    url = write_selection(selection, area=code)
    late, soon = (write_selection(selection, area=code, lamp=lamp) for lamp in (Lamp.RED, Lamp.AMBER))
    return AreaLine(path_name(code), tally, code, url, late, soon)


def levels_of(viewer: Person, area: str) -> list[tuple[Level, str]]:
    """The levels that the map can be coloured by: those below the area, or below where the viewer's areas begin."""
    tops = [area] if area else tops_of(viewer)
    top = min((Level.of(code) for code in tops), default=Level.MICRO_GRID)
    return [(level, str(title)) for level, title in LEVEL_TITLES.items() if level > top or level is Level.MICRO_GRID]


def _codes(viewer: Person, area: str, level: Level) -> list[str]:
    codes = places_of(viewer, area) or ([area] if area else tops_of(viewer))
    found: list[str] = []
    while codes:
        found += [code for code in codes if Level.of(code) is level]
        codes = [below for code in codes if Level.of(code) < level for below, _name in areas_below(code)]
    return found
