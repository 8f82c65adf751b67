"""Finds every eligible pair and its value, 64 seekers at a time.

For each answer a home can give to a requirement there is a row of bits, one for each seeker who
accepts that answer. A home's candidates are those rows joined by "and": about a dozen operations
for 64 seekers, instead of a dozen tests for each pair.
Cost: O(m·n/64) word operations and O(pairs).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.arrays import ANY, Encoded, Ints, Lists
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.requirements import (
    AREA_POINTS,
    CLUSTER_POINTS,
    KIND_POINTS,
    ROOMS_POINTS,
)

Bits = NDArray[np.uint64]
ONE = np.uint64(1)
NO_BITS = np.uint64(0)
MOST_ROOMS = 50


class Pairs(NamedTuple):
    """Eligible pairs home by home: seeker who[e] in home h is worth value[e], for e from start[h]
    up to start[h] + count[h], seekers ascending."""

    start: Ints  # (m,)
    count: Ints  # (m,)
    who: NDArray[np.int32]  # (pairs,)
    value: NDArray[np.int32]  # (pairs,), points


class Accepts(NamedTuple):
    """Rows of bits, one bit for each seeker: who accepts, or wishes for, each answer."""

    kind: Bits  # (7, words)
    standard: Bits  # (3, words)
    location: Bits  # (2, words)
    rooms: Bits  # (51, words)
    step_free: Bits  # (2, words)
    wheelchair: Bits  # (2, words)
    staffed: Bits  # (4, words)
    pets: Bits  # (2, words)
    wished_kind: Bits  # (7, words)
    wished_rooms: Bits  # (51, words)
    any_area: Bits  # (words,): no wish about areas
    any_cluster: Bits  # (words,)


def eligible_pairs(problem: Encoded) -> Pairs:
    """Every pair that meets all requirements, a seeker's own home included with value 0."""
    homes = problem.homes
    order = np.lexsort((homes[:, 9], homes[:, 8]))  # by area, then cluster: their rows are kept
    start, count, who, value = _pairs(
        homes,
        order,
        _accepts(problem.seekers, problem.pinned),
        (problem.base, problem.seekers[:, 9].copy(), problem.present, problem.pinned),
        (problem.occupant, problem.pinned_to),
        tuple(_plain(lists) for lists in _lists_of(problem)),
        problem.fit_weight,
    )
    return Pairs(start, count, who, value)


def _lists_of(problem: Encoded) -> tuple[Lists, ...]:
    return (
        problem.areas_not,
        problem.areas_wished,
        problem.clusters_not,
        problem.clusters_wished,
        problem.groups,
        problem.excluded,
    )


def _plain(lists: Lists) -> tuple[Ints, NDArray[np.int32]]:
    return lists.first, lists.who


def _accepts(seekers: Ints, pinned: Ints) -> Accepts:
    """The rows of bits. Pinned seekers accept no kind: only their pin is theirs."""
    column = seekers.T
    free = pinned < 0
    kinds, rooms = np.arange(7), np.arange(MOST_ROOMS + 1)
    return Accepts(
        kind=_packed((column[0] >> kinds[:, None] & 1 == 1) & free),
        standard=_packed(column[1] <= np.arange(3)[:, None]),
        location=_packed(column[2] >> np.arange(2)[:, None] & 1 == 1),
        rooms=_packed((column[3] <= rooms[:, None]) & (column[4] >= rooms[:, None])),
        step_free=_packed(column[5] <= np.arange(2)[:, None]),
        wheelchair=_packed(column[6] <= np.arange(2)[:, None]),
        staffed=_packed(column[7] <= np.arange(4)[:, None]),
        pets=_packed(column[8] <= np.arange(2)[:, None]),
        wished_kind=_packed(column[10] >> kinds[:, None] & 1 == 1),
        wished_rooms=_packed((column[11] == rooms[:, None]) | (column[11] == ANY)),
        any_area=_packed(column[12:13] == 0)[0],
        any_cluster=_packed(column[13:14] == 0)[0],
    )


def _packed(flags: NDArray[np.bool_]) -> Bits:
    """(k, n) flags as (k, words) rows of 64 bits, the first seeker lowest."""
    padding = -flags.shape[1] % 64
    padded = np.pad(flags, ((0, 0), (0, padding)))
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


@compiled
def _ones(word: np.uint64) -> np.int64:
    """How many bits are set. Source: Warren, Hacker's Delight, 5-1."""
    word -= (word >> ONE) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _set(row, lists, key):  # type: ignore[no-untyped-def]
    first, who = lists
    for at in range(first[key], first[key + 1]):
        seeker = who[at]
        row[seeker >> 6] |= ONE << np.uint64(seeker & 63)


