# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""A plan within the limits: chains and rings are fixed a few at a time, prices moved in between.

What is fixed is what the priced plans of the last rounds agreed on most; the rest is priced
again around it, until nothing more is worth doing.
"""

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.limits.pricing import Floats, Net, Prices, Table, relaxed_plan

FIXED_AT_ONCE = 3


@compiled
def _fits(net: Net, moves: Ints, count: int, dead: Ints, room: Floats) -> bool:
    """Whether nobody in the moves is settled or moves twice, and no banned cluster overflows."""
    for k in range(count):
        p = net.seeker[moves[k]]
        if dead[p]:
            return False
        for j in range(k):
            if net.seeker[moves[j]] == p:
                return False
    for k in range(count):
        into = net.joins[moves[k]]
        if into < 0 or net.fine[into] < 1e17:
            continue
        change = 0.0
        for j in range(count):
            if net.joins[moves[j]] == into:
                change += 1
            if net.leaves[moves[j]] == into:
                change -= 1
        if change > room[into]:
            return False
    return True


@compiled
def _fined(net: Net, moves: Ints, count: int, room: Floats) -> float:
    """What the moves cost in clusters where crowding is fined rather than banned."""
    cost = 0.0
    for k in range(count):
        for into, change in ((net.joins[moves[k]], 1.0), (net.leaves[moves[k]], -1.0)):
            if into >= 0 and net.fine[into] < 1e17:
                before = min(0.0, room[into])
                room[into] -= change
                cost += net.fine[into] * (before - min(0.0, room[into]))
    for k in range(count):
        for into, change in ((net.joins[moves[k]], 1.0), (net.leaves[moves[k]], -1.0)):
            if into >= 0 and net.fine[into] < 1e17:
                room[into] += change
    return cost


@compiled
def _settle(net: Net, moves: Ints, count: int, dead: Ints, room: Floats) -> None:
    for k in range(count):
        e = moves[k]
        dead[net.seeker[e]] = 1
        if net.joins[e] >= 0:
            room[net.joins[e]] -= 1
        if net.leaves[e] >= 0:
            room[net.leaves[e]] += 1


@compiled
def dive(
    net: Net, prices: Prices, longest: int, rounds: int, step: float, seed: int, kept: Ints
) -> Ints:
    """The arcs of one plan within the limits, `kept` among them. `rounds` of prices between
    fixings; `step` is how many points a price moves a round for each person too many or too
    few. `kept` must be whole chains and rings."""
    np.random.seed(seed)
    n, c, v = len(net.present), len(net.spare), len(net.vacancies)
    m, a = len(net.occupant), len(net.seeker)
    table = Table(np.zeros((2, longest, m)), np.zeros((2, longest, m), np.int64), np.zeros(a))
    chains, lengths = np.zeros((v, longest), np.int64), np.zeros(v, np.int64)
    used, crowd, often = np.zeros(n), np.zeros(c), np.zeros(a)
    dead, gone = np.zeros(n, np.int64), np.zeros(v, np.int64)
    person, cluster = prices.person.copy(), prices.cluster.copy()
    room = net.spare.copy()
    residual = Net(
        net.first, net.seeker, net.home, net.value, net.present, net.occupant, net.joins,
        net.leaves, net.rings, net.ring_owner, net.vacancies, room, net.fine, net.pinned,
    )  # fmt: skip
    plan, size = np.zeros(n, np.int64), len(kept)
    plan[:size] = kept
    _settle(net, kept, size, dead, room)
    for k in range(v):
        for e in kept:
            if net.home[e] == net.vacancies[k]:
                gone[k] = 1
    while True:
        often[:] = 0.0
        for _ in range(rounds):
            relaxed_plan(
                residual, Prices(person, cluster), table, longest, dead, gone, chains, lengths,
                used, crowd, often,
            )  # fmt: skip
            for s in range(n):
                if not dead[s]:
                    person[s] += step * (used[s] - 1.0)
                    if not net.pinned[s]:
                        person[s] = max(0.0, person[s])
            for k in range(c):
                cluster[k] += step * (crowd[k] - room[k])
                cluster[k] = min(max(0.0, cluster[k]), net.fine[k])
        fixed = 0
        while fixed < FIXED_AT_ONCE:
            best, chosen = -1e17, -1
            for k in range(v + len(net.rings)):
                if k < v:
                    moves, count = chains[k], lengths[k]
                    if gone[k] or count == 0:
                        continue
                else:
                    moves = net.rings[k - v]
                    count = 3 if moves[2] >= 0 else 2
                agreed, worth, value = 0.0, 0.0, 0.0
                for j in range(count):
                    agreed += often[moves[j]]
                    worth += table.red[moves[j]]
                    value += net.value[moves[j]]
                if agreed == 0.0 or not _fits(residual, moves, count, dead, room):
                    continue
                if value <= _fined(residual, moves, count, room) and agreed < rounds * count:
                    continue
                score = agreed / (count * rounds) + 0.02 * worth / (step + 1.0)
                score += 0.02 * np.random.random()
                if score > best:
                    best, chosen = score, k
            if chosen < 0:
                break
            if chosen < v:
                moves, count = chains[chosen], lengths[chosen]
                gone[chosen] = 1
            else:
                moves = net.rings[chosen - v]
                count = 3 if moves[2] >= 0 else 2
            _settle(net, moves, count, dead, room)
            for j in range(count):
                plan[size] = moves[j]
                size += 1
            fixed += 1
        if fixed == 0:
            return plan[:size].copy()
