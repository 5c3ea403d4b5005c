"""A map of areas as one SVG picture, for paper."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from onegrid.territory.metres import metres_per_degree

WIDTH, MARGIN = 1000, 12
INK, PAPER, LAND = "#16232E", "#FBFAF7", "#FFFFFF"
FONT = "Noto Sans SC"


def draw_map(shapes: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Areas (WGS 84) by code in outline, grids with heavy borders and their numbers, micro-grids with light ones.

    Where there are micro-grids, these carry numbers instead, unless the picture shows more than 60.
    """
    all_shapes = np.array(list(shapes.values()), object)
    west, south, east, north = shapely.total_bounds(all_shapes).tolist()
    across, along = metres_per_degree((south + north) / 2)
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * across, 1e-9)
    height = round((north - south) * along * scale + 2 * MARGIN)

    def place(points: Any) -> Any:
        x = (points[:, 0] - west) * across * scale + MARGIN
        y = (north - points[:, 1]) * along * scale + MARGIN
        return np.column_stack((x, y)).round(1)

    drawn = {code: shapely.transform(shape, place) for code, shape in shapes.items()}
    micro = {code: shape for code, shape in drawn.items() if len(code) == 18}
    grids = {code: shape for code, shape in drawn.items() if len(code) == 15}
    numbered = micro if 0 < len(micro) <= 60 else grids
    size = max(11, min(22, round(320 / max(1, len(numbered)) ** 0.5)))
    parts = [_path(shape, 0.9) for shape in micro.values()] + [_path(shape, 2.4) for shape in grids.values()]
    parts += [_label(code, shape, labels, size) for code, shape in numbered.items()]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="{FONT}">'
    return f'{head}<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>'


def _path(shape: Any, width: float) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    moves = "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in shapely.get_coordinates(ring)) + "Z" for ring in rings)
    fill = "none" if width > 1 else LAND
    return f'<path d="{moves}" fill="{fill}" fill-rule="evenodd" stroke="{INK}" stroke-width="{width}" stroke-linejoin="round"/>'


def _label(code: str, shape: Any, labels: Mapping[str, str], size: int) -> str:
    """A grid's number; a micro-grid's after its grid's, as 3-2."""
    point = shapely.point_on_surface(shape)
    number = labels.get(code, "")
    words = number if len(code) == 15 else f"{labels.get(code[:15], code[12:15].lstrip('0'))}-{number}"
    place = f'x="{point.x:.0f}" y="{point.y + size / 3:.0f}" font-size="{size}" text-anchor="middle"'
    return f'<text {place} fill="{INK}">{escape(words)}</text>'
