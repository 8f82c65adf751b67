"""Betters a plan within the limits by solving, again and again, what they leave free.

Give every mover a level: only somebody of a higher level may follow into the home, and whoever
leaves no home has the highest. Then no chain is longer than there are levels, no ring arises, and
what remains is an assignment, solved exactly in some milliseconds. The levels are drawn anew each
time so that the plan at hand, whose chains rise from level to level, is one of its solutions: the
plan never gets worse. The homes in clusters that people with active use may have are drawn in the
same way. Rings stay as they are.
"""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import NO_CEILING, Flags, Ints
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.best.plan import best_plan
from heimveg.engines.matching.limits.arcs import Arcs
from heimveg.engines.matching.limits.parts import arcs_between, runs
from heimveg.engines.matching.limits.rules import Limits


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn for one climb."""

    level: Ints  # (n,), from 1
    settled: Flags  # (n + 1,): in a ring; the last for nobody
    closed: Flags  # (m,): not for people with active use


def climb(
    arcs: Arcs, limits: Limits, used: Ints, longest: int, random: np.random.Generator
) -> Ints:
    """The arcs of a plan within the limits, worth at least as much as the plan `used`, which
    keeps them and all pins. `longest`: moves in a chain at most; `used` has no longer chain."""
    into = dict(zip(arcs.home[used].tolist(), used.tolist(), strict=True))
    level = random.integers(1, longest + 1, len(arcs.present))
    settled = np.zeros(len(arcs.present) + 1, np.bool_)
    for run, is_ring in runs(arcs, into):
        if is_ring:
            settled[arcs.seeker[run]] = True
        else:
            level[arcs.seeker[run]] = 1 + np.sort(random.permutation(longest)[: len(run)])
    level[arcs.present < 0] = longest
    drawn = _Drawn(level, settled, _closed(arcs, limits, used, random))
    rings = used[settled[arcs.seeker[used]]]
    return np.concatenate([rings, _assigned(arcs, *_open(arcs, limits, drawn))])


def _closed(arcs: Arcs, limits: Limits, used: Ints, random: np.random.Generator) -> Flags:
    """(m,): the homes in clusters that nobody with active use may have, so many that no cluster
    has more than it may, or than it has by the plan."""
    homes = len(arcs.occupant)
    closed, taken, today = np.zeros((3, homes), np.bool_)
    home_of = arcs.chosen(used)
    taken[home_of[limits.active & (home_of >= 0)]] = True
    today[arcs.present[limits.active & (arcs.present >= 0)]] = True
    cluster = limits.cluster_of
    order = np.lexsort((random.random(homes), ~taken, cluster))
    order = order[cluster[order] >= 0]
    most = limits.spare + np.bincount(
        cluster[order], weights=today[order], minlength=len(limits.spare)
    )
    number = np.arange(len(order)) - np.searchsorted(cluster[order], cluster[order])
    closed[order] = (number >= most[cluster[order]]) & ~taken[order]
    return closed


def _open(arcs: Arcs, limits: Limits, drawn: _Drawn) -> tuple[Ints, Ints]:
    """(arcs that may be used, people who may stay)."""
    below = np.append(drawn.level, 0)[arcs.occupant]  # (m,): whose home it is; vacancies are 0
    usable = drawn.level[arcs.seeker] > below[arcs.home]
    usable &= ~drawn.settled[arcs.seeker] & ~drawn.settled[arcs.occupant[arcs.home]]
    usable &= ~(drawn.closed[arcs.home] & limits.active[arcs.seeker])
    stays = (arcs.present >= 0) & ~drawn.settled[:-1] & ~arcs.pinned
    stays &= ~(drawn.closed[arcs.present] & limits.active)
    return np.flatnonzero(usable), np.flatnonzero(stays)


def _assigned(arcs: Arcs, usable: Ints, stays: Ints) -> Ints:
    """The arcs of the best assignment in which everybody moves along a usable arc, or stays."""
    who = np.concatenate([arcs.seeker[usable], stays])
    home = np.concatenate([arcs.home[usable], arcs.present[stays]])
    value = np.concatenate([arcs.value[usable], np.zeros(len(stays), np.int64)])
    must = np.zeros(len(arcs.present), np.bool_)
    must[who] = (arcs.present[who] >= 0) | arcs.pinned[who]
    most = np.zeros(len(must), np.int64)
    np.maximum.at(most, who, value)
    most[must] = NO_CEILING
    by_need = np.argsort(-most, kind="stable")
    place = np.argsort(by_need)
    order = np.lexsort((place[who], home))
    many = np.bincount(home, minlength=len(arcs.occupant))
    pairs = Pairs(
        np.cumsum(many) - many,
        many,
        place[who][order].astype(np.int32),
        value[order].astype(np.int32),
    )
    home_of = best_plan(pairs, must[by_need], most[by_need]).seekers.mate[place]
    moves = np.flatnonzero((home_of >= 0) & (home_of != arcs.present))
    return arcs_between(arcs, moves, home_of[moves].astype(np.int64))
