# ruff: noqa: C901, PLR0913, PLR0915, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""What changes in the best plan cost, read from its surpluses and prices by shortest paths.

With slack = surplus + price - value >= 0, the cheapest way to fill a home that its resident has
left, and the cheapest way to free a home for somebody else, are shortest paths; one search gives
them for every home at once. All figures are exact differences between best plans.
"""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Flags, Ints
from heimveg.engines.matching.best.kernel import (
    FAR_AWAY,
    NOBODY,
    At,
    Reach,
    Room,
    Side,
    _rise,
    _take,
    room,
)
from heimveg.engines.matching.best.rows import rows_of
from heimveg.engines.matching.compiled import compiled


@dataclass(frozen=True, slots=True)
class Margins:
    """m homes, n seekers. Points, beyond the prices."""

    refill: Ints  # (m,): cost of losing the resident of h, the home filled again or left empty
    refill_houses: Flags  # (m,): whether that houses somebody who had no home
    vacate: Ints  # (m,): cost of freeing h for an outsider, beyond its price
    rows: Reach  # by seeker: the homes of those who got one, and what they are worth


def margins_of(seekers: Side, homes: Side, reach: Reach, lives: Flags) -> Margins:
    """`lives` (n,): who lives in a home today, so that placing them houses nobody new."""
    rows = rows_of(reach, seekers.mate >= 0)
    working = room(len(homes.dual), len(seekers.dual))
    refill, houses = _refill(seekers, homes, reach, rows, lives, working)
    return Margins(refill, houses, _vacate(seekers, homes, reach, working), rows)


@compiled
def _refill(
    seekers: Side, homes: Side, reach: Reach, rows: Reach, lives: Flags, working: Room
) -> tuple[Ints, Flags]:
    """Leave it empty (its price), or let somebody in who has no home, or somebody whose own
    home is then filled in the same way. Of equals, the way that houses somebody is taken."""
    m = len(homes.dual)
    cost, houses = np.empty(m, np.int64), np.zeros(m, np.bool_)
    heap, place = working.heap, working.place
    who, value, most = reach.who, reach.value, seekers.most
    surplus, price, mate = seekers.dual, homes.dual, seekers.mate
    for h in range(m):
        best = price[h]
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            s = At(who[e])
            if price[h] - most[s] > best:
                break  # nobody further down comes cheaper
            if mate[s] < 0:
                here = surplus[s] + price[h] - value[e]
                if here < best or (here == best and not houses[h]):
                    best, houses[h] = here, not lives[s]
        cost[h] = best
        heap[h], place[h] = h, h
    for at in range(m):
        _rise(heap, place, cost, at)
    size = m
    while size > 0:
        h = _take(heap, place, cost, size)
        size -= 1
        place[h] = NOBODY
        s = homes.mate[h]
        if s < 0:
            continue
        base = cost[h] + surplus[s]
        for e in range(At(rows.start[s]), At(rows.start[s] + rows.many[s])):
            g = At(rows.who[e])
            here = base + price[g] - rows.value[e]
            if place[g] >= 0 and g != h and here < cost[g]:
                cost[g] = here
                houses[g] = houses[h]
                _rise(heap, place, cost, place[g])
    return cost, houses


@compiled
def _vacate(seekers: Side, homes: Side, reach: Reach, working: Room) -> Ints:
    """Nobody is there; or the resident goes without a home (the surplus), or takes another
    home that is freed in the same way."""
    m = len(homes.dual)
    cost = np.full(m, FAR_AWAY, np.int64)
    heap, place = working.heap, working.place
    who, value, surplus, mate = reach.who, reach.value, seekers.dual, seekers.mate
    for h in range(m):
        s = homes.mate[h]
        if s < 0:
            cost[h] = 0
        elif not seekers.must[s]:
            cost[h] = seekers.dual[s]
        heap[h], place[h] = h, h
    for at in range(m):
        _rise(heap, place, cost, at)
    size = m
    while size > 0:
        h = _take(heap, place, cost, size)
        size -= 1
        place[h] = NOBODY
        if cost[h] >= FAR_AWAY:
            break
        base = cost[h] + homes.dual[h]
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            s = At(who[e])
            g = mate[s]
            if g < 0 or g == h or place[g] < 0:
                continue
            here = base + surplus[s] - value[e]
            if here < cost[g]:
                cost[g] = here
                _rise(heap, place, cost, place[g])
    return cost


@compiled
def instead(
    placed: Ints, seekers: Side, homes: Side, reach: Reach, rows: Reach,
    refill: Ints, vacate: Ints, working: Room,
) -> tuple[Ints, Ints]:  # fmt: skip
    """For each seeker in `placed`: what the whole plan loses when the seeker may not have the
    home, and the home the seeker gets then, NOBODY for none.

    Either the home is filled by others while the seeker goes elsewhere or without, or the two
    are one ring of changes, searched for as long as it can be cheaper.
    """
    loss, home = np.empty(len(placed), np.int64), np.empty(len(placed), np.int64)
    surplus, price = seekers.dual, homes.dual
    closing = np.full(len(price), FAR_AWAY, np.int64)  # what the seeker's own part costs
    for k in range(len(placed)):
        s = placed[k]
        h = seekers.mate[s]
        best, to = (FAR_AWAY, NOBODY) if seekers.must[s] else (surplus[s], NOBODY)
        least = FAR_AWAY  # what it costs at least that the seeker goes to another home
        for e in range(At(rows.start[s]), At(rows.start[s] + rows.many[s])):
            g = At(rows.who[e])
            if g == h:
                continue
            here = surplus[s] + price[g] - rows.value[e]
            least = min(least, here)
            closing[g] = here
            if here + vacate[g] < best:
                best, to = here + vacate[g], rows.who[e]
        if best < FAR_AWAY:
            best += refill[h]
        loss[k], home[k] = best, to
        if best > least:
            loss[k], home[k] = _ring(h, best, to, least, closing, seekers, homes, reach, working)
        for e in range(At(rows.start[s]), At(rows.start[s] + rows.many[s])):
            closing[At(rows.who[e])] = FAR_AWAY
    return loss, home


@compiled
def _ring(
    home: int, best: int, to: int, least: int, closing: Ints,
    seekers: Side, homes: Side, reach: Reach, working: Room,
) -> tuple[int, int]:  # fmt: skip
    """The cheapest ring by which others fill `home` and the seeker takes the last home left,
    if cheaper than `best`. The seeker's own part of it costs `closing` by home, `least` at
    least."""
    cost, heap, place = working.near_cost, working.heap, working.place
    who, value, most = reach.who, reach.value, seekers.most
    surplus, mate = seekers.dual, seekers.mate
    cost[home] = 0
    heap[0], place[home], size = home, 0, 1
    working.near_seen[0], seen = home, 1
    while size > 0:
        h = _take(heap, place, cost, size)
        size -= 1
        place[h] = NOBODY
        if cost[h] >= best - least:
            break
        base = cost[h] + homes.dual[h]
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            s = At(who[e])
            if base - most[s] >= best - least:
                break
            here = base + surplus[s] - value[e]
            if here >= best - least:
                continue
            g = mate[s]
            if g < 0 or 0 <= cost[g] <= here:
                continue
            if here + closing[g] < best:
                best, to = here + closing[g], g
            if cost[g] < 0:
                working.near_seen[seen] = g
                seen += 1
                heap[size], place[g] = g, size
                size += 1
            cost[g] = here
            _rise(heap, place, cost, place[g])
    for k in range(seen):
        cost[working.near_seen[k]] = -1
    return best, to


@compiled
def shortfalls(seekers: Side, homes: Side, reach: Reach, vacate: Ints) -> tuple[Ints, Ints]:
    """For everybody without a home: the points they are short of the home they are nearest to,
    and that home; (FAR_AWAY, NOBODY) where no home is eligible."""
    short = np.full(len(seekers.dual), FAR_AWAY, np.int64)
    nearest = np.full(len(seekers.dual), NOBODY, np.int64)
    who, value, surplus, mate = reach.who, reach.value, seekers.dual, seekers.mate
    for h in range(len(homes.dual)):
        if vacate[h] >= FAR_AWAY:
            continue
        base = homes.dual[h] + vacate[h]
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            s = At(who[e])
            here = base + surplus[s] - value[e]
            if here < short[s] and mate[s] < 0:
                short[s], nearest[s] = here, h
    return short, nearest


@compiled
def one_more(
    value: Ints, allowed: Flags, seekers: Side, refill: Ints, houses: Flags, lives: Flags
) -> tuple[int, bool]:
    """(gain, whether it houses somebody) of one more home worth value[s] to those allowed."""
    best, new = 0, False
    for s in range(len(value)):
        if not allowed[s]:
            continue
        g = seekers.mate[s]
        gain = value[s] - seekers.dual[s] - (refill[g] if g >= 0 else 0)
        housed = houses[g] if g >= 0 else not lives[s]
        if gain > best or (gain == best and gain > 0 and housed and not new):
            best, new = gain, housed
    return best, new
