# ruff: noqa: C901, PLR0912, PLR0913, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""Chains and rings when people and places in clusters have prices.

With a price on every person's one move and on every cluster's room, the limits that tie the
chains together fall away, and the best chain from each vacancy is found by itself, move by move
from its end. The sum of what they are worth is a bound on every plan (Lagrangian relaxation;
Held and Karp 1971); `descent` finds prices that make it low. A chain never goes straight back to
the home it came from, which makes the bound tighter (Houck et al. 1980).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.kernel import At
from heimveg.engines.matching.compiled import compiled

Floats = NDArray[Any]
NONE = -1


class Net(NamedTuple):
    """The moves as arrays; see `Arcs`. `rings` (r, 3) lists arcs, -1 for none."""

    first: Ints  # (m + 1,)
    seeker: Ints  # (a,)
    home: Ints  # (a,)
    value: Floats  # (a,)
    present: Ints  # (n,)
    occupant: Ints  # (m,)
    joins: Ints  # (a,)
    leaves: Ints  # (a,)
    rings: Ints
    ring_owner: Ints  # (r,): the lowest seeker of the ring, at most one ring of each is used
    vacancies: Ints  # (v,)
    spare: Floats  # (c,)
    fine: Floats  # (c,): what one resident beyond costs; infinite for a ban
    pinned: Ints  # (n,): 1 for those who must move


class Prices(NamedTuple):
    person: Floats  # (n,)
    cluster: Floats  # (c,)


class Table(NamedTuple):
    """Best continuations, k moves left, once the resident of home h has left: worth and first
    arc of the best, and of the best that starts with somebody else."""

    worth: Floats  # (2, longest, m)
    arc: Ints  # (2, longest, m)
    red: Floats  # (a,): value less prices


def owners(seeker: Ints, rings: Ints, people: int) -> Ints:
    """(r,): the lowest seeker of each ring; `seeker` (a,) of each arc."""
    lowest: Ints = np.where(rings >= 0, seeker[rings], people).min(axis=1, initial=people)
    return lowest


@compiled
def reduce_values(net: Net, prices: Prices, dead: Ints, red: Floats) -> None:
    """Value less prices for each arc; arcs of people who are settled are worth nothing."""
    price, cluster = np.where(dead != 0, 1e15, prices.person), prices.cluster
    seeker, value, joins, leaves = net.seeker, net.value, net.joins, net.leaves
    for e in range(len(red)):
        worth = value[e] - price[At(seeker[e])]
        if joins[e] >= 0:
            worth -= cluster[At(joins[e])]
        if leaves[e] >= 0:
            worth += cluster[At(leaves[e])]
        red[e] = worth


@compiled
def fill(net: Net, table: Table, longest: int, dead: Ints) -> None:
    """Fills the table of continuations, from no moves left upwards."""
    worth, arc, red = table
    first, seeker, present, occupant = net.first, net.seeker, net.present, net.occupant
    for h in range(len(occupant)):
        worth[0, 0, h] = worth[1, 0, h] = 0.0
        arc[0, 0, h] = arc[1, 0, h] = NONE
    for k in range(1, longest):
        after, after_second, follows = worth[0, k - 1], worth[1, k - 1], arc[0, k - 1]
        most = after.max()
        for h in range(len(occupant)):
            q = occupant[h]
            best = second = 0.0
            at = at_second = NONE
            if q >= 0 and not dead[q]:
                for e in range(At(first[h]), At(first[h + 1])):
                    here = red[e]
                    if here + most <= second:
                        continue
                    left = present[At(seeker[e])]
                    if left >= 0 and here + after[At(left)] > second:
                        follow = follows[At(left)]
                        back = follow >= 0 and seeker[At(follow)] == q
                        here += after_second[At(left)] if back else after[At(left)]
                    if here > best:
                        second, at_second = best, at
                        best, at = here, int(e)
                    elif here > second:
                        second, at_second = here, int(e)
            worth[0, k, h], arc[0, k, h] = best, at
            worth[1, k, h], arc[1, k, h] = second, at_second


@compiled
def chain_from(net: Net, table: Table, longest: int, v: int, moves: Ints) -> tuple[float, int]:
    """(worth, length) of the best chain from vacancy v; its arcs go into `moves`."""
    best, at = 0.0, NONE
    for e in range(net.first[v], net.first[v + 1]):
        here = table.red[e]
        left = net.present[net.seeker[e]]
        if left >= 0:
            here += table.worth[0, longest - 1, left]
        if here > best:
            best, at = here, e
    count, k, last = 0, longest - 1, NONE
    while at >= 0:
        moves[count] = at
        count += 1
        p = net.seeker[at]
        left = net.present[p]
        if left < 0 or k == 0:
            break
        follow = table.arc[0, k, left]
        if follow >= 0 and net.seeker[follow] == last:
            follow = table.arc[1, k, left]
        last, at = p, follow
        k -= 1
    return best, count


