# ruff: noqa: PLR0913, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""Finds every eligible pair and its value, 64 seekers at a time.

For each answer a home can give to a requirement there is a row of bits, one for each seeker who
accepts that answer. A home's candidates are those rows joined by "and": about a dozen operations
for 64 seekers, instead of a dozen tests for each pair.
Cost: O(m·n/64) word operations and O(pairs).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.best.arrays import ANY, Encoded, Flags, Ints, Lists
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.format.requirements import (
    AREA_POINTS,
    CLUSTER_POINTS,
    KIND_POINTS,
    ROOMS_POINTS,
)

Bits = NDArray[Any]  # 64 bits a word
ONE = np.uint64(1)
NO_BITS = np.uint64(0)
MOST_ROOMS = 50


ListsByKey = tuple[tuple[Ints, Ints], ...]


class Pairs(NamedTuple):
    """Eligible pairs home by home: seeker who[e] in home h is worth value[e], for e from start[h]
    up to start[h] + many[h], seekers ascending."""

    start: Ints  # (m,)
    many: Ints  # (m,)
    who: Ints  # (pairs,)
    value: Ints  # (pairs,), points


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


class People(NamedTuple):
    """What else is known about seekers, and about who belongs to which home."""

    base: Ints  # (n,): value of a pair before the points of its fit
    ceiling: Ints  # (n,): the highest rent, NOK a month
    pinned: Ints  # (n,): the home pinned to the seeker, or -1
    occupant: Ints  # (m,)
    pinned_to: Ints  # (m,)


class Rows(NamedTuple):
    """Rows of bits for the home at hand."""

    open: Bits  # who accepts the home
    tied: Bits  # who belongs to the group that the funding is tied to
    area: Bits  # who does not refuse the area
    cluster: Bits
    wished_area: Bits
    wished_cluster: Bits


def eligible_pairs(problem: Encoded) -> Pairs:
    """Every pair that meets all requirements, a seeker's own home included with value 0."""
    homes = problem.homes
    order = np.lexsort((homes[:, 9], homes[:, 8], homes[:, 10]))  # rows of bits are kept so long
    return Pairs(
        *_pairs(
            homes,
            order,
            _accepts(problem.seekers, problem.pinned),
            People(
                problem.base,
                problem.seekers[:, 9].copy(),
                problem.pinned,
                problem.occupant,
                problem.pinned_to,
            ),
            tuple((lists.first, lists.who) for lists in _lists_of(problem)),
            problem.fit_weight,
        )
    )


def _lists_of(problem: Encoded) -> tuple[Lists, ...]:
    return (
        problem.areas_not,
        problem.areas_wished,
        problem.clusters_not,
        problem.clusters_wished,
        problem.groups,
        problem.excluded,
    )


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


def _packed(flags: Flags) -> Bits:
    """(k, n) flags as (k, words) rows of 64 bits, the first seeker lowest."""
    padding = -flags.shape[1] % 64
    padded = np.pad(flags, ((0, 0), (0, padding)))
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


@compiled
def _ones(word: Any) -> int:  # noqa: ANN401  one unsigned word
    """How many bits are set. Source: Warren, Hacker's Delight, 5-1."""
    word -= (word >> ONE) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _set(row: Bits, lists: tuple[Ints, Ints], key: int) -> None:
    first, who = lists
    for at in range(first[key], first[key + 1]):
        row[who[at] >> 6] |= ONE << np.uint64(who[at] & 63)


@compiled
def _clear(row: Bits, lists: tuple[Ints, Ints], key: int) -> None:
    first, who = lists
    for at in range(first[key], first[key + 1]):
        row[who[at] >> 6] &= ~(ONE << np.uint64(who[at] & 63))


@compiled
def _renew(rows: Rows, home: Ints, last: Ints, accepts: Accepts, lists: ListsByKey) -> None:
    """Renews the rows that belong to the home's tie, area and cluster where they changed."""
    areas_not, areas_wished, clusters_not, clusters_wished, groups, _ = lists
    if home[10] != last[10]:
        rows.tied[:] = ~NO_BITS
        if home[10] >= 0:
            rows.tied[:] = NO_BITS
            _set(rows.tied, groups, home[10])
    if home[8] != last[8]:
        rows.area[:] = ~NO_BITS
        rows.wished_area[:] = accepts.any_area
        if home[8] >= 0:
            _clear(rows.area, areas_not, home[8])
            _set(rows.wished_area, areas_wished, home[8])
    if home[9] != last[9]:
        rows.cluster[:] = ~NO_BITS
        rows.wished_cluster[:] = accepts.any_cluster
        if home[9] >= 0:
            _clear(rows.cluster, clusters_not, home[9])
            _set(rows.wished_cluster, clusters_wished, home[9])


