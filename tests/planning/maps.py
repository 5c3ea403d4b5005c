"""Maps drawn in characters, as graphs: cells that share a side touch, '#' is water, and letters are grids."""

import numpy as np

from onegrid.planning.graph import Graph, Ints


def draw(text: str) -> tuple[Graph, list[str]]:
    """The graph of a drawn map, and the character of each unit, row by row."""
    rows = [line.strip() for line in text.strip().splitlines()]
    number, letters = {}, []
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            if letter != "#":
                number[x, y] = len(letters)
                letters.append(letter)
    pairs = [
        (unit, number[near]) for (x, y), unit in number.items() for near in ((x + 1, y), (x, y + 1)) if near in number
    ]
    return Graph.from_pairs(len(letters), np.array(pairs, np.int64).reshape(-1, 2)), letters


def field(width: int, height: int) -> Graph:
    """A rectangle of cells."""
    return draw("\n".join("." * width for _ in range(height)))[0]


def subdistrict(width: int, height: int, bridges: int) -> Graph:
    """Cells with a river across the middle that only bridges cross."""
    graph = field(width, height)
    ends, _ = graph.pairs()
    row, column = np.divmod(ends, width)
    crossing = (row[:, 0] == height // 2 - 1) & (row[:, 1] == height // 2)
    at_bridge = np.isin(column[:, 0], np.linspace(0, width - 1, bridges + 2).astype(int)[1:-1])
    return Graph.from_pairs(graph.size, ends[~crossing | at_bridge])


def held_by(parts: Ints, households: Ints) -> list[int]:
    """Households of each grid."""
    return [int(households[parts == grid].sum()) for grid in np.unique(parts)]
