"""Groups: parts of the plane by k-means, as many as the silhouette finds.

People stand in cells of the plane, and cells are what is grouped: the cost does not grow with people, and whole numbers are
summed in cells, so that the order of people cannot tell. All starts of all sizes run side by side; none is drawn by lot.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from onegrid.opinion.moments import Floats
from onegrid.opinion.plane import FINE, Plane
from onegrid.opinion.votes import Ints

MOST: Final = 5  # groups; more are not told apart in a picture
SIDE: Final = 32  # cells along the longer side of the plane
STRUCTURE: Final = (
    0.25  # Kaufman and Rousseeuw, "Finding Groups in Data", 1990: below it there is no structure to speak of
)
WORTH: Final = 0.02  # what the silhouette must gain before one more group is worth telling
LEAST: Final = 5  # people in a group: nobody is shown alone
PART: Final = 0.05  # of all people, that a group has at least: a few who stand apart are no group
AXES: Final = ((1, 0), (0, 1))
DIAGONALS: Final = ((1, 1), (1, -1))
CUTS: Final = (0.1, 0.9)
ROUNDS: Final = 60


@dataclass(frozen=True, eq=False)
class Cells:
    """For c cells the middle of their people, how many those are, and for each placed person the cell."""

    middle: Floats  # c × 2, in units of the plane
    weight: Floats
    of_person: Ints


@dataclass(frozen=True, eq=False)
class Grouping:
    """For each person of the plane a group, largest first, or -1; and the silhouette of each number of groups tried."""

    of_person: Ints
    centres: Floats  # k × 2
    silhouettes: dict[int, float]


def group_people(plane: Plane) -> Grouping:
    """The groups of those who have a place; one group if nothing sets people apart."""
    of_person = np.full(len(plane.placed), -1, np.int64)
    if not plane.placed.any():
        return Grouping(of_person, np.zeros((0, 2)), {})
    cells = make_cells(plane.places[:, plane.placed])
    runs = run_all(cells, min(MOST, len(cells.weight)))
    silhouettes = {k: value for k, (_, value) in runs.items()}
    label = runs[best][0] if (best := choose(silhouettes)) > 1 else np.zeros(len(cells.weight), np.int64)
    label, centres = _by_size(cells, label)
    of_person[plane.placed] = label[cells.of_person]
    return Grouping(of_person, centres, silhouettes)


def choose(silhouettes: dict[int, float]) -> int:
    """How many groups: the fewest whose silhouette is within `WORTH` of the best; one if even that shows no structure."""
    best = max(silhouettes.values(), default=0.0)
    if best < STRUCTURE:
        return 1
    return min(k for k, value in silhouettes.items() if value >= best - WORTH)


def make_cells(places: Ints) -> Cells:
    """Lay a grid over the places (2 × n)."""
    low = places.min(axis=1, keepdims=True)
    side = max(int((places - low).max()) // SIDE + 1, 1)
    column, row = (places - low) // side
    _, of_person, count = np.unique(row * (SIDE + 1) + column, return_inverse=True, return_counts=True)
    # Sums of whole numbers below 2**53 are exact in whatever order.
    sums = [np.bincount(of_person, weights=each.astype(np.float64)) for each in places]
    return Cells(np.stack(sums, axis=1) / count[:, None] / FINE, count.astype(np.float64), of_person)


def run_all(cells: Cells, most: int) -> dict[int, tuple[Ints, float]]:
    """For 2 … `most` groups the labels of the best silhouette over all starts, and that; none where few would stand alone."""
    if most < 2:
        return {}
    distance = _distances(cells.middle)
    best = {}
    for k in range(2, most + 1):
        labels = {label.tobytes(): label for label in _settle(cells, _starts(cells, k))}
        worth = [
            (silhouette(cells, distance, label), label) for label in labels.values() if _is_shared_out(cells, label, k)
        ]
        if worth:
            silhouettes = [value for value, _ in worth]
            best[k] = worth[int(np.argmax(silhouettes))][1], max(silhouettes)
    return best


def _is_shared_out(cells: Cells, label: Ints, k: int) -> bool:
    held = np.bincount(label, weights=cells.weight, minlength=k)
    return bool(held.min() >= max(LEAST, PART * held.sum()))


def _starts(cells: Cells, k: int) -> Floats:
    """Centres to start from: equal parts along each axis, the far ends, and of two groups also one large and one small."""
    starts = [_along(cells, direction, np.arange(1, k) / k) for direction in AXES]
    starts.append(_far_apart(cells, k))
    if k == 2:
        starts += [_along(cells, way, np.array([cut])) for way in DIAGONALS for cut in (0.5, *CUTS)]
        starts += [_along(cells, way, np.array([cut])) for way in AXES for cut in CUTS]
    return np.stack(starts)


def _along(cells: Cells, direction: tuple[int, int], cuts: Floats) -> Floats:
    """Middles of the parts that lie between shares of all people, counted along a direction."""
    order = np.argsort(cells.middle @ np.array(direction), kind="stable")
    before = np.cumsum(cells.weight[order]) - cells.weight[order] / 2
    part = np.searchsorted(cuts * cells.weight.sum(), before, side="right")
    weight = np.maximum(np.bincount(part, weights=cells.weight[order], minlength=len(cuts) + 1), 1e-12)
    sums = [np.bincount(part, weights=(cells.weight * axis)[order], minlength=len(weight)) for axis in cells.middle.T]
    return np.stack(sums, axis=1) / weight[:, None]


def _far_apart(cells: Cells, k: int) -> Floats:
    """The cell farthest from the middle, then each time the one farthest from all chosen."""
    middle = cells.weight @ cells.middle / cells.weight.sum()
    chosen = [cells.middle[np.argmax(((cells.middle - middle) ** 2).sum(axis=1))]]
    while len(chosen) < k:
        away = ((cells.middle[:, None] - np.array(chosen)) ** 2).sum(axis=2).min(axis=1)
        chosen.append(cells.middle[np.argmax(away)])
    return np.array(chosen)


def _settle(cells: Cells, centres: Floats) -> Ints:
    """Lloyd's rounds for r runs at once (r × k × 2); labels (r × c)."""
    runs, size = len(centres), centres.shape[1]
    offset = np.arange(runs)[:, None] * size
    weight = np.broadcast_to(cells.weight, (runs, len(cells.weight))).ravel()
    across, up = (np.tile(cells.weight * axis, runs) for axis in cells.middle.T)
    labels = np.full((runs, len(cells.weight)), -1)
    for _round in range(ROUNDS):
        nearest = _nearest(cells.middle, centres)
        if (nearest == labels).all():
            break
        labels = nearest
        flat = (labels + offset).ravel()
        held = np.bincount(flat, weights=weight, minlength=runs * size)
        sums = [np.bincount(flat, weights=each, minlength=runs * size) for each in (across, up)]
        moved = np.stack(sums, axis=1) / np.maximum(held, 1e-12)[:, None]
        centres = np.where(held[:, None] > 0, moved, np.inf).reshape(centres.shape)
    return labels