@compiled
def _join(rows: Rows, home: Ints, accepts: Accepts) -> None:
    """Fills `open` with everybody who accepts all the home's answers but its rent."""
    kind, standard = accepts.kind[home[0]], accepts.standard[home[1]]
    location, rooms = accepts.location[home[2]], accepts.rooms[home[3]]
    step_free, wheelchair = accepts.step_free[home[4]], accepts.wheelchair[home[5]]
    staffed, pets = accepts.staffed[home[6]], accepts.pets[home[7]]
    row, tied, area, cluster = rows.open, rows.tied, rows.area, rows.cluster
    for k in range(len(row)):
        row[k] = (
            kind[k] & standard[k] & location[k] & rooms[k] & step_free[k] & wheelchair[k]
            & staffed[k] & pets[k] & tied[k] & area[k] & cluster[k]
        )  # fmt: skip


@compiled
def _except(rows: Rows, h: int, people: People, excluded: tuple[Ints, Ints]) -> int:
    """Applies exclusions, pins and staying; answers how many there are at most."""
    _clear(rows.open, excluded, h)
    own, pin = people.occupant[h], people.pinned_to[h]
    if own >= 0 and (people.pinned[own] < 0 or people.pinned[own] == h):
        rows.open[own >> 6] |= ONE << np.uint64(own & 63)
    if pin >= 0:
        rows.open[:] = NO_BITS
        rows.open[pin >> 6] = ONE << np.uint64(pin & 63)
    most = 0
    for k in range(len(rows.open)):
        most += _ones(rows.open[k])
    return most


@compiled
def _words_in_use(row: Bits, used: Ints) -> int:
    """Writes the places of words that are not zero; answers how many. Without branches."""
    count = 0
    for k in range(len(row)):
        used[count] = k
        count += row[k] != NO_BITS
    return count


@compiled
def _write(
    who: Ints, value: Ints, end: int, h: int, home: Ints,
    rows: Rows, used: Ints, accepts: Accepts, people: People, fit_weight: int,
) -> int:  # fmt: skip
    """Writes the home's pairs from `end` on; answers the new end."""
    wished_kind, wished_rooms = accepts.wished_kind[home[0]], accepts.wished_rooms[home[3]]
    for at in range(_words_in_use(rows.open, used)):
        k = used[at]
        left = rows.open[k]
        while left != NO_BITS:
            bit = np.uint64(_ones((left & (~left + ONE)) - ONE))
            left &= left - ONE
            s = 64 * k + np.int64(bit)
            fit = (  # without branches: wishes are as good as random
                np.int64(rows.wished_area[k] >> bit & ONE) * AREA_POINTS
                + np.int64(wished_kind[k] >> bit & ONE) * KIND_POINTS
                + np.int64(wished_rooms[k] >> bit & ONE) * ROOMS_POINTS
                + np.int64(rows.wished_cluster[k] >> bit & ONE) * CLUSTER_POINTS
            )
            own = s == people.occupant[h]
            who[end] = s
            value[end] = 0 if own else people.base[s] + fit * fit_weight
            end += own or home[11] <= people.ceiling[s]
    return end


@compiled
def _pairs(
    homes: Ints, order: Ints, accepts: Accepts, people: People, lists: ListsByKey, fit_weight: int
) -> tuple[Ints, Ints, Ints, Ints]:
    m, words = len(homes), len(accepts.any_area)
    bits = np.empty((6, words), np.uint64)
    rows = Rows(bits[0], bits[1], bits[2], bits[3], bits[4], bits[5])
    start, count = np.zeros(m, np.int64), np.zeros(m, np.int64)
    who, value = np.empty(1 << 16, np.int32), np.empty(1 << 16, np.int32)
    used = np.empty(words + 1, np.int64)
    last = np.full(homes.shape[1], -2)
    end = 0
    for h in order:
        _renew(rows, homes[h], last, accepts, lists)
        last[:] = homes[h]
        _join(rows, homes[h], accepts)
        most = _except(rows, h, people, lists[5])
        if end + most >= len(who):
            more = end + most + 1
            who = np.concatenate((who[:end], np.empty(more, np.int32)))
            value = np.concatenate((value[:end], np.empty(more, np.int32)))
        start[h] = end
        end = _write(who, value, end, h, homes[h], rows, used, accepts, people, fit_weight)
        count[h] = end - start[h]
    return start, count, who[:end], value[:end]
