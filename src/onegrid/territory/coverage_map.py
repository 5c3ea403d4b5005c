"""A map of faults to look at, print or send: one SVG picture that needs nothing else."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from onegrid.territory.coverage import Fault, FaultKind
from onegrid.territory.metres import metres_per_degree

WIDTH, MARGIN, LINE, LISTED = 1000, 24, 24, 40
INK, PAPER, BORDER, RED, AMBER, ACCENT = "#16232E", "#FBFAF7", "#8A9299", "#C22F2A", "#C77700", "#0E6B6B"
LOOKS = {
    FaultKind.OVERLAP: f'fill="url(#hatch)" stroke="{RED}"',
    FaultKind.GAP: f'fill="{AMBER}" stroke="{AMBER}"',
    FaultKind.OVERHANG: f'fill="none" stroke="{ACCENT}" stroke-dasharray="4 3"',
}
COLOURS = {FaultKind.OVERLAP: RED, FaultKind.GAP: AMBER, FaultKind.OVERHANG: ACCENT}
FONT = "PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif"


def faults_map_svg(faults: Sequence[Fault], geometries: Sequence[Any] | NDArray[np.object_]) -> str:
    """Areas (WGS 84) in outline; overlaps red and hatched, gaps amber, overhangs dashed; numbered as in the list given.

    Every fault has its number on the map; the legend lists the first 40.
    """
    picture = _Picture.over([*geometries, *(fault.geometry for fault in faults)])
    listed = _legend(faults, picture.height + MARGIN)
    height = picture.height + MARGIN + LINE * (len(listed) + 1)
    areas = "".join(picture.path(shape) for shape in geometries)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="{FONT}">',
        f"<title>{escape(_title(faults))}</title>",
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
        f'<rect width="6" height="6" fill="{RED}" fill-opacity=".2"/>',
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{RED}" stroke-width="3"/></pattern></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        f'<path d="{areas}" fill="none" stroke="{BORDER}" stroke-width=".6"/>',
        *(f'<path d="{picture.path(fault.geometry)}" fill-rule="evenodd" {LOOKS[fault.kind]}/>' for fault in faults),
        *(_number(number, fault, picture) for number, fault in enumerate(faults, 1)),
        *listed,
        "</svg>",
    ]
    return "\n".join(lines)


class _Picture:
    """From degrees to the picture: x to the right, y down, as much land as fits the width."""

    def __init__(self, west: float, north: float, across: float, along: float, height: int) -> None:
        self.west, self.north, self.across, self.along, self.height = west, north, across, along, height

    @classmethod
    def over(cls, shapes: Sequence[Any]) -> "_Picture":
        west, south, east, north = shapely.total_bounds(np.array(shapes, object)).tolist() if shapes else [0.0] * 4
        lon_m, lat_m = metres_per_degree((south + north) / 2)
        width_m, height_m = max((east - west) * lon_m, 1.0), max((north - south) * lat_m, 1.0)
        scale = min((WIDTH - 2 * MARGIN) / width_m, WIDTH / height_m)
        return cls(west, north, float(lon_m * scale), float(lat_m * scale), round(height_m * scale) + 2 * MARGIN)

    def place(self, ends: NDArray[np.float64]) -> NDArray[np.float64]:
        return (
            np.column_stack([(ends[:, 0] - self.west) * self.across, (self.north - ends[:, 1]) * self.along]) + MARGIN
        )

    def path(self, shape: Any) -> str:
        """SVG path data, without the bends that nobody can see."""
        rings = shapely.get_rings(shapely.simplify(shapely.transform(shape, self.place), 0.2))
        return "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring).tolist()) + "Z"
            for ring in rings
        )


def _number(number: int, fault: Fault, picture: _Picture) -> str:
    point = shapely.get_coordinates(shapely.point_on_surface(fault.geometry))
    x, y = picture.place(point)[0].tolist()
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{PAPER}" fill-opacity=".9" stroke="{COLOURS[fault.kind]}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11" fill="{INK}">{number}</text>'
    )


def _legend(faults: Sequence[Fault], top: int) -> list[str]:
    names = {FaultKind.OVERLAP: _("Overlap"), FaultKind.GAP: _("Gap"), FaultKind.OVERHANG: _("Beyond the parent")}
    lines = [_row(top, None, "", _title(faults))]
    for number, fault in enumerate(faults[:LISTED], 1):
        codes = " / ".join(fault.codes[:4]) + (" …" if len(fault.codes) > 4 else "")
        words = f"{number}  {names[fault.kind]}  {fault.area_m2:,.0f} m²  {codes}"
        lines.append(_row(top + LINE * number, fault.kind, LOOKS[fault.kind], words))
    if len(faults) > LISTED:
        more = _("and %(count)d more, on the map only") % {"count": len(faults) - LISTED}
        lines.append(_row(top + LINE * (LISTED + 1), None, "", more))
    return lines


def _row(y: int, kind: FaultKind | None, look: str, words: str) -> str:
    swatch = f'<rect x="{MARGIN}" y="{y - 11}" width="18" height="12" {look}/>' if kind else ""
    return (
        f'{swatch}<text x="{MARGIN + (28 if kind else 0)}" y="{y}" font-size="14" fill="{INK}">{escape(words)}</text>'
    )


def _title(faults: Sequence[Fault]) -> str:
    if not faults:
        return _("No overlaps and no gaps")
    return ngettext("%(count)d fault in the areas", "%(count)d faults in the areas", len(faults)) % {
        "count": len(faults)
    }
