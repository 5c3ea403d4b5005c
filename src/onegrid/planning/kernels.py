"""The inner loops, compiled by numba: integers only, so that every machine computes the same.

They stand in one file because numba's cache of compiled code looks at the age of one file only.

Costs are whole numbers in fixed point; random numbers come from our own generator (splitmix64, Steele, Lea and Flood,
"Fast splittable pseudorandom number generators", 2014), because numba's and NumPy's may change from version to version.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]

POINT: Final = 1024  # fixed point: a cost of one is 1024
SHARE: Final = 2000  # a grid on target has a share of so much
LOOK: Final = 4096  # so many different draws of the exponential distribution
WINDOW: Final = 4096  # adjacencies at a time, so that what is looked at stays in the cache of a core
WALK: Final = 6  # steps of the walk that looks for a unit to come back
LARGE: Final = 8_000_000  # more than a second move can well gain
LOOKS: Final = 20_000_000  # sets that an enumeration looks at before it gives up
TREES: Final = 64  # trees that are broken to divide two grids anew
TRIES: Final = 40  # draws of a pair of grids until one of them has trouble
BOUND: Final = 600  # units that a test of connectivity visits before it says no
OUT: Final = -1
BARRED: Final = -2
STRETCH: Final = np.round(-np.log((np.arange(LOOK) + 0.5) / LOOK) * POINT).astype(np.int64)


class Arrays(NamedTuple):
    """A problem as the loops see it. n units, k grids, m measures to balance, c old grids of all nets together."""

    indptr: Ints  # n + 1, compressed rows of the adjacency
    indices: Ints  # neighbours
    source: Ints  # the unit at the other end, for each entry of indices
    twin: Ints  # the entry of the same adjacency in the other unit's row
    cost: Ints  # of cutting each adjacency
    weight: Ints  # n, households
    least: Ints  # k
    most: Ints  # k
    shares: Ints  # m × n, of each measure, in SHAREs of the target
    balance: Ints  # m, cost of a deviation of one SHARE, squared
    labels: Ints  # nets × n, the old grid of each unit; -1 for none
    meeting: Ints  # c, cost of a new grid meeting this old grid
    home: Ints  # n, the grid of the plan in force; -1 for none
    leaving: Ints  # n, cost of the unit being elsewhere
    apart_ptr: Ints  # n + 1, compressed rows of the pairs that must be apart
    apart: Ints
    x: Ints  # n
    y: Ints  # n
    reach2: int  # the square of the greatest distance between two units of a grid; 0 for no limit
    clash: int  # what one pair too near or too far counts, in households


class State(NamedTuple):
    """A plan on its way, with everything that makes a move's worth cheap to know."""

    part: Ints  # n
    held: Ints  # k, households
    size: Ints  # k, units
    share: Ints  # m × k
    met: NDArray[np.int32]  # k × c, units of an old grid in a new one
    head: Ints  # k, first member, for walks over a grid's units
    after: Ints  # n
    before: Ints  # n
    border: Ints  # adjacencies that the plan cuts, by the entry of the lower unit; the first listed[0] of them count
    place: Ints  # for each entry where it stands in border; OUT if nowhere, BARRED if it must not be drawn
    listed: Ints  # 1


class Tree(NamedTuple):
    """Room for spanning trees of two grids, by unit; n units, e adjacencies both ways."""

    order: Ints  # n, the units of the tree, each after its parent
    parent: Ints  # n
    below: Ints  # n, households of a unit and of all that hangs on it
    open: Ints  # e, adjacencies that the tree may yet grow over
    seen: Ints  # n + 1, the number of the last tree that reached a unit; the last entry counts the trees
    side: NDArray[np.bool_]  # n
    chosen: NDArray[np.bool_]  # n, the side of each unit in the best division so far


@njit(cache=True, nogil=True)
def link_members(s: Any) -> None:
    """Fill the lists of each grid's units."""
    for v in range(s.part.size):
        p = s.part[v]
        s.after[v] = s.head[p]
        if s.head[p] >= 0:
            s.before[s.head[p]] = v
        s.head[p] = v