@compiled
def _use(net: Net, e: int, used: Floats, crowd: Floats, often: Floats) -> None:
    used[net.seeker[e]] += 1
    often[e] += 1
    if net.joins[e] >= 0:
        crowd[net.joins[e]] += 1
    if net.leaves[e] >= 0:
        crowd[net.leaves[e]] -= 1


@compiled
def relaxed_plan(
    net: Net, prices: Prices, table: Table, longest: int, dead: Ints, gone: Ints,
    chains: Ints, lengths: Ints, used: Floats, crowd: Floats, often: Floats,
) -> float:  # fmt: skip
    """The best plan at these prices and its worth, what people and clusters pay included.

    Fills `chains` (v, longest) with arcs, `lengths` (v,), `used` (n,) with how often each person
    moves, `crowd` (c,) with who joins less who leaves, and adds to `often` (a,).
    """
    reduce_values(net, prices, dead, table.red)
    fill(net, table, longest, dead)
    used[:] = 0.0
    crowd[:] = 0.0
    total = 0.0
    for s in range(len(net.present)):
        if not dead[s]:
            total += prices.person[s]
    for c in range(len(net.spare)):
        if prices.cluster[c] > 0:
            total += prices.cluster[c] * net.spare[c]
    for v in range(len(net.vacancies)):
        lengths[v] = 0
        if gone[v]:
            continue
        worth, lengths[v] = chain_from(net, table, longest, net.vacancies[v], chains[v])
        total += worth
        for k in range(lengths[v]):
            _use(net, chains[v, k], used, crowd, often)
    best = np.zeros(len(net.present))
    which = np.full(len(net.present), NONE)
    rings, owner, red = net.rings, net.ring_owner, table.red
    for r in range(len(rings)):
        worth = red[At(rings[r, 0])] + red[At(rings[r, 1])]
        if rings[r, 2] >= 0:
            worth += red[At(rings[r, 2])]
        if worth > best[At(owner[r])]:
            best[At(owner[r])], which[At(owner[r])] = worth, r
    for s in range(len(which)):
        if which[s] >= 0:
            total += best[s]
            for k in range(3):
                if net.rings[which[s], k] >= 0:
                    _use(net, net.rings[which[s], k], used, crowd, often)
    return total


@compiled
def scores(
    net: Net, prices: Prices, longest: int, chain_arc: Ints, chain_place: Ints
) -> tuple[Floats, Floats]:
    """How much of the bound is lost when a chain column, or a ring, is used: (columns,), (r,).

    A plan that uses a column is worth at most the bound at these prices plus its score. The
    columns must come place by place, as `Columns` has them.
    """
    n, m, a = len(net.present), len(net.occupant), len(net.seeker)
    table = Table(np.zeros((2, longest, m)), np.zeros((2, longest, m), np.int64), np.zeros(a))
    dead = np.zeros(n, np.int64)
    reduce_values(net, prices, dead, table.red)
    fill(net, table, longest, dead)
    moves = np.zeros(longest, np.int64)
    before = np.full((longest + 2, m), -1e18)  # best way to have filled all up to this home
    for v in net.vacancies:
        worth, _ = chain_from(net, table, longest, v, moves)
        before[1, v] = -worth
    through = np.zeros(len(chain_arc))
    for i in range(len(chain_arc)):
        e, k = chain_arc[i], chain_place[i]
        here = before[k, net.home[e]] + table.red[e]
        left = net.present[net.seeker[e]]
        through[i] = here
        if left >= 0:
            before[k + 1, left] = max(before[k + 1, left], here)
            if k < longest:
                through[i] += table.worth[0, longest - k, left]
    best = np.zeros(n)
    ring = np.zeros(len(net.rings))
    for r in range(len(net.rings)):
        for k in range(3):
            if net.rings[r, k] >= 0:
                ring[r] += table.red[net.rings[r, k]]
        best[net.ring_owner[r]] = max(best[net.ring_owner[r]], ring[r])
    for r in range(len(net.rings)):
        ring[r] -= best[net.ring_owner[r]]
    return through, ring
