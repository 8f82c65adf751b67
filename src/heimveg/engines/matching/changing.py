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
from heimveg.engines.matching.closeness import CLOSE, Lists, bring_close, find, put, take_out
from heimveg.engines.matching.compiled import compiled, lean
from heimveg.engines.matching.kernel import FAR_AWAY, NOBODY, Room, Side
from heimveg.engines.matching.placing import Before, place

GONE = FAR_AWAY + (1 << 60)  # above FAR_AWAY by more than any sum of values


class State(NamedTuple):
    """A solved problem that can change. Stretches of pairs have room for `space` of them."""

    seekers: Side
    homes: Side
    by_home: Lists
    by_seeker: Lists
    home_space: Ints
    seeker_space: Ints
    from_home: Room  # working room of searches that start at a home
    from_seeker: Room
    before_home: Before
    before_seeker: Before


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
def _part(state: State, s: int) -> int:
    """Parts a seeker from the home; answers the home, or NOBODY."""
    h = state.seekers.mate[s]
    if h >= 0:
        state.seekers.mate[s] = NOBODY
        state.homes.mate[h] = NOBODY
    return h


@lean
def _place_seeker(state: State, s: int, left: int) -> bool:
    """Makes the plan best again when only the seeker, without a home, may be wrong, and the home
    `left`, which is to be placed next. Answers whether that is proven; False also for somebody
    who must have a home and cannot."""
    return place(
        s, state.seekers, state.homes, state.by_seeker, state.by_home, state.from_seeker,
        state.before_seeker, left,
    )  # fmt: skip


@lean
def _place_home(state: State, h: int) -> bool:
    """The same for a home without a resident."""
    if state.homes.mate[h] >= 0:
        return True
    return place(
        h, state.homes, state.seekers, state.by_home, state.by_seeker, state.from_home,
        state.before_home, NOBODY,
    )  # fmt: skip


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
    take_out(state.by_home, h, s)
    take_out(state.by_seeker, s, h)
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


@lean
def _add(lists: Lists, node: int, other: int, points: int) -> None:
    """Adds to what a pair is worth, when it is listed; it may matter more now."""
    at = find(lists.all, node, other)
    if at < lists.all.start[node] + lists.all.many[node]:
        lists.all.value[at] += points
        bring_close(lists, node, other)


@lean
def _expected(least: int, points: Ints, others: Ints, dual: Ints) -> int:
    """The dual of a node with these pairs when it enters."""
    found = least
    for k in range(len(others)):
        found = max(found, points[k] - dual[others[k]])
    return found


@compiled
def give_all(kept: Kept, s: int, homes: Ints, points: Ints, must: bool, base: int) -> bool:
    """Gives the seeker these pairs instead of those there were."""
    state = kept.state
    mine, theirs = state.by_seeker, state.by_home
    first = mine.all.start[s]
    for e in range(first, first + mine.all.many[s]):
        take_out(theirs, mine.all.who[e], s)
    mine.all.many[s] = mine.close.many[s] = 0
    noted = mine.noted[s] = _expected(-base, points, homes, state.homes.dual)
    for k in range(len(homes)):
        h, worth = homes[k], points[k]
        close = noted + theirs.noted[h] - worth < CLOSE
        put(theirs, h, s, worth, close)
        put(mine, s, h, worth, close)
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
    mine, theirs = state.by_home, state.by_seeker
    noted = mine.noted[h] = _expected(0, points, seekers, state.seekers.dual)
    for k in range(len(seekers)):
        s, worth = seekers[k], points[k]
        close = noted + theirs.noted[s] - worth < CLOSE
        put(mine, h, s, worth, close)
        put(theirs, s, h, worth, close)
    return _place_home(state, h)
