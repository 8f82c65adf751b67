# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""Compiled changes to a solved problem: pairs come and go, and the plan is made best again.

Pairs are listed twice, by home and by seeker, in no order. What a pair is worth is listed without
the seeker's base (`least` is minus the base), and a seeker's dual is the surplus without it: so a
new urgency changes one number, and no list.

Who leaves the problem, or is pinned, stays in the lists with a dual so high that no search ever
looks there (`GONE`): taking somebody out of some hundred lists would cost more than the search.
"""

from typing import NamedTuple

from numba import types
from numba.experimental import structref

from heimveg.engines.matching.arrays import Ints
from heimveg.engines.matching.compiled import compiled, lean
from heimveg.engines.matching.kernel import FAR_AWAY, NOBODY, At, Reach, Room, Side, enter

GONE = FAR_AWAY + (1 << 60)  # above FAR_AWAY by more than any sum of values

NEAR_BY = 512  # points: most changes cost less, and a short search reads little


class State(NamedTuple):
    """A solved problem that can change. Stretches of pairs have room for `space` of them."""

    seekers: Side
    homes: Side
    by_home: Reach
    by_seeker: Reach
    home_space: Ints
    seeker_space: Ints
    from_home: Room  # working room of searches that start at a home
    from_seeker: Room


@structref.register
class _KeptType(types.StructRef):
    """The state as one reference: handing over its forty arrays one by one takes longer than
    most searches."""


class Kept(structref.StructRefProxy):
    """What the compiled changes are given; the arrays are those of the `State` it is made of."""

    state: State  # to be read by compiled code alone


structref.define_proxy(Kept, _KeptType, ["state"])  # type: ignore[no-untyped-call]


@compiled
def keep(state: State) -> Kept:
    """The state, ready to be changed."""
    return Kept(state)  # type: ignore[no-untyped-call]


@lean
def _find(reach: Reach, node: int, other: int) -> int:
    """Where the pair stands, or the end of the node's stretch. Sixteen at a time, without
    branches."""
    who, at = reach.who, reach.start[node]
    end = at + reach.many[node]
    while at + 16 <= end:
        hits = 0
        for k in range(16):
            hits += who[at + k] == other
        if hits:
            break
        at += 16
    while at < end and who[at] != other:
        at += 1
    return at


@lean
def _unlist(reach: Reach, node: int, other: int) -> None:
    """Takes a pair out of a stretch; the last one takes its place."""
    at, last = _find(reach, node, other), reach.start[node] + reach.many[node] - 1
    if at <= last:
        reach.who[at], reach.value[at] = reach.who[last], reach.value[last]
        reach.many[node] -= 1


@lean
def _list(reach: Reach, node: int, other: int, points: int) -> None:
    """Puts a pair last in a stretch."""
    at = reach.start[node] + reach.many[node]
    reach.who[at], reach.value[at] = other, points
    reach.many[node] += 1


@lean
def _add(reach: Reach, node: int, other: int, points: int) -> None:
    """Adds to what a pair is worth, when it is listed."""
    at = _find(reach, node, other)
    if at < reach.start[node] + reach.many[node]:
        reach.value[at] += points


@lean
def _part(state: State, s: int) -> int:
    """Parts a seeker from the home; answers the home, or NOBODY."""
    h = state.seekers.mate[s]
    if h >= 0:
        state.seekers.mate[s] = NOBODY
        state.homes.mate[h] = NOBODY
    return h


@lean
def _covered(node: int, near: Side, far: Side, reach: Reach) -> bool:
    """Whether the node's dual covers all its pairs, and its own pair exactly."""
    mate, dual, floor = near.mate[node], near.dual[node], near.least[node]
    who, value, far_dual = reach.who, reach.value, far.dual
    least, own = FAR_AWAY, 0 if mate < 0 and (dual == floor or near.must[node]) else FAR_AWAY
    first = reach.start[node]
    for e in range(At(first), At(first + reach.many[node])):
        slack = dual + far_dual[At(who[e])] - value[e]
        least = min(least, slack)
        own = slack if who[e] == mate else own
    return own == 0 and least >= 0 and (dual >= floor or near.must[node])


@lean
def _proven(start: int, near: Side, far: Side, reach: Reach, room: Room, later: int) -> bool:
    """Whether the plan is proven best after a search that began at `start`. `later`: a far node
    that is placed next, NOBODY for none.

    Before the change each pair was covered by its two duals, and each pair of the plan exactly.
    Only a dual that was lowered can uncover a pair: those of `start` and of the near nodes that
    the search was done with, so all their pairs are read again, with the pair each has in the
    plan now. Who is left alone must have the dual of nobody's, on both sides. All else stands as
    it was proven before; `Resolver.audit` proves it from nothing.
    """
    holds = _covered(start, near, far, reach)
    for k in range(room.counts[0]):
        holds = holds and _covered(room.near_done[k], near, far, reach)
    for k in range(room.counts[1]):
        other = room.far_seen[k]
        holds = holds and (
            other == later or far.mate[other] >= 0 or far.dual[other] == far.least[other]
        )
    return holds


