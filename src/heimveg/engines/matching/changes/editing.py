# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""Edits of the pairs and the plan of a solved problem, each with whom it leaves to be placed.

An edit answers a `Left`: the seeker and the home that are without a partner now and must be placed
again, NOBODY for none. All else in the plan is as it was.
"""

from typing import NamedTuple

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.kernel import FAR_AWAY, NOBODY, Room, Side
from heimveg.engines.matching.changes.closeness import (
    CLOSE,
    Lists,
    bring_close,
    find,
    put,
    take_out,
)
from heimveg.engines.matching.changes.placing import Before
from heimveg.engines.matching.compiled import lean

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


Left = tuple[int, int]  # seeker, home


@lean
def _part(state: State, s: int) -> int:
    """Parts a seeker from the home; answers the home, or NOBODY."""
    h = state.seekers.mate[s]
    if h >= 0:
        state.seekers.mate[s] = NOBODY
        state.homes.mate[h] = NOBODY
    return h


@lean
def _again(state: State, s: int) -> Left:
    """A seeker whose pairs have changed, to be placed anew; somebody pinned stays."""
    if state.seekers.dual[s] == GONE:
        return NOBODY, NOBODY
    return s, _part(state, s)


@lean
def excluded(state: State, s: int, h: int) -> Left:
    """One pair is taken away."""
    take_out(state.by_home, h, s)
    take_out(state.by_seeker, s, h)
    if state.seekers.mate[s] != h:
        return NOBODY, NOBODY
    return _again(state, s)


@lean
def kept_together(state: State, s: int, h: int) -> Left:
    """The seeker is put into the home and both out of reach: a pinned pair takes no part."""
    left = _part(state, s)
    other = state.homes.mate[h]
    if other >= 0:
        _part(state, other)
    state.seekers.dual[s] = state.homes.dual[h] = GONE
    state.seekers.mate[s], state.homes.mate[h] = h, s
    return other, NOBODY if left == h else left


@lean
def released(state: State, s: int, h: int) -> Left:
    """A pinned seeker and home take part again."""
    _part(state, s)
    return s, h


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


@lean
def given_all(state: State, s: int, homes: Ints, points: Ints, must: bool, base: int) -> Left:
    """The seeker gets these pairs instead of those there were."""
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
    return _again(state, s)


@lean
def rebased(state: State, s: int, by: int, own: int) -> Left:
    """Every pair of the seeker is worth more or less, but the one with the `own` home."""
    side = state.seekers
    side.least[s] -= by
    if own >= 0:
        _add(state.by_home, own, s, -by)
        _add(state.by_seeker, s, own, -by)
    elif side.mate[s] >= 0 and side.dual[s] >= side.least[s]:
        return NOBODY, NOBODY  # no pair weighs otherwise against another; the seeker still gains
    elif side.mate[s] < 0 and by < 0 and side.dual[s] != GONE:
        side.dual[s] = side.least[s]  # a dual that rises covers what it covered
        return NOBODY, NOBODY
    return _again(state, s)


@lean
def without_home(state: State, h: int) -> Left:
    """The home is taken out of reach."""
    s = state.homes.mate[h]
    if s >= 0:
        _part(state, s)
    state.homes.dual[h] = GONE
    return s, NOBODY


@lean
def without_seeker(state: State, s: int) -> Left:
    """The seeker is taken out of reach, and the duty to have a home."""
    state.seekers.must[s] = False
    h = _part(state, s)
    state.seekers.dual[s] = GONE
    return NOBODY, h


@lean
def with_home(state: State, h: int, seekers: Ints, points: Ints) -> Left:
    """A home without pairs gets these, in its own list. Only searches from seekers read theirs:
    `listed_by_seekers` is to follow before the next change."""
    mine, theirs = state.by_home, state.by_seeker
    noted = mine.noted[h] = _expected(0, points, seekers, state.seekers.dual)
    for k in range(len(seekers)):
        s, worth = seekers[k], points[k]
        put(mine, h, s, worth, noted + theirs.noted[s] - worth < CLOSE)
    return NOBODY, h


@lean
def listed_by_seekers(state: State, h: int) -> None:
    """Lists the pairs of a new home by seeker too."""
    mine, theirs = state.by_home, state.by_seeker
    first = mine.all.start[h]
    for e in range(first, first + mine.all.many[h]):
        s, worth = mine.all.who[e], mine.all.value[e]
        put(theirs, s, h, worth, mine.noted[h] + theirs.noted[s] - worth < CLOSE)
