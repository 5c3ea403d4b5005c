"""What each block is used for: the lake park, the railway works, schools and markets, and where people live."""

from typing import Any

import numpy as np
import shapely

from onegrid.demo.geography.blocks import Block
from onegrid.demo.geography.frame import unturn
from onegrid.demo.geography.toponyms import PICKED, WHOLE

KINDS = ("commercial", "relocation", "old", "new", "mixed")
SHARES = {
    "centre": (0.55, 0.05, 0.25, 0.15, 0.0),
    "old": (0.2, 0.05, 0.63, 0.05, 0.07),
    "new": (0.35, 0.1, 0.0, 0.55, 0.0),
    "south": (0.3, 0.5, 0.1, 0.1, 0.0),
    "edge": (0.1, 0.42, 0.0, 0.08, 0.4),
}


def take_whole(land: list[Any]) -> tuple[list[Block], list[Any]]:
    """Large pieces of land that no lane cuts (the lake park, the college), and the rest of the land."""
    rest, blocks = list(land), []
    for use, name, near, (least, most) in WHOLE:
        piece = min((p for p in rest if least < p.area / 1e4 < most), key=lambda p: _away(p, near))
        rest = [other for other in rest if other is not piece]
        blocks.append(Block(piece, "", use, name, dedicated=name))
    return blocks, rest


def take_banks(land: list[Any], river: Any) -> tuple[list[Block], list[Any]]:
    """The strips along the river: a park all along, of which the two middle ones are kept by a grid of their own."""
    banks = [piece for piece in land if piece.distance(river) < 1]
    banks.sort(key=lambda piece: _away(piece, (2500, 0)))
    blocks = [
        Block(piece, "", "park", "滨河公园", dedicated="滨河公园" if i < 2 else "") for i, piece in enumerate(banks)
    ]
    return blocks, [piece for piece in land if piece.distance(river) >= 1]


def use_blocks(blocks: list[Block], rng: np.random.Generator) -> list[Block]:
    """Give every block without one its use, and return the ones to live on, the most wanted first."""
    for block in blocks:
        if block.quarter == "works":
            west = unturn(shapely.get_coordinates(block.shape.centroid))[0, 0] < -750
            block.use, block.name = "works", "铁南装备产业园" if west else "铁南食品产业园"
            block.dedicated = block.name
    for use, name, near, (least, most), count in PICKED:
        _pick(blocks, use, name, near, least, most, count)
    homes = [block for block in blocks if not block.use]
    for block in homes:
        block.kind = str(rng.choice(KINDS, p=SHARES[block.quarter]))
        block.use = _spare_use(block, rng)
    wanted = [_away(block.shape, (0, -100)) / 1000 + rng.normal(0, 0.75) for block in homes]
    return [homes[i] for i in np.argsort(wanted)]


def _spare_use(block: Block, rng: np.random.Generator) -> str:
    """What a block is for if nobody comes to live there: fields at the edge, trade or land held back in the town."""
    if block.quarter == "edge":
        return "field"
    return "trade" if rng.random() < 0.5 else "reserve"


def _pick(
    blocks: list[Block], use: str, name: str, near: tuple[float, float], least: float, most: float, count: int
) -> None:
    """Give a use to the free block of a fitting size that lies nearest, and to neighbours of it if it takes several."""
    first: Block | None = None
    for _ in range(count):
        free = [b for b in blocks if not b.use and least < b.hectares < most and (not first or _touch(b, first))]
        if not free:
            return
        block = min(free, key=lambda b: _away(b.shape, near))
        block.use, block.name, first = use, name, first or block
        block.dedicated = name if (use in ("mall", "office") or name in DEDICATED) else ""


DEDICATED = ("文澜中学", "东堤批发市场")


def _touch(one: Block, other: Block) -> bool:
    return bool(
        one.shape.intersection(other.shape).length > 50 or one.shape.buffer(0.5).intersection(other.shape).area > 40
    )


def _away(shape: Any, near: tuple[float, float]) -> float:
    (at,) = unturn(shapely.get_coordinates(shapely.centroid(shape)))
    return float(np.hypot(*(at - near)))
