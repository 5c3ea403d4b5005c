"""Build the pyramid of cells over outlines, from the root down."""

from dataclasses import dataclass

import numpy as np

from onegrid.territory.cells import FIRST_CUT, Candidates, Edges, Floats, Frame, Indices, Ints, Level, Pyramid
from onegrid.territory.outlines import Outlines, lowest

SPLITS = (16, 8, 4)
DEPTH = 4


@dataclass(frozen=True)
class Sheet:
    """The cells of one level in blocks of `width` × `height`; each block's south-west corner is given in root cells.

    A block is one cut cell of the level above, whose candidates are `above`; for the root there are none yet.
    """

    west: Floats
    south: Floats
    width: int
    height: int
    scale: float
    above: Candidates | None = None

    @property
    def size(self) -> int:
        return self.west.size * self.width * self.height

    def blocks(self, cells: Indices) -> Indices:
        """The block that each cell is in."""
        return cells // (self.width * self.height)

    def centres(self, cells: Indices) -> tuple[Floats, Floats]:
        """The middles of cells, in root cells."""
        block, column, row = self.blocks(cells), cells % self.width, cells // self.width % self.height
        return self.west[block] + (column + 0.5) / self.scale, self.south[block] + (row + 0.5) / self.scale


def build_pyramid(outlines: Outlines, *, root_cells: int, budget: int) -> tuple[Pyramid, Candidates]:
    """Cells over outlines, about `root_cells` on top and at most `budget` below, and candidates for the cut ones."""
    frame = Frame.over(outlines.bounds, root_cells)
    edges = outlines.edges(frame)
    corner = np.zeros(1)
    sheet = Sheet(corner, corner, frame.columns, frame.rows, 1.0)
    column, row, owner = edges.cells(1.0)
    values, cut, candidates = _fill(sheet, row * frame.columns + column, owner, outlines, frame)
    pyramid = Pyramid(frame, values)
    while (split := _next_split(cut.size, budget, len(pyramid.levels))) > 1:
        sheet = _split(sheet, cut, split, candidates)
        budget -= sheet.size
        values, cut, candidates = _fill(sheet, *_cut_cells(pyramid, edges, sheet), outlines, frame)
        pyramid.levels.append(Level(split, sheet.scale, values))
    return pyramid, candidates


def _next_split(cut: int, budget: int, depth: int) -> int:
    """The finest split that the budget still allows; 0 for none."""
    if not cut or depth == DEPTH:
        return 0
    return next((split for split in SPLITS if cut * split * split <= budget), 0)


def _split(sheet: Sheet, cut: Indices, split: int, above: Candidates) -> Sheet:
    u, v = sheet.centres(cut)
    half = 0.5 / sheet.scale
    return Sheet(u - half, v - half, split, split, sheet.scale * split, above)


def _cut_cells(pyramid: Pyramid, edges: Edges, sheet: Sheet) -> tuple[Indices, Ints]:
    """Pairs (cell of the sheet, owner of an edge in it)."""
    column, row, owner = edges.cells(sheet.scale)
    u, v = np.asarray((column + 0.5) / sheet.scale), np.asarray((row + 0.5) / sheet.scale)
    values = pyramid.look_up(u, v)
    inside = values <= FIRST_CUT
    block = (FIRST_CUT - values[inside]).astype(np.int64)
    cell = (block * sheet.height + row[inside] % sheet.height) * sheet.width + column[inside] % sheet.width
    return cell, owner[inside]


def _fill(
    sheet: Sheet, cell: Indices, owner: Ints, outlines: Outlines, frame: Frame
) -> tuple[Ints, Indices, Candidates]:
    """The values of a sheet's cells, the cut cells, and their candidates, given who has an edge in which cell."""
    areas = len(outlines.shapes)
    pairs = _unique(cell * areas + owner)
    cut = _unique(pairs // areas)
    values = np.zeros(sheet.size, np.int32)
    values[cut] = FIRST_CUT - np.arange(cut.size, dtype=np.int32)
    whole = values > FIRST_CUT
    starts = whole.copy()
    starts[1:] &= ~whole[:-1]
    starts[:: sheet.width] = whole[:: sheet.width]
    first = np.flatnonzero(starts)
    if first.size:
        run = np.cumsum(starts, dtype=np.int32) - 1
        np.copyto(values, _answer(sheet, first, outlines, frame).take(run, mode="clip"), where=whole)
    return values, cut, _list_candidates(sheet, cut, pairs, outlines, frame)


def _answer(sheet: Sheet, cells: Indices, outlines: Outlines, frame: Frame) -> Ints:
    """The area that each of these cells lies wholly in, or OUTSIDE."""
    lons, lats = frame.coordinates(*sheet.centres(cells))
    place, area = _propose(sheet, cells, lons, lats, outlines)
    hit = outlines.covers(area, lons[place], lats[place])
    return lowest(place[hit], area[hit], cells.size)


def _list_candidates(sheet: Sheet, cut: Indices, pairs: Indices, outlines: Outlines, frame: Frame) -> Candidates:
    """For each cut cell the areas with an edge in it, and those without that cover its middle, so all of it."""
    areas = len(outlines.shapes)
    lons, lats = frame.coordinates(*sheet.centres(cut))
    place, area = _propose(sheet, cut, lons, lats, outlines)
    key = cut[place] * areas + area
    without_edge = pairs[np.minimum(np.searchsorted(pairs, key), max(pairs.size - 1, 0))] != key
    place, area, key = place[without_edge], area[without_edge], key[without_edge]
    pairs = np.sort(np.concatenate([pairs, key[outlines.covers(area, lons[place], lats[place])]]))
    return Candidates(np.searchsorted(pairs, np.append(cut, sheet.size) * areas), (pairs % areas).astype(np.int32))


def _propose(sheet: Sheet, cells: Indices, lons: Floats, lats: Floats, outlines: Outlines) -> tuple[Indices, Ints]:
    """Pairs (place in `cells`, area that may cover the cell's middle)."""
    return sheet.above.pairs(sheet.blocks(cells)) if sheet.above else outlines.propose(lons, lats)


def _unique(values: Indices) -> Indices:
    """The values, ascending, each once. (`np.unique` hashes, which is ten times slower here.)"""
    values = np.sort(values)
    fresh: Indices = values[np.append(True, values[1:] != values[:-1])[: values.size]]
    return fresh
