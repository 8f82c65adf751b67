# ruff: noqa: C901, PLR0912, PLR0915
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""The exact assignment: homes enter one at a time, each along a cheapest way to rearrange.

Whole numbers throughout. Every seeker has a surplus and every home a price, with
surplus + price >= value for each eligible pair and equality for each pair in the plan: that is
the proof that the plan is best (Kuhn 1955; successive shortest paths with potentials, Edmonds
and Karp 1972; sparse, as Jonker and Volgenant 1987).

One step is written once for both sides: a *near* node looks for a partner among *far* nodes.
When a home enters, near is the homes; when a seeker must be placed, near is the seekers.

Seekers are numbered by the most that any home could be worth to them, the highest first. A home
then reads its candidates from the top and stops where nobody further down could matter.

Loops over pairs count in `At`: an index without a sign needs no look for one below zero, which
makes them two to four times as fast.
"""

from typing import NamedTuple

import numpy as np

from heimveg.engines.matching.best.arrays import Flags, Ints
from heimveg.engines.matching.best.fetching import PAIRS, fetch
from heimveg.engines.matching.compiled import lean

Found = tuple[int, int, int, int, int, int, bool]
At = np.uint64
NOBODY = -1
FAR_AWAY = 1 << 62
LEFT_ALONE, NEW_PARTNER, LET_GO, TOO_FAR = 0, 1, 2, 3  # how a search ends


ANYWHERE = FAR_AWAY + 1
AHEAD = 2 * PAIRS  # pairs of the next node that are fetched


class Side(NamedTuple):
    """One side of the plan."""

    dual: Ints  # surplus of seekers, or price of homes
    mate: Ints  # the partner's index, or NOBODY
    must: Flags  # may not be let go for another's sake
    least: Ints  # the dual of a node that is left alone
    most: Ints  # no pair is worth more to it; pairs are listed by it, or it is empty: no order


class Reach(NamedTuple):
    """Whom one node may be paired with: who[e], worth value[e], for e in its stretch."""

    start: Ints
    many: Ints
    who: Ints
    value: Ints


class Room(NamedTuple):
    """Working room of a search; between searches every cost is -1 and the heap is empty."""

    near_cost: Ints  # (near,)
    far_cost: Ints  # (far,)
    far_from: Ints  # (far,): the near node it was reached from
    near_seen: Ints
    far_seen: Ints
    near_done: Ints
    heap: Ints  # near nodes, cheapest first
    place: Ints  # (near,): a node's place in the heap


def room(near: int, far: int) -> Room:
    """Working room for `near` and `far` nodes."""
    return Room(
        near_cost=np.full(near, -1, np.int64),
        far_cost=np.full(far, -1, np.int64),
        far_from=np.zeros(far, np.int32),
        near_seen=np.zeros(near, np.int32),
        far_seen=np.zeros(far, np.int32),
        near_done=np.zeros(near, np.int32),
        heap=np.zeros(near + 1, np.int32),
        place=np.zeros(near, np.int32),
    )


@lean
def _rise(heap: Ints, place: Ints, cost: Ints, at: int) -> None:
    """Moves the node at `at` up to where its cost belongs."""
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if cost[heap[above]] <= cost[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@lean
def _take(heap: Ints, place: Ints, cost: Ints, size: int) -> int:
    """The cheapest node, taken out of a heap of `size`; the caller keeps the new size."""
    first, node = heap[0], heap[size - 1]
    size -= 1
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and cost[heap[below + 1]] < cost[heap[below]]:
            below += 1
        if cost[heap[below]] >= cost[node]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    if size:
        heap[at] = node
        place[node] = at
    return first


@lean
def opening(node: int, near: Side, far: Side, reach: Reach) -> int:
    """Sets the entering node's dual to the least that covers all its pairs, and answers a far
    node without a partner at which it is reached, or NOBODY."""
    dual = -FAR_AWAY if near.must[node] else near.least[node]
    free = NOBODY
    who, value, most, other_dual, mate = reach.who, reach.value, far.most, far.dual, far.mate
    ordered = len(most) > 0
    for e in range(At(reach.start[node]), At(reach.start[node] + reach.many[node])):
        other = At(who[e])
        if ordered and most[other] < dual:
            break  # nor are those who come after
        worth = value[e] - other_dual[other]
        if worth > dual:
            dual = worth
            free = who[e] if mate[other] < 0 else NOBODY
        elif worth == dual and free < 0 and mate[other] < 0:
            free = who[e]
    near.dual[node] = dual
    return free


@lean
def search(start: int, near: Side, far: Side, reach: Reach, room: Room, within: int) -> Found:
    """The cheapest way to pair the entering node, or to leave it or another near node alone.

    Those who are as near as the node at hand wait in `near_done` itself, the others in the heap.
    Ways that cost `within` or more are not looked for; it ends TOO_FAR when there is no other.
    Answers (cost, how it ends, the node it ends at, done, near seen, far seen, whether each pair
    it read was covered and each pair of the plan exactly).
    """
    cost, heap, place = room.near_cost, room.heap, room.place
    far_cost, far_from, far_seen = room.far_cost, room.far_from, room.far_seen
    who, value, most, far_dual, far_mate = reach.who, reach.value, far.most, far.dual, far.mate
    ordered = len(most) > 0
    best = FAR_AWAY if near.must[start] else near.dual[start] - near.least[start]
    ends, end = LEFT_ALONE, start
    if within < best:
        best, ends = within, TOO_FAR
    near_done, near_seen = room.near_done, room.near_seen
    sound = True
    cost[start] = 0
    near_done[0] = near_seen[0] = start
    done, reached, n_near, n_far, size = 0, 1, 1, 0, 0
    while True:
        if done == reached:  # nobody else is as near as the last
            if size == 0:
                break
            near_done[reached] = _take(heap, place, cost, size)
            size -= 1
            reached += 1
        node = near_done[done]
        so_far = cost[node]
        if so_far >= best:
            break
        done += 1
        if done < reached:
            ahead = reach.start[near_done[done]]
            for line in range(ahead, ahead + AHEAD, PAIRS):
                fetch(who, line)
                fetch(value, line)
        base = so_far + near.dual[node]
        for e in range(At(reach.start[node]), At(reach.start[node] + reach.many[node])):
            other = At(who[e])
            if ordered and base - most[other] >= best:
                break  # surpluses are not below zero where `most` is a real ceiling
            here = base + far_dual[other] - value[e]
            if here >= best:
                continue
            mate = far_mate[other]
            before = far_cost[other]
            if here < so_far or mate == node:
                sound = sound and here == so_far
                continue
            if before >= 0 and here >= before:
                continue
            if before < 0:
                far_seen[n_far] = who[e]
                n_far += 1
            far_cost[other] = here
            far_from[other] = node
            if mate < 0:
                best, ends, end = here, NEW_PARTNER, who[e]
            else:
                known = cost[mate] >= 0
                cost[mate] = here
                if not known:
                    near_seen[n_near] = mate
                    n_near += 1
                if not known and here == so_far:
                    near_done[reached] = mate
                    reached += 1
                elif not known:
                    heap[size] = mate
                    _rise(heap, place, cost, size)
                    size += 1
                else:
                    _rise(heap, place, cost, place[mate])
                alone = here + near.dual[mate] - near.least[mate]
                if alone < best and not near.must[mate]:
                    best, ends, end = alone, LET_GO, mate
    return best, ends, end, done, n_near, n_far, sound


@lean
def settle(start: int, near: Side, far: Side, room: Room, found: Found) -> None:
    """Moves the duals by the cost found and rearranges the plan along the way found."""
    best, ends, end, done, _, n_far, _ = found
    for k in range(done):
        node = room.near_done[k]
        if room.near_cost[node] < best:
            near.dual[node] -= best - room.near_cost[node]
    for k in range(n_far):
        other = room.far_seen[k]
        if room.far_cost[other] < best:
            far.dual[other] += best - room.far_cost[other]
    if ends != LEFT_ALONE:
        if ends == NEW_PARTNER:
            other = end
        else:
            other = near.mate[end]
            near.mate[end] = NOBODY
        node = NOBODY
        while node != start:
            node = room.far_from[other]
            before = near.mate[node]
            near.mate[node] = other
            far.mate[other] = node
            other = before


@lean
def clean(room: Room, found: Found) -> None:
    _, _, _, _, n_near, n_far, _ = found
    for k in range(n_near):
        room.near_cost[room.near_seen[k]] = -1
    for k in range(n_far):
        room.far_cost[room.far_seen[k]] = -1


@lean
def enter_all(order: Ints, near: Side, far: Side, reach: Reach, room: Room) -> None:
    """Places the near nodes in the order given, who have no partners, each in the best plan, which
    stays best. Nothing is changed for a node that must have a partner and cannot get one, but its
    dual."""
    for start in order:
        free = opening(start, near, far, reach)
        if free >= 0:
            near.mate[start] = free
            far.mate[free] = start
        elif near.dual[start] > -FAR_AWAY:
            found = search(start, near, far, reach, room, ANYWHERE)
            if found[0] < FAR_AWAY:
                settle(start, near, far, room, found)
            clean(room, found)


@lean
def slack_and_value(
    surplus: Ints, price: Ints, seeker_of: Ints, reach: Reach
) -> tuple[int, int, int]:
    """(least surplus + price - value over all pairs, value of the plan, homes of the plan whose
    pair is eligible). Reads every pair once and trusts nothing else."""
    least = FAR_AWAY
    total, kept = 0, 0
    who, value = reach.who, reach.value
    for h in range(len(price)):
        first, last = At(reach.start[h]), At(reach.start[h] + reach.many[h])
        seeker, low, here, points = seeker_of[h], FAR_AWAY, 0, 0
        for e in range(first, last):
            low = min(low, surplus[At(who[e])] - value[e])
            mine = who[e] == seeker
            here += mine
            points += value[e] if mine else 0
        least = min(least, low + price[h])
        if seeker >= 0:
            total += points
            kept += here
    return least, total, kept