@compiled
def _clear(row, lists, key):  # type: ignore[no-untyped-def]
    first, who = lists
    for at in range(first[key], first[key + 1]):
        seeker = who[at]
        row[seeker >> 6] &= ~(ONE << np.uint64(seeker & 63))


@compiled
def _candidates(row, home, accepts, area_row, cluster_row):  # type: ignore[no-untyped-def]
    """Fills the row with everybody who accepts the home's answers, its funding left aside."""
    kind, standard = accepts.kind[home[0]], accepts.standard[home[1]]
    location, rooms = accepts.location[home[2]], accepts.rooms[home[3]]
    step_free, wheelchair = accepts.step_free[home[4]], accepts.wheelchair[home[5]]
    staffed, pets = accepts.staffed[home[6]], accepts.pets[home[7]]
    for k in range(len(row)):
        row[k] = (
            kind[k] & standard[k] & location[k] & rooms[k] & step_free[k] & wheelchair[k]
            & staffed[k] & pets[k] & area_row[k] & cluster_row[k]
        )  # fmt: skip


@compiled
def _only(row, seeker):  # type: ignore[no-untyped-def]
    row[:] = NO_BITS
    row[seeker >> 6] = ONE << np.uint64(seeker & 63)


@compiled
def _pairs(homes, order, accepts, of_seekers, of_homes, lists, fit_weight):  # type: ignore[no-untyped-def]
    base, ceiling, present, pinned = of_seekers
    occupant, pinned_to = of_homes
    areas_not, areas_wished, clusters_not, clusters_wished, groups, excluded = lists
    m, words = len(homes), len(accepts.any_area)
    row = np.empty(words, np.uint64)
    tied = np.empty(words, np.uint64)
    area_row = np.empty(words, np.uint64)
    area_wish = np.empty(words, np.uint64)
    cluster_row = np.empty(words, np.uint64)
    cluster_wish = np.empty(words, np.uint64)
    start = np.zeros(m, np.int64)
    count = np.zeros(m, np.int64)
    who = np.empty(1 << 16, np.int32)
    value = np.empty(1 << 16, np.int32)
    end = 0
    last_area = last_cluster = -2
    for h in order:
        home = homes[h]
        if home[8] != last_area:
            last_area = home[8]
            area_row[:] = ~NO_BITS
            area_wish[:] = accepts.any_area
            if last_area >= 0:
                _clear(area_row, areas_not, last_area)
                _set(area_wish, areas_wished, last_area)
        if home[9] != last_cluster:
            last_cluster = home[9]
            cluster_row[:] = ~NO_BITS
            cluster_wish[:] = accepts.any_cluster
            if last_cluster >= 0:
                _clear(cluster_row, clusters_not, last_cluster)
                _set(cluster_wish, clusters_wished, last_cluster)
        _candidates(row, home, accepts, area_row, cluster_row)
        if home[10] >= 0:
            tied[:] = NO_BITS
            _set(tied, groups, home[10])
            row &= tied
        _clear(row, excluded, h)
        own = occupant[h]
        if own >= 0 and (pinned[own] < 0 or pinned[own] == h):
            row[own >> 6] |= ONE << np.uint64(own & 63)
        if pinned_to[h] >= 0:
            _only(row, pinned_to[h])
        most = 0
        for k in range(words):
            most += _ones(row[k])
        if end + most > len(who):
            size = 2 * (end + most)
            who = np.concatenate((who[:end], np.empty(size - end, np.int32)))
            value = np.concatenate((value[:end], np.empty(size - end, np.int32)))
        start[h] = end
        rent = home[11]
        wished_kind, wished_rooms = accepts.wished_kind[home[0]], accepts.wished_rooms[home[3]]
        for k in range(words):
            left = row[k]
            while left != NO_BITS:
                low = left & (~left + ONE)
                left ^= low
                s = 64 * k + _ones(low - ONE)
                if s == own:
                    who[end], value[end] = s, 0
                    end += 1
                elif rent <= ceiling[s]:
                    fit = 0
                    if area_wish[k] & low:
                        fit += AREA_POINTS
                    if wished_kind[k] & low:
                        fit += KIND_POINTS
                    if wished_rooms[k] & low:
                        fit += ROOMS_POINTS
                    if cluster_wish[k] & low:
                        fit += CLUSTER_POINTS
                    who[end], value[end] = s, base[s] + fit * fit_weight
                    end += 1
        count[h] = end - start[h]
    return start, count, who[:end].copy(), value[:end].copy()
