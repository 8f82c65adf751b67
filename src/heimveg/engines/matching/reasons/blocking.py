# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""Counts, for seekers left without a home, the homes that fail one requirement alone, or two.

Works on 64 seekers at a time: each requirement is a row of bits saying whom the home fails, and
the rows are added bit by bit into "one or more", "two or more" and "three or more".
"""

from typing import NamedTuple

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Ints
from heimveg.engines.matching.best.eligibility import (
    MOST_ROOMS,
    NO_BITS,
    ONE,
    Bits,
    _clear,
    _ones,
    _packed,
    _set,
)
from heimveg.engines.matching.compiled import compiled

CODES = (
    "kinds", "standard_at_least", "locations", "rooms_at_least", "rooms_at_most", "step_free",
    "wheelchair", "staffed_at_least", "pets", "rent_at_most", "areas_not", "clusters_not",
    "tied_to",
)  # fmt: skip
RENT, AREAS, CLUSTERS, TIE = 9, 10, 11, 12


class Fails(NamedTuple):
    """Rows of bits by the home's answer: whom that answer fails."""

    kind: Bits
    standard: Bits
    location: Bits
    too_small: Bits
    too_large: Bits
    step_free: Bits
    wheelchair: Bits
    staffed: Bits
    pets: Bits


def alone(problem: Encoded, seekers: Ints, homes: Ints) -> tuple[Ints, Ints]:
    """(k,) homes that fail nothing, and (k, 13) homes that fail just that requirement, for the k
    seekers given. Excluded pairs are left out."""
    return _counted(problem, seekers, homes, 1)


def in_pairs(problem: Encoded, seekers: Ints, homes: Ints) -> Ints:
    """(k, 13, 13) homes that fail just those two requirements, the first code lower."""
    _, counts = _counted(problem, seekers, homes, 2)
    return counts.reshape(-1, len(CODES), len(CODES))


def _counted(problem: Encoded, seekers: Ints, homes: Ints, depth: int) -> tuple[Ints, Ints]:
    wanted = problem.seekers[seekers]
    place = np.full(len(problem.seekers), -1)
    place[seekers] = np.arange(len(seekers))
    by_rent = homes[np.argsort(problem.homes[homes, 11], kind="stable")]
    lists = (problem.areas_not, problem.clusters_not, problem.groups, problem.excluded)
    return _count(
        problem.homes,
        by_rent,
        _fails(wanted),
        wanted[:, 9].copy(),
        np.argsort(wanted[:, 9], kind="stable"),
        tuple(_among(listed.first, listed.who, place) for listed in lists),
        depth,
    )


def _fails(seekers: Ints) -> Fails:
    column = seekers.T
    kinds, rooms = np.arange(7)[:, None], np.arange(MOST_ROOMS + 1)[:, None]
    two, four = np.arange(2)[:, None], np.arange(4)[:, None]
    return Fails(
        kind=_packed(column[0] >> kinds & 1 == 0),
        standard=_packed(column[1] > np.arange(3)[:, None]),
        location=_packed(column[2] >> two & 1 == 0),
        too_small=_packed(column[3] > rooms),
        too_large=_packed(column[4] < rooms),
        step_free=_packed(column[5] > two),
        wheelchair=_packed(column[6] > two),
        staffed=_packed(column[7] > four),
        pets=_packed(column[8] > two),
    )


def _among(first: Ints, who: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Index lists with only the seekers that have a place, by that place."""
    kept = place[who] >= 0
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    return before[first], place[who[kept]].astype(np.int32)


@compiled
def _count(
    table: Ints, homes: Ints, fails: Fails, ceiling: Ints, by_ceiling: Ints,
    lists: tuple[tuple[Ints, Ints], ...], depth: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    areas_not, clusters_not, groups, excluded = lists
    words, k = fails.kind.shape[1], len(ceiling)
    open_homes = np.zeros(k, np.int64)
    counts = np.zeros((k, 13 if depth == 1 else 169), np.int64)
    rows = np.zeros((13, words), np.uint64)
    sums = np.zeros((3, words), np.uint64)
    asked = np.zeros(words, np.uint64)
    for s in range(k):
        asked[s >> 6] |= ONE << np.uint64(s & 63)
    passed = 0
    for h in homes:
        home = table[h]
        while passed < k and ceiling[by_ceiling[passed]] < home[11]:  # homes come by rent
            s = by_ceiling[passed]
            rows[9, s >> 6] |= ONE << np.uint64(s & 63)
            passed += 1
        rows[0], rows[1], rows[2] = (
            fails.kind[home[0]],
            fails.standard[home[1]],
            fails.location[home[2]],
        )
        rows[3], rows[4] = fails.too_small[home[3]], fails.too_large[home[3]]
        rows[5], rows[6] = fails.step_free[home[4]], fails.wheelchair[home[5]]
        rows[7], rows[8] = fails.staffed[home[6]], fails.pets[home[7]]
        rows[10:13] = NO_BITS
        if home[8] >= 0:
            _set(rows[10], areas_not, home[8])
        if home[9] >= 0:
            _set(rows[11], clusters_not, home[9])
        if home[10] >= 0:
            rows[12] = ~NO_BITS
            _clear(rows[12], groups, home[10])
        _clear(asked, excluded, h)
        sums[:] = NO_BITS
        for r in range(13):
            for w in range(words):
                failed = rows[r, w]
                sums[2, w] |= sums[1, w] & failed
                sums[1, w] |= sums[0, w] & failed
                sums[0, w] |= failed
        for w in range(words):
            left = asked[w] & ~sums[0, w]
            while left != NO_BITS:
                low = left & (~left + ONE)
                left ^= low
                open_homes[64 * w + _ones(low - ONE)] += 1
            left = asked[w] & sums[depth - 1, w] & ~sums[depth, w]
            while left != NO_BITS:
                low = left & (~left + ONE)
                left ^= low
                code = 0
                for r in range(13):
                    if rows[r, w] & low:
                        code = 13 * code + r
                counts[64 * w + _ones(low - ONE), code] += 1
        _set(asked, excluded, h)
    return open_homes, counts
