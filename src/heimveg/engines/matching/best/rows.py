"""The eligible pairs seeker by seeker, for searches that start at a person."""

import numpy as np

from heimveg.engines.matching.best.arrays import Flags, Ints
from heimveg.engines.matching.best.kernel import At, Reach
from heimveg.engines.matching.compiled import compiled


def rows_of(reach: Reach, wanted: Flags, degrees: Ints | None = None) -> Reach:
    """The pairs of the seekers `wanted` (n,), homes ascending; the others have none.

    `degrees` (n,): how many pairs each seeker has, where that is known already.
    """
    if degrees is None:
        degrees = degrees_of(reach, len(wanted))
    many = np.where(wanted, degrees, 0)
    start = np.cumsum(many) - many
    who, value = _rows(reach, wanted, start.copy(), int(many.sum()))
    return Reach(start, many, who, value)


@compiled
def degrees_of(reach: Reach, seekers: int) -> Ints:
    """(n,): how many pairs each seeker has."""
    degrees = np.zeros(seekers, np.int64)
    who = reach.who
    for h in range(len(reach.start)):
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            degrees[At(who[e])] += 1
    return degrees


@compiled
def _rows(reach: Reach, wanted: Flags, end: Ints, size: int) -> tuple[Ints, Ints]:
    who, value = np.empty(size, np.int32), np.empty(size, np.int32)
    listed, worth = reach.who, reach.value
    for h in range(len(reach.start)):
        for e in range(At(reach.start[h]), At(reach.start[h] + reach.many[h])):
            s = At(listed[e])
            if wanted[s]:
                at = At(end[s])
                who[at], value[at] = h, worth[e]
                end[s] += 1
    return who, value
