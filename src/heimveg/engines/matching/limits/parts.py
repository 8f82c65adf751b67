"""Parts of a plan: one trimmed until it keeps the limits, and one freed to be searched again."""

from dataclasses import dataclass, replace

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.limits.arcs import Arcs
from heimveg.engines.matching.limits.formulation import Columns
from heimveg.engines.matching.limits.rules import NO_LIMIT, Limits

MOST_FREED = 3_000  # columns searched at once


@dataclass(frozen=True, slots=True)
class Part:
    """A smaller problem: `kept` arcs stay in the plan, everything in `columns` is open."""

    kept: Ints
    arcs: Arcs
    limits: Limits
    columns: Columns


def trimmed(arcs: Arcs, limits: Limits, home_of: Ints) -> Ints:
    """The arcs of a plan, rings too long left out and chains cut where they get too long."""
    moves = np.flatnonzero((home_of >= 0) & (home_of != arcs.present))
    arc_of = arcs_between(arcs, moves, home_of[moves])
    into = dict(zip(home_of[moves].tolist(), arc_of.tolist(), strict=True))
    used: list[int] = []
    for run, is_ring in runs(arcs, into):
        longest = (limits.max_cycle if is_ring else limits.max_chain) or NO_LIMIT
        if not is_ring or len(run) <= longest:
            used += run[:longest]
    return np.array(used, dtype=np.int64)


def followed(arcs: Arcs, wanted: Ints) -> Ints:
    """The arcs of an earlier proposal that are still possible: pairs that are eligible, into
    homes that are free or whose residents move out by the same proposal."""
    moves = np.flatnonzero((wanted >= 0) & (wanted != arcs.present))
    arc_of = arcs_between(arcs, moves, wanted[moves])
    known = arc_of < len(arcs.seeker)
    known[known] = (arcs.seeker[arc_of[known]] == moves[known]) & (
        arcs.home[arc_of[known]] == wanted[moves[known]]
    )
    used = arc_of[known]
    while True:
        moving = np.zeros(len(arcs.present) + 1, np.bool_)  # the last: nobody lives there
        moving[arcs.seeker[used]] = True
        moving[-1] = True
        free = moving[arcs.occupant[arcs.home[used]]]
        if free.all():
            return used
        used = used[free]


def arcs_between(arcs: Arcs, seekers: Ints, homes: Ints) -> Ints:
    """(k,): the arc of each seeker into each home. Arcs are sorted by home and seeker."""
    n = len(arcs.present)
    return np.searchsorted(arcs.home * n + arcs.seeker, homes * n + seekers)


def runs(arcs: Arcs, into: dict[int, int]) -> list[tuple[list[int], bool]]:
    """(arcs from the vacancy inwards, whether it is a ring) for each chain and ring; `into` says
    which arc fills a home."""
    found: list[tuple[list[int], bool]] = []
    vacancies = [home for home in sorted(into) if arcs.occupant[home] < 0]
    done: set[int] = set()
    for start in vacancies + sorted(into):
        run: list[int] = []
        home = start
        while home in into and home not in done:
            done.add(home)
            run.append(into[home])
            home = int(arcs.present[arcs.seeker[into[home]]])
        if run:
            found.append((run, arcs.occupant[start] >= 0))
    return found


def columns_of(columns: Columns, arcs: Arcs, used: Ints) -> tuple[Ints, Ints]:
    """(chain columns, listed rings) that a plan consists of, where chains have places."""
    into = dict(zip(arcs.home[used].tolist(), used.tolist(), strict=True))
    chain: list[int] = []
    rings: list[Ints] = []
    size = len(arcs.seeker)
    for run, is_ring in runs(arcs, into):
        if is_ring:
            listed = np.array(run + [-1] * (columns.ring_arcs.shape[1] - len(run)))
            rings.append(np.flatnonzero((columns.ring_arcs == listed).all(axis=1)))
        else:
            chain += [size * place + arc for place, arc in enumerate(run, 1)]
    known = size * columns.chain_place + columns.chain_arc  # ascending
    return (
        np.searchsorted(known, np.array(chain, dtype=np.int64)),
        np.concatenate([np.zeros(0, np.int64), *rings]),
    )


def freed(arcs: Arcs, limits: Limits, used: Ints, columns: Columns, number: int) -> Part:
    """Frees as many runs of the plan, in an order drawn by `number`, as leave at most about
    MOST_FREED columns open, and everybody who does not move."""
    into = dict(zip(arcs.home[used].tolist(), used.tolist(), strict=True))
    plan = runs(arcs, into)
    order = np.random.default_rng(number).permutation(len(plan))
    low, high = 1, len(plan)
    while low < high:  # the most runs that can be freed
        middle = (low + high + 1) // 2
        if _opened(arcs, columns, plan, order[:middle]).size <= MOST_FREED:
            low = middle
        else:
            high = middle - 1
    kept = np.array([a for k in order[low:] for a in plan[k][0]], dtype=np.int64)
    pinned = arcs.pinned.copy()
    pinned[arcs.seeker[kept]] = False
    left = limits.spare - limits.added(arcs.chosen(kept))
    return Part(
        kept,
        replace(arcs, pinned=pinned),
        replace(limits, spare=left),
        _opened(arcs, columns, plan, order[:low]),
    )


def _opened(
    arcs: Arcs, columns: Columns, plan: list[tuple[list[int], bool]], free: Ints
) -> Columns:
    """The columns that touch nobody and no home of the runs that stay. Vacancies nobody fills
    and people who do not move are open."""
    chosen = set(free.tolist())
    kept = [a for k, (run, _) in enumerate(plan) if k not in chosen for a in run]
    settled = np.zeros(len(arcs.present), np.bool_)
    settled[arcs.seeker[kept]] = True
    closed = np.zeros(len(arcs.occupant), np.bool_)
    closed[arcs.home[kept]] = True
    left = arcs.present[arcs.seeker[kept]]
    closed[left[left >= 0]] = True
    usable = ~settled[arcs.seeker] & ~closed[arcs.home]
    rings = np.all(usable[columns.ring_arcs] | (columns.ring_arcs < 0), axis=1)
    return columns.only(usable[columns.chain_arc], rings, usable[columns.loose_arc])
