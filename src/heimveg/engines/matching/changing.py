# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""Compiled changes to a solved problem: pairs come and go, and the plan is made best again.

Pairs are listed twice, by home and by seeker. A home lists its candidates by `most`, the highest
first, because searches stop where nobody further down could matter.

Who leaves the problem, or is pinned, stays in the lists with a dual so high that no search ever
looks there (`GONE`): taking somebody out of some hundred lists would cost more than the search.
"""

from typing import NamedTuple

from numba import types
from numba.experimental import structref

from heimveg.engines.matching.arrays import Ints
from heimveg.engines.matching.compiled import compiled
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


@compiled
def _find(who: Ints, at: int, end: int, other: int) -> int:
    """Where the node stands in a stretch, or its end. Sixteen at a time, without branches."""
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


@compiled
def _remove(who: Ints, value: Ints, first: int, end: int, other: int) -> int:
    """Takes one pair out of a stretch, the order of the others kept; answers how many went."""
    at = _find(who, first, end, other)
    for e in range(at, end - 1):
        who[e], value[e] = who[e + 1], value[e + 1]
    return int(at < end)


@compiled
def _below(who: Ints, first: int, end: int, ceiling: int, most: Ints) -> int:
    """Where those with a lower `most` than the ceiling begin."""
    while first < end:
        middle = (first + end) >> 1
        if most[who[middle]] < ceiling:
            end = middle
        else:
            first = middle + 1
    return first


@compiled
def _insert(
    who: Ints, value: Ints, first: int, end: int, other: int, worth: int, most: Ints
) -> None:
    """Puts one pair into a stretch, before everybody with a lower `most`."""
    at = _below(who, first, end, most[other], most)
    for e in range(end, at, -1):
        who[e], value[e] = who[e - 1], value[e - 1]
    who[at], value[at] = other, worth


@compiled
def _shift(
    who: Ints, value: Ints, first: int, end: int, other: int, by: int, ceiling: int, most: Ints
) -> None:
    """Adds to the value of a listed pair, and moves it to where its new ceiling belongs."""
    at = _below(who, first, end, most[other], most) - 1
    while at >= first and who[at] != other:
        at -= 1  # back through those with the same ceiling
    if at < first:
        return
    to, worth = _below(who, first, end, ceiling, most), value[at] + by
    for e in range(at, to, -1):
        who[e], value[e] = who[e - 1], value[e - 1]
    for e in range(at, to - 1):
        who[e], value[e] = who[e + 1], value[e + 1]
    at = to if to <= at else to - 1
    who[at], value[at] = other, worth


@compiled
def _part(state: State, s: int) -> int:
    """Parts a seeker from the home; answers the home, or NOBODY."""
    h = state.seekers.mate[s]
    if h >= 0:
        state.seekers.mate[s] = NOBODY
        state.homes.mate[h] = NOBODY
    return h


@compiled
def _covered(node: int, near: Side, far: Side, reach: Reach) -> bool:
    """Whether the node's dual covers all its pairs, and its own pair exactly."""
    mate, dual, must = near.mate[node], near.dual[node], near.must[node]
    who, value, far_dual = reach.who, reach.value, far.dual
    least, own = FAR_AWAY, 0 if mate < 0 and (dual == 0 or must) else FAR_AWAY
    # Nobody with a lower `most` than the dual can fail: surpluses are not below zero there.
    first, last = reach.start[node], reach.start[node] + reach.many[node]
    if last > first and far.most[who[last - 1]] < dual:
        last = _below(who, first, last, dual, far.most)
    for e in range(At(first), At(last)):
        slack = dual + far_dual[At(who[e])] - value[e]
        least = min(least, slack)
        own = slack if who[e] == mate else own
    return own == 0 and least >= 0 and (dual >= 0 or must)


@compiled
def _proven(start: int, near: Side, far: Side, reach: Reach, room: Room, later: int) -> bool:
    """Whether the plan is proven best after a search that began at `start`: every dual that was
    lowered still covers its pairs; those that rose cannot fail to. `later`: a far node that is
    placed next, NOBODY for none."""
    holds = _covered(start, near, far, reach)
    for k in range(room.counts[0]):
        holds = holds and _covered(room.near_done[k], near, far, reach)
    for k in range(room.counts[1]):
        other = room.far_seen[k]
        holds = holds and (other == later or far.mate[other] >= 0 or far.dual[other] == 0)
    return holds


@compiled
def _place_seeker(state: State, s: int, left: int) -> bool:
    """Makes the plan best again when only the seeker, without a home, may be wrong, and the home
    `left`, which is to be placed next. Answers whether that is proven; False also for somebody
    who must have a home and cannot."""
    if not enter(s, state.seekers, state.homes, state.by_seeker, state.from_seeker, NEAR_BY):
        return False
    return _proven(s, state.seekers, state.homes, state.by_seeker, state.from_seeker, left)