@lean
def _place_seeker(state: State, s: int, left: int) -> bool:
    """Makes the plan best again when only the seeker, without a home, may be wrong, and the home
    `left`, which is to be placed next. Answers whether that is proven; False also for somebody
    who must have a home and cannot."""
    if not enter(s, state.seekers, state.homes, state.by_seeker, state.from_seeker, NEAR_BY):
        return False
    return _proven(s, state.seekers, state.homes, state.by_seeker, state.from_seeker, left)


@lean
def _place_home(state: State, h: int) -> bool:
    """The same for a home without a resident."""
    if state.homes.mate[h] >= 0:
        return True
    enter(h, state.homes, state.seekers, state.by_home, state.from_home, NEAR_BY)
    return _proven(h, state.homes, state.seekers, state.by_home, state.from_home, NOBODY)


@lean
def _place_again(state: State, s: int) -> bool:
    """Places a seeker anew whose pairs have changed, and the home that was left. Somebody pinned
    stays."""
    if state.seekers.dual[s] == GONE:
        return True
    left = _part(state, s)
    return _place_seeker(state, s, left) and (left < 0 or _place_home(state, left))


@compiled
def in_points(kept: Kept) -> int:
    """The sum of surpluses and prices: the value of the plan, pinned pairs left out."""
    total = 0
    dual, least = kept.state.seekers.dual, kept.state.seekers.least
    for s in range(len(dual)):
        total += 0 if dual[s] == GONE else dual[s] - least[s]
    for price in kept.state.homes.dual:
        total += 0 if price == GONE else price
    return total


@compiled
def exclude_pair(kept: Kept, s: int, h: int) -> bool:
    """Takes one pair away."""
    state = kept.state
    _unlist(state.by_home, h, s)
    _unlist(state.by_seeker, s, h)
    return state.seekers.mate[s] != h or _place_again(state, s)


@compiled
def keep_pair(kept: Kept, s: int, h: int) -> bool:
    """Puts the seeker into the home and both out of reach: a pinned pair takes no part."""
    state = kept.state
    left = _part(state, s)
    other = state.homes.mate[h]
    if other >= 0:
        _part(state, other)
    state.seekers.dual[s] = state.homes.dual[h] = GONE
    state.seekers.mate[s], state.homes.mate[h] = h, s
    proven = other < 0 or _place_seeker(state, other, left)
    return proven and (left in {NOBODY, h} or _place_home(state, left))


@compiled
def release_pair(kept: Kept, s: int, h: int) -> bool:
    """Lets a pinned seeker and home take part again."""
    state = kept.state
    _part(state, s)
    return _place_home(state, h) and _place_seeker(state, s, NOBODY)


@compiled
def give_all(kept: Kept, s: int, homes: Ints, points: Ints, must: bool, base: int) -> bool:
    """Gives the seeker these pairs instead of those there were."""
    state = kept.state
    mine, first = state.by_seeker.who, state.by_seeker.start[s]
    for e in range(first, first + state.by_seeker.many[s]):
        _unlist(state.by_home, mine[e], s)
    state.by_seeker.many[s] = 0
    for k in range(len(homes)):
        _list(state.by_home, homes[k], s, points[k])
        _list(state.by_seeker, s, homes[k], points[k])
    state.seekers.must[s] = must
    state.seekers.least[s] = -base
    return _place_again(state, s)


@compiled
def change_base(kept: Kept, s: int, by: int, own: int) -> bool:
    """Makes every pair of the seeker worth more or less, but the one with the `own` home."""
    state, side = kept.state, kept.state.seekers
    side.least[s] -= by
    if own >= 0:
        _add(state.by_home, own, s, -by)
        _add(state.by_seeker, s, own, -by)
    elif side.mate[s] >= 0 and side.dual[s] >= side.least[s]:
        return True  # no pair weighs otherwise against another, and the seeker still gains
    elif side.mate[s] < 0 and by < 0 and side.dual[s] != GONE:
        side.dual[s] = side.least[s]  # a dual that rises covers what it covered
        return True
    return _place_again(state, s)


@compiled
def withdraw_home(kept: Kept, h: int) -> bool:
    """Takes the home out of reach."""
    state = kept.state
    s = state.homes.mate[h]
    if s >= 0:
        _part(state, s)
    state.homes.dual[h] = GONE
    return s < 0 or _place_seeker(state, s, NOBODY)


@compiled
def withdraw_seeker(kept: Kept, s: int) -> bool:
    """Takes the seeker out of reach, and the duty to have a home."""
    state = kept.state
    state.seekers.must[s] = False
    h = _part(state, s)
    state.seekers.dual[s] = GONE
    return h < 0 or _place_home(state, h)


@compiled
def give_home(kept: Kept, h: int, seekers: Ints, points: Ints) -> bool:
    """Gives a home without pairs these pairs, and places it."""
    state = kept.state
    for k in range(len(seekers)):
        _list(state.by_home, h, seekers[k], points[k])
        _list(state.by_seeker, seekers[k], h, points[k])
    return _place_home(state, h)