def _nearest(points: Floats, centres: Floats) -> Ints:
    """For each run the nearest centre of each point, the first of equals."""
    best = np.full((len(centres), len(points)), np.inf)
    nearest = np.zeros(best.shape, np.int64)
    for number in range(centres.shape[1]):
        away = (points[:, 0] - centres[:, number, 0, None]) ** 2 + (points[:, 1] - centres[:, number, 1, None]) ** 2
        closer = away < best
        np.copyto(best, away, where=closer)
        nearest[closer] = number
    return nearest


def _distances(points: Floats) -> Floats:
    across, up = (axis[:, None] - axis[None, :] for axis in points.T)
    return np.asarray(np.sqrt(across * across + up * up))


def silhouette(cells: Cells, distance: Floats, label: Ints) -> float:
    """The mean over people of (b - a) / max(a, b): a is the mean distance to their own group, b to the nearest other."""
    member = np.zeros((len(label), int(label.max()) + 1))
    member[np.arange(len(label)), label] = cells.weight
    member = member[:, member.any(axis=0)]
    if member.shape[1] < 2:
        return 0.0
    own = member > 0
    total, held = distance @ member, member.sum(axis=0)
    inside = (total * own).sum(axis=1) / np.maximum((held * own).sum(axis=1) - 1, 1e-12)
    outside = np.where(own, np.inf, total / held).min(axis=1)
    worth = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12)
    worth[(held * own).sum(axis=1) <= 1] = 0  # whoever stands alone
    return float(round(worth @ cells.weight / cells.weight.sum(), 9))


def _by_size(cells: Cells, label: Ints) -> tuple[Ints, Floats]:
    """Number groups anew, the largest first; of equals the one further along the first axis."""
    held = np.bincount(label, weights=cells.weight)
    sums = np.stack([np.bincount(label, weights=cells.weight * axis) for axis in cells.middle.T], axis=1)
    centres = sums / np.maximum(held, 1e-12)[:, None]
    order = [group for group in np.lexsort((-centres[:, 1], -centres[:, 0], -held)) if held[group] > 0]
    new = np.full(len(held), -1, np.int64)
    new[order] = np.arange(len(order))
    return new[label], centres[order]
