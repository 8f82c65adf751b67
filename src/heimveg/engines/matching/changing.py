# mypy: disable-error-code="no-any-return"
"""Compiled changes to a solved problem: pairs come and go, and the plan is made best again.

Pairs are listed twice, by home and by seeker. A home lists its candidates by `most`, the highest
first, because searches stop where nobody further down could matter.
"""

from typing import NamedTuple

from heimveg.engines.matching.arrays import NO_CEILING, Ints
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.kernel import NOBODY, Reach, Room, Side, enter


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


@compiled
def _remove(reach: Reach, node: int, other: int) -> None:
    """Takes one pair out of the node's stretch; the order of the others stays."""
    start, end = reach.start[node], reach.start[node] + reach.many[node]
    at = start
    while at < end and reach.who[at] != other:
        at += 1
    if at < end:
        for e in range(at, end - 1):
            reach.who[e], reach.value[e] = reach.who[e + 1], reach.value[e + 1]
        reach.many[node] -= 1


@compiled
def _insert(reach: Reach, node: int, other: int, value: int, most: Ints) -> None:
    """Puts one pair into the node's stretch, before everybody with a lower `most`."""
    at = reach.start[node] + reach.many[node]
    while at > reach.start[node] and most[reach.who[at - 1]] < most[other]:
        reach.who[at], reach.value[at] = reach.who[at - 1], reach.value[at - 1]
        at -= 1
    reach.who[at], reach.value[at] = other, value
    reach.many[node] += 1


@compiled
def has_space(state: State, s: int, h: int) -> bool:
    """Whether both stretches can take one more pair."""
    return (
        state.by_home.many[h] < state.home_space[h]
        and state.by_seeker.many[s] < state.seeker_space[s]
    )


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
    tight = near.mate[node] < 0 and (near.dual[node] == 0 or near.must[node])
    for e in range(reach.start[node], reach.start[node] + reach.many[node]):
        slack = near.dual[node] + far.dual[reach.who[e]] - reach.value[e]
        if slack < 0:
            return False
        if near.mate[node] == reach.who[e]:
            tight = slack == 0
    return tight and (near.dual[node] >= 0 or near.must[node])


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
def place_seeker(state: State, s: int, left: int) -> bool:
    """Makes the plan best again when only the seeker, without a home, may be wrong, and the home
    `left`, which is to be placed next. Answers whether that is proven; False also for somebody
    who must have a home and cannot."""
    if not enter(s, state.seekers, state.homes, state.by_seeker, state.from_seeker):
        return False
    return _proven(s, state.seekers, state.homes, state.by_seeker, state.from_seeker, left)


@compiled
def place_home(state: State, h: int) -> bool:
    """The same for a home without a resident."""
    if state.homes.mate[h] >= 0:
        return True
    enter(h, state.homes, state.seekers, state.by_home, state.from_home)
    return _proven(h, state.homes, state.seekers, state.by_home, state.from_home, NOBODY)


@compiled
def exclude_pair(state: State, s: int, h: int) -> bool:
    """Takes one pair away."""
    _remove(state.by_home, h, s)
    _remove(state.by_seeker, s, h)
    if state.seekers.mate[s] != h:
        return True
    _part(state, s)
    return place_seeker(state, s, h) and place_home(state, h)


@compiled
def add_pair(state: State, s: int, h: int, value: int) -> None:
    """Lists one more pair without looking at the plan."""
    _insert(state.by_home, h, s, value, state.seekers.most)
    _insert(state.by_seeker, s, h, value, state.homes.most)


@compiled
def place_again(state: State, s: int) -> bool:
    """Places a seeker anew whose pairs have changed, and the home that was left."""
    left = _part(state, s)
    return place_seeker(state, s, left) and (left < 0 or place_home(state, left))


@compiled
def keep_only(state: State, s: int, h: int, value: int) -> bool:
    """Leaves the seeker one pair, which must be used."""
    take_all(state, s)
    state.seekers.must[s] = True
    state.seekers.most[s] = NO_CEILING
    add_pair(state, s, h, value)
    return place_again(state, s)


@compiled
def take_all(state: State, s: int) -> None:
    """Takes every pair of the seeker away without looking at the plan."""
    reach = state.by_seeker
    for e in range(reach.start[s], reach.start[s] + reach.many[s]):
        _remove(state.by_home, reach.who[e], s)
    reach.many[s] = 0


@compiled
def give_all(state: State, s: int, homes: Ints, values: Ints, must: bool, most: int) -> bool:
    """Gives the seeker these pairs instead of those there were."""
    take_all(state, s)
    state.seekers.must[s] = must
    state.seekers.most[s] = most
    for k in range(len(homes)):
        add_pair(state, s, homes[k], values[k])
    return place_again(state, s)


@compiled
def shift_values(state: State, s: int, by: int, own: int) -> bool:
    """Adds to the value of every pair of the seeker but the one with the `own` home."""
    reach = state.by_seeker
    if not state.seekers.must[s]:
        state.seekers.most[s] += by
    for e in range(reach.start[s], reach.start[s] + reach.many[s]):
        h = reach.who[e]
        if h != own:
            reach.value[e] += by
        _remove(state.by_home, h, s)
        _insert(state.by_home, h, s, reach.value[e], state.seekers.most)
    return place_again(state, s)


@compiled
def withdraw_home(state: State, h: int) -> bool:
    """Takes every pair of the home away."""
    reach = state.by_home
    s = state.homes.mate[h]
    if s >= 0:
        _part(state, s)
    for e in range(reach.start[h], reach.start[h] + reach.many[h]):
        _remove(state.by_seeker, reach.who[e], h)
    reach.many[h] = 0
    state.homes.dual[h] = 0
    return s < 0 or place_seeker(state, s, NOBODY)


@compiled
def withdraw_seeker(state: State, s: int) -> bool:
    """Takes every pair of the seeker away, and the duty to have a home."""
    take_all(state, s)
    state.seekers.must[s] = False
    h = _part(state, s)
    state.seekers.dual[s] = 0
    return h < 0 or place_home(state, h)


@compiled
def give_home(state: State, h: int, seekers: Ints, values: Ints) -> bool:
    """Gives a home without pairs these pairs, and places it."""
    for k in range(len(seekers)):
        add_pair(state, seekers[k], h, values[k])
    return place_home(state, h)