@compiled
def _place_home(state: State, h: int) -> bool:
    """The same for a home without a resident."""
    if state.homes.mate[h] >= 0:
        return True
    enter(h, state.homes, state.seekers, state.by_home, state.from_home, NEAR_BY)
    return _proven(h, state.homes, state.seekers, state.by_home, state.from_home, NOBODY)


@compiled
def _list_home(state: State, h: int, seekers: Ints, values: Ints) -> None:
    """Lists pairs of a home; each seeker's own stretch is in no order."""
    who, value, most = state.by_home.who, state.by_home.value, state.seekers.most
    first, end = state.by_home.start[h], state.by_home.start[h] + state.by_home.many[h]
    theirs, worth = state.by_seeker.who, state.by_seeker.value
    start, many = state.by_seeker.start, state.by_seeker.many
    for k in range(len(seekers)):
        s = seekers[k]
        if end > first and most[who[end - 1]] < most[s]:
            _insert(who, value, first, end, s, values[k], most)
        else:
            who[end], value[end] = s, values[k]
        end += 1
        at = start[s] + many[s]
        theirs[at], worth[at] = h, values[k]
        many[s] += 1
    state.by_home.many[h] = end - first


@compiled
def _list_seeker(state: State, s: int, homes: Ints, values: Ints) -> None:
    """Lists pairs of a seeker, each home's in its order."""
    who, value, most = state.by_home.who, state.by_home.value, state.seekers.most
    start, many = state.by_home.start, state.by_home.many
    mine, worth = state.by_seeker.who, state.by_seeker.value
    end = state.by_seeker.start[s] + state.by_seeker.many[s]
    for k in range(len(homes)):
        h = homes[k]
        _insert(who, value, start[h], start[h] + many[h], s, values[k], most)
        many[h] += 1
        mine[end + k], worth[end + k] = h, values[k]
    state.by_seeker.many[s] += len(homes)


@compiled
def _unlist_seeker(state: State, s: int) -> None:
    """Takes every pair of a seeker out of the lists."""
    who, value = state.by_home.who, state.by_home.value
    start, many = state.by_home.start, state.by_home.many
    mine, first = state.by_seeker.who, state.by_seeker.start[s]
    for e in range(first, first + state.by_seeker.many[s]):
        h = mine[e]
        many[h] -= _remove(who, value, start[h], start[h] + many[h], s)
    state.by_seeker.many[s] = 0


@compiled
def _unlist_pair(reach: Reach, node: int, other: int) -> None:
    first = reach.start[node]
    end = first + reach.many[node]
    reach.many[node] -= _remove(reach.who, reach.value, first, end, other)


@compiled
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
    for dual in kept.state.seekers.dual:
        total += 0 if dual == GONE else dual
    for dual in kept.state.homes.dual:
        total += 0 if dual == GONE else dual
    return total


@compiled
def exclude_pair(kept: Kept, s: int, h: int) -> bool:
    """Takes one pair away."""
    state = kept.state
    _unlist_pair(state.by_home, h, s)
    _unlist_pair(state.by_seeker, s, h)
    if state.seekers.mate[s] != h:
        return True
    _part(state, s)
    return _place_seeker(state, s, h) and _place_home(state, h)


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
def give_all(kept: Kept, s: int, homes: Ints, values: Ints, must: bool, most: int) -> bool:
    """Gives the seeker these pairs instead of those there were."""
    state = kept.state
    _unlist_seeker(state, s)
    state.seekers.must[s] = must
    state.seekers.most[s] = most
    _list_seeker(state, s, homes, values)
    return _place_again(state, s)


@compiled
def shift_values(kept: Kept, s: int, by: int, own: int) -> bool:
    """Adds to the value of every pair of the seeker but the one with the `own` home."""
    state = kept.state
    who, value, most = state.by_home.who, state.by_home.value, state.seekers.most
    start, many = state.by_home.start, state.by_home.many
    mine, worth, first = state.by_seeker.who, state.by_seeker.value, state.by_seeker.start[s]
    ceiling = most[s] if state.seekers.must[s] else most[s] + by
    for e in range(first, first + state.by_seeker.many[s]):
        h = mine[e]
        more = by if h != own else 0
        worth[e] += more
        _shift(who, value, start[h], start[h] + many[h], s, more, ceiling, most)
    most[s] = ceiling
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
def give_home(kept: Kept, h: int, seekers: Ints, values: Ints) -> bool:
    """Gives a home without pairs these pairs, and places it."""
    state = kept.state
    _list_home(state, h, seekers, values)
    return _place_home(state, h)