@njit(cache=True, nogil=True)
def list_border(a: Any, s: Any) -> None:
    """Fill the list of adjacencies that the plan cuts, in the order of their units; the barred ones stay out."""
    s.listed[0] = 0
    for i in range(a.indices.size):
        if s.place[i] == BARRED:
            continue
        s.place[i] = OUT
        if s.part[a.source[i]] != s.part[a.indices[i]]:
            s.border[s.listed[0]] = i
            s.place[i] = s.listed[0]
            s.listed[0] += 1


@njit(cache=True, nogil=True, forceinline=True)
def turn_border(a: Any, s: Any, v: int, p: int, q: int) -> None:
    """Keep the list of cut adjacencies when v goes from p to q."""
    for i in range(a.indptr[v], a.indptr[v + 1]):
        u = a.indices[i]
        r = s.part[u]
        if r != p and r != q:
            continue
        e = i if v < u else a.twin[i]
        if s.place[e] == BARRED:
            continue
        if r == p:
            s.border[s.listed[0]] = e
            s.place[e] = s.listed[0]
            s.listed[0] += 1
        else:
            s.listed[0] -= 1
            last = s.border[s.listed[0]]
            s.border[s.place[e]] = last
            s.place[last] = s.place[e]
            s.place[e] = OUT


@njit(cache=True, nogil=True, forceinline=True)
def draw(rng: Any) -> Any:
    """The next 63 bits of a generator whose state is rng[0]."""
    rng[0] += np.uint64(0x9E3779B97F4A7C15)
    z = rng[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((z ^ (z >> np.uint64(31))) >> np.uint64(1))


@njit(cache=True, nogil=True, forceinline=True)
def excess(a: Any, p: int, held: int) -> Any:
    """Households by which a grid misses its range."""
    return max(0, held - a.most[p], a.least[p] - held)


@njit(cache=True, nogil=True, forceinline=True)
def clashes(a: Any, s: Any, v: int, p: int) -> Any:
    """Units of grid p, other than v, that must be apart from v or are too far away from it."""
    found = 0
    for i in range(a.apart_ptr[v], a.apart_ptr[v + 1]):
        found += s.part[a.apart[i]] == p
    if a.reach2 > 0:
        u = s.head[p]
        while u >= 0:
            if u != v:
                dx, dy = a.x[u] - a.x[v], a.y[u] - a.y[v]
                found += dx * dx + dy * dy > a.reach2
            u = s.after[u]
    return found


@njit(cache=True, nogil=True, forceinline=True)
def violation_of_move(a: Any, s: Any, v: int, p: int, q: int) -> Any:
    """By how much more the plan would break its hard limits with v in q instead of p, in households."""
    w = a.weight[v]
    change = excess(a, p, s.held[p] - w) - excess(a, p, s.held[p])
    change += excess(a, q, s.held[q] + w) - excess(a, q, s.held[q])
    if a.clash > 0:
        change += a.clash * (clashes(a, s, v, q) - clashes(a, s, v, p))
    return change


@njit(cache=True, nogil=True, forceinline=True)
def cost_of_move(a: Any, s: Any, v: int, p: int, q: int) -> Any:
    """By how much dearer the plan would be with v in q instead of p."""
    change = 0
    for i in range(a.indptr[v], a.indptr[v + 1]):
        r = s.part[a.indices[i]]
        if r == p:
            change += a.cost[i]
        elif r == q:
            change -= a.cost[i]
    for m in range(a.balance.size):
        if a.balance[m] > 0:
            w = a.shares[m, v]
            change += a.balance[m] * 2 * w * (w + s.share[m, q] - s.share[m, p])
    for net in range(a.labels.shape[0]):
        old = a.labels[net, v]
        if old >= 0:
            if s.met[p, old] == 1:
                change -= a.meeting[old]
            if s.met[q, old] == 0:
                change += a.meeting[old]
    if a.home[v] >= 0:
        if a.home[v] == p:
            change += a.leaving[v]
        elif a.home[v] == q:
            change -= a.leaving[v]
    return change


@njit(cache=True, nogil=True, forceinline=True)
def move(a: Any, s: Any, v: int, q: int) -> None:
    """Put v into q."""
    p = s.part[v]
    turn_border(a, s, v, p, q)
    s.part[v] = q
    s.held[p] -= a.weight[v]
    s.held[q] += a.weight[v]
    s.size[p] -= 1
    s.size[q] += 1
    for m in range(a.balance.size):
        s.share[m, p] -= a.shares[m, v]
        s.share[m, q] += a.shares[m, v]
    for net in range(a.labels.shape[0]):
        old = a.labels[net, v]
        if old >= 0:
            s.met[p, old] -= 1
            s.met[q, old] += 1
    before, after = s.before[v], s.after[v]
    if before >= 0:
        s.after[before] = after
    else:
        s.head[p] = after
    if after >= 0:
        s.before[after] = before
    s.before[v] = -1
    s.after[v] = s.head[q]
    if s.head[q] >= 0:
        s.before[s.head[q]] = v
    s.head[q] = v


@njit(cache=True, nogil=True, forceinline=True)
def may_leave(a: Any, s: Any, v: int, seen: Ints, queue: Ints) -> Any:
    """Whether v's grid stays in one piece without v: a walk from one of v's neighbours must find all others.

    The walk stops after BOUND units and then says no, so that a test costs the same in small and in large grids.
    `seen` holds, for each unit, the number of the last walk that saw it; its last entry counts the walks.
    """
    p = s.part[v]
    sought, first = 0, -1
    for i in range(a.indptr[v], a.indptr[v + 1]):
        if s.part[a.indices[i]] == p and a.indices[i] != v:
            sought += 1
            first = a.indices[i]
    if sought <= 1:
        return s.size[p] > 1
    n = s.part.size
    seen[n] += 2
    mark = seen[n]  # an odd mark for neighbours of v, an even one for units walked over
    for i in range(a.indptr[v], a.indptr[v + 1]):
        if s.part[a.indices[i]] == p:
            seen[a.indices[i]] = mark - 1
    seen[v] = mark
    seen[first] = mark
    queue[0] = first
    sought -= 1
    head, tail = 0, 1
    while head < tail and head < BOUND:
        u = queue[head]
        head += 1
        for i in range(a.indptr[u], a.indptr[u + 1]):
            w = a.indices[i]
            if s.part[w] == p and seen[w] != mark:
                if seen[w] == mark - 1:
                    sought -= 1
                    if sought == 0:
                        return True
                seen[w] = mark
                queue[tail] = w
                tail += 1
    return False


@njit(cache=True, nogil=True, forceinline=True)
def find_return(a: Any, s: Any, v: int, u: int, q: int, rng: Any) -> Any:
    """A unit of q, near v's neighbour u, that touches v's grid and could come back for v; -1 if a short walk meets none."""
    p, x = s.part[v], u
    for _ in range(WALK):
        x = a.indices[a.indptr[x] + (((draw(rng) >> 31) * (a.indptr[x + 1] - a.indptr[x])) >> 32)]
        if s.part[x] != q:
            continue
        for i in range(a.indptr[x], a.indptr[x + 1]):
            if s.part[a.indices[i]] == p and a.indices[i] != v:
                return x
    return -1


@njit(cache=True, nogil=True, forceinline=True)
def try_move(a: Any, s: Any, v: int, q: int, room: int, price: int, seen: Ints, queue: Ints, gain: Ints) -> Any:
    """Move v to q if the sum of cost and priced violation is within room. Adds what changed to `gain`."""
    p = s.part[v]
    violation, cost = violation_of_move(a, s, v, p, q), cost_of_move(a, s, v, p, q)
    if cost * POINT + price * violation > room or not may_leave(a, s, v, seen, queue):
        return False
    move(a, s, v, q)
    gain[0] += violation
    gain[1] += cost
    return True


@njit(cache=True, nogil=True, forceinline=True)
def try_swap(
    a: Any, s: Any, v: int, u: int, room: int, price: int, rng: Any, seen: Ints, queue: Ints, gain: Ints
) -> Any:
    """Move v to u's grid and another unit back. Answers with that unit, or -1 with nothing changed."""
    p, q = s.part[v], s.part[u]
    x = find_return(a, s, v, u, q, rng)
    if x < 0:
        return -1
    change = a.weight[v] - a.weight[x]
    violation = excess(a, p, s.held[p] - change) - excess(a, p, s.held[p])
    violation += excess(a, q, s.held[q] + change) - excess(a, q, s.held[q])
    first = cost_of_move(a, s, v, p, q)
    if a.clash == 0 and price * violation + (first - LARGE) * POINT > room:
        return -1
    if not may_leave(a, s, v, seen, queue):
        return -1
    gain[0] += violation_of_move(a, s, v, p, q)
    gain[1] += first
    move(a, s, v, q)
    if try_move(a, s, x, p, room - gain[1] * POINT - gain[0] * price, price, seen, queue, gain):
        return x
    move(a, s, v, p)
    gain[:] = 0
    return -1


@njit(cache=True, nogil=True)
def grow_subsets(near: Ints, weight: Ints, most: int, least: int, found: Ints, stack: Ints) -> Any:
    """All connected sets of up to 62 units with households within bounds, each once, as bits. -1 if there is no room, or if
    most sets are too light and looking at them would take too long.

    From each unit on, a set grows by a neighbour or never takes it: every set is met once, at its lowest unit
    (compare K. Wasa, "Enumeration of enumeration algorithms", 2016). `near` holds each unit's neighbours as bits.
    """
    count, looks = 0, 0
    for root in range(near.size):
        top = 0
        stack[0, 0], stack[0, 1], stack[0, 2] = 1 << root, near[root], weight[root]
        stack[0, 3] = (1 << (root + 1)) - 1  # never to be taken
        top = 1 if weight[root] <= most else 0
        while top > 0:
            top -= 1
            looks += 1
            if looks > LOOKS:
                return -1
            inside, border, held, barred = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
            open_ = border & ~barred & ~inside
            if open_ == 0:
                if held >= least:
                    if count == found.size:
                        return -1
                    found[count] = inside
                    count += 1
                continue
            bit = open_ & -open_
            unit = 0
            while (bit >> unit) != 1:
                unit += 1
            stack[top, 3] = barred | bit
            top += 1
            if held + weight[unit] <= most:
                stack[top, 0], stack[top, 1] = inside | bit, border | near[unit]
                stack[top, 2], stack[top, 3] = held + weight[unit], barred | bit
                top += 1
    return count


@njit(cache=True, nogil=True)
def anneal(
    a: Any,
    s: Any,
    seed: int,
    proposals: int,
    temperatures: Ints,
    penalties: Ints,
    best: Ints,
    standing: Ints,
    enough: int,
) -> None:
    """Simulated annealing over moves and swaps: each step of the schedule has a temperature and a price of violation.

    Proposals are drawn from the adjacencies that the plan cuts and that are not barred. `best` (the best plan met so
    far) and `standing` (its violation and cost, then the current ones) are written. A plan is better if it violates less, then
    if it costs less. The first plan that violates the limits by no more than `enough` ends it; never, if that is negative.
    """
    rng = np.zeros(1, np.uint64)
    rng[0] = np.uint64(seed)
    n = s.part.size
    seen, queue, gain = np.zeros(n + 1, np.int64), np.empty(n, np.int64), np.zeros(2, np.int64)
    touched, fresh = np.empty(n, np.int64), n + 1  # the first better plan is copied whole
    for step in range(temperatures.size):
        heat, price = temperatures[step], penalties[step]
        windows = 1 if s.listed[0] <= 2 * WINDOW else (s.listed[0] + WINDOW - 1) // WINDOW
        if windows > 1:
            list_border(a, s)
        for proposal in range(proposals):
            low = proposal * windows // proposals * WINDOW
            span = s.listed[0] if windows == 1 else min(WINDOW, s.listed[0] - low)
            if span <= 0:
                continue
            bits = draw(rng)
            i = s.border[low + (((bits >> 31) * span) >> 32)]
            v, u = a.source[i], a.indices[i]
            if (bits >> 14) & 1 == 0:
                v, u = u, v
            q = s.part[u]
            if s.size[s.part[v]] == 1:
                continue
            room = heat * STRETCH[bits & (LOOK - 1)]
            gain[:] = 0
            x = -1
            if (bits >> 12) & 3 == 0:
                x = try_swap(a, s, v, u, room, price, rng, seen, queue, gain)
                if x < 0:
                    continue
            elif not try_move(a, s, v, q, room, price, seen, queue, gain):
                continue
            standing[2] += gain[0]
            standing[3] += gain[1]
            for y in (v, x):
                if y >= 0:
                    if fresh < n:
                        touched[fresh] = y
                    fresh += 1
            if standing[2] < standing[0] or (standing[2] == standing[0] and standing[3] < standing[1]):
                standing[0], standing[1] = standing[2], standing[3]
                if fresh > n:
                    best[:] = s.part
                else:
                    for j in range(fresh):
                        best[touched[j]] = s.part[touched[j]]
                fresh = 0
                if standing[0] <= enough:
                    return


@njit(cache=True, nogil=True, forceinline=True)
def grow_tree(a: Any, s: Any, p: int, q: int, root: int, rng: Any, tree: Any) -> Any:
    """A random spanning tree of the grids p and q together, grown from a root by borders drawn at random.

    Fills `tree.order` (units, each after its parent), `tree.parent` and `tree.below` (households at and below a unit), and
    answers with how many units it reached.
    """
    tree.seen[-1] += 1
    mark = tree.seen[-1]
    tree.seen[root] = mark
    tree.order[0], tree.parent[root], tree.below[root] = root, -1, a.weight[root]
    reached, ends, fresh = 1, 0, root
    while True:
        for i in range(a.indptr[fresh], a.indptr[fresh + 1]):
            u = a.indices[i]
            if tree.seen[u] != mark and (s.part[u] == p or s.part[u] == q):
                tree.open[ends] = i
                ends += 1
        fresh = -1
        while ends > 0 and fresh < 0:
            chosen = ((draw(rng) >> 31) * ends) >> 32
            i = tree.open[chosen]
            ends -= 1
            tree.open[chosen] = tree.open[ends]
            if tree.seen[a.indices[i]] != mark:
                fresh = a.indices[i]
                tree.parent[fresh] = a.source[i]
        if fresh < 0:
            break
        tree.seen[fresh] = mark
        tree.below[fresh] = a.weight[fresh]
        tree.order[reached] = fresh
        reached += 1
    for j in range(reached - 1, 0, -1):
        v = tree.order[j]
        tree.below[tree.parent[v]] += tree.below[v]
    return reached


@njit(cache=True, nogil=True, forceinline=True)
def mark_branch(tree: Any, reached: int, top: int) -> None:
    """Write to `tree.side` which units of the tree hang on `top`."""
    for j in range(reached):
        v = tree.order[j]
        tree.side[v] = v == top or (j > 0 and tree.side[tree.parent[v]])


@njit(cache=True, nogil=True, forceinline=True)
def clashes_of_sides(a: Any, tree: Any, reached: int) -> Any:
    """Pairs of units on one side that must be apart, or are too far from each other."""
    found, mark = 0, tree.seen[-1]
    for j in range(reached):
        v = tree.order[j]
        for i in range(a.apart_ptr[v], a.apart_ptr[v + 1]):
            u = a.apart[i]
            found += u < v and tree.seen[u] == mark and tree.side[u] == tree.side[v]
        if a.reach2 > 0:
            for h in range(j):
                u = tree.order[h]
                dx, dy = a.x[u] - a.x[v], a.y[u] - a.y[v]
                found += tree.side[u] == tree.side[v] and dx * dx + dy * dy > a.reach2
    return found


@njit(cache=True, nogil=True, forceinline=True)
def list_pair(s: Any, p: int, q: int, tree: Any) -> Any:
    """Write the units of p and q to `tree.order`; answers with how many there are."""
    count = 0
    for grid in (p, q):
        u = s.head[grid]
        while u >= 0:
            tree.order[count] = u
            count += 1
            u = s.after[u]
    return count


@njit(cache=True, nogil=True, forceinline=True)
def violation_of_pair(a: Any, s: Any, p: int, q: int, tree: Any) -> Any:
    """By how much two grids break their limits."""
    violation = excess(a, p, s.held[p]) + excess(a, q, s.held[q])
    if a.clash > 0:
        count = list_pair(s, p, q, tree)
        tree.seen[-1] += 1
        for j in range(count):
            v = tree.order[j]
            tree.seen[v], tree.side[v] = tree.seen[-1], s.part[v] == q
        violation += a.clash * clashes_of_sides(a, tree, count)
    return violation


@njit(cache=True, nogil=True, forceinline=True)
def take_division(a: Any, s: Any, p: int, q: int, tree: Any) -> None:
    """Put the units of p and q where `tree.chosen` has them; of both ways round, the one in which more of them stay."""
    count, stay = list_pair(s, p, q, tree), 0
    for j in range(count):
        v = tree.order[j]
        stay += tree.chosen[v] == (s.part[v] == q)
    for j in range(count):
        v = tree.order[j]
        r = q if tree.chosen[v] == (2 * stay >= count) else p
        if s.part[v] != r:
            move(a, s, v, r)


@njit(cache=True, nogil=True)
def split_anew(a: Any, s: Any, p: int, q: int, rng: Any, tree: Any) -> Any:
    """Divide two grids that touch anew, where a random tree breaks best; of equal breaks any. Leaves the plan as it is.

    Fills `tree.chosen` for the units of both (True for the new q) and answers with the violation of both, and the units
    looked at. It ends early with a break that their households together cannot better.
    """
    held = s.held[p] + s.held[q]
    least = excess(a, p, held // 2) + excess(a, q, held - held // 2)
    best, ties, looked = LARGE, 0, 0
    for _ in range(TREES):
        root = s.head[p]
        for _ in range((draw(rng) >> 31) * s.size[p] >> 32):
            root = s.after[root]
        reached = grow_tree(a, s, p, q, root, rng, tree)
        looked += reached
        start = ((draw(rng) >> 31) * (reached - 1)) >> 32
        for j in range(reached - 1):
            v = tree.order[1 + (start + j) % (reached - 1)]
            miss = excess(a, q, tree.below[v]) + excess(a, p, held - tree.below[v])
            if miss > best:
                continue
            if a.clash > 0:
                mark_branch(tree, reached, v)
                looked += reached
                miss += a.clash * clashes_of_sides(a, tree, reached)
            ties = 1 if miss < best else ties + (miss == best)
            if miss < best or (miss == best and (draw(rng) >> 31) * ties >> 32 == 0):
                best = miss
                mark_branch(tree, reached, v)
                looked += reached
                for h in range(reached):
                    tree.chosen[tree.order[h]] = tree.side[tree.order[h]]
        if best <= least:
            break
    return best, looked


@njit(cache=True, nogil=True)
def recombine(
    a: Any, s: Any, tree: Any, seed: int, looks: int, slack: int, best: Ints, standing: Ints, enough: int
) -> None:
    """Mend by dividing two neighbours anew, again and again, until the plan breaks its limits by no more than `enough`.

    Pairs with trouble are preferred. A division as bad as the old one is taken too, so that what cannot be mended here wanders
    to where it can; now and then one that is worse, by `slack` households on average. Work is counted in units looked at.
    `best` and `standing` are written as in `anneal`, without costs.
    (Compare D. DeFord, M. Duchin and J. Solomon, "Recombination: a family of Markov chains for redistricting", 2021.)
    """
    rng = np.zeros(1, np.uint64)
    rng[0] = np.uint64(seed)
    while looks > 0 and s.listed[0] > 0:
        p, q = -1, -1
        for _ in range(TRIES):
            i = s.border[((draw(rng) >> 31) * s.listed[0]) >> 32]
            p, q = s.part[a.source[i]], s.part[a.indices[i]]
            looks -= 1
            if draw(rng) & 15 == 0 or excess(a, p, s.held[p]) + excess(a, q, s.held[q]) > 0:
                break
        now = violation_of_pair(a, s, p, q, tree)
        miss, looked = split_anew(a, s, p, q, rng, tree)
        looks -= looked
        if miss > now + slack * STRETCH[draw(rng) & (LOOK - 1)] // POINT:
            continue
        take_division(a, s, p, q, tree)
        standing[2] += miss - now
        if standing[2] < standing[0]:
            standing[0] = standing[2]
            best[:] = s.part
            if standing[0] <= enough:
                return
