# ruff: noqa: C901
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""Finds the short rings of swaps: two homes, or three, whose residents change places."""

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.limits.arcs import Arcs

MOST_LISTED = 3  # longer rings are too many to list


def short_rings(arcs: Arcs, longest: int) -> Ints:
    """(k, 3) arcs of every ring of 2, and of 3 when `longest` allows; -1 fills a ring of 2."""
    if longest < 2:
        return np.zeros((0, 3), np.int64)
    return _rings(arcs.first, arcs.seeker, arcs.present, arcs.occupant, longest >= 3)


@compiled
def _arc_between(seeker: int, home: int, first: Ints, who: Ints) -> int:
    """The arc of the seeker into the home, or -1. Arcs into a home are sorted by seeker."""
    low, high = first[home], first[home + 1]
    while low < high:
        middle = (low + high) >> 1
        if who[middle] < seeker:
            low = middle + 1
        else:
            high = middle
    return low if low < first[home + 1] and who[low] == seeker else -1


@compiled
def _rings(first: Ints, who: Ints, present: Ints, occupant: Ints, threes: bool) -> Ints:
    """Each ring once, from the resident of the lowest home on."""
    found = np.empty((64, 3), np.int64)
    count = 0
    for home in range(len(occupant)):
        if occupant[home] < 0:
            continue
        for a in range(first[home], first[home + 1]):
            second = present[who[a]]
            if second <= home:
                continue
            back = _arc_between(occupant[home], second, first, who)
            if back >= 0:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count] = a, back, -1
                count += 1
            if not threes:
                continue
            for b in range(first[second], first[second + 1]):
                third = present[who[b]]
                if third <= home or third == second:
                    continue
                back = _arc_between(occupant[home], third, first, who)
                if back >= 0:
                    if count == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[count] = a, b, back
                    count += 1
    return found[:count].copy()
