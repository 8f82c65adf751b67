# mypy: disable-error-code="no-any-return"
"""The eligible pairs seeker by seeker, for searches that start at a person."""

import numpy as np

from heimveg.engines.matching.arrays import Flags, Ints
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.kernel import Reach


def rows_of(reach: Reach, wanted: Flags) -> Reach:
    """The pairs of the seekers `wanted` (n,), homes ascending; the others have none."""
    return Reach(*_rows(reach, wanted))


@compiled
def _rows(reach: Reach, wanted: Flags) -> tuple[Ints, Ints, Ints, Ints]:
    count = np.zeros(len(wanted), np.int64)
    for h in range(len(reach.start)):
        for e in range(reach.start[h], reach.start[h] + reach.many[h]):
            if wanted[reach.who[e]]:
                count[reach.who[e]] += 1
    start = np.zeros(len(wanted), np.int64)
    start[1:] = np.cumsum(count)[:-1]
    who = np.empty(count.sum(), np.int32)
    value = np.empty(len(who), np.int32)
    end = start.copy()
    for h in range(len(reach.start)):
        for e in range(reach.start[h], reach.start[h] + reach.many[h]):
            s = reach.who[e]
            if wanted[s]:
                who[end[s]], value[end[s]] = h, reach.value[e]
                end[s] += 1
    return start, count, who, value
