"""Lays out the pairs of a solved problem so that more can come."""

import numpy as np

from heimveg.engines.matching.arrays import Ints
from heimveg.engines.matching.kernel import NOBODY, Reach, Side

SPACE = 16  # seekers and homes that can come before everything is laid out anew


def longer(side: Side) -> Side:
    """The side with room for SPACE more nodes, nobody's yet; their pairs are in no order."""
    return Side(
        np.concatenate([side.dual, np.zeros(SPACE, np.int64)]),
        np.concatenate([side.mate, np.full(SPACE, NOBODY, np.int32)]),
        np.concatenate([side.must, np.zeros(SPACE, np.bool_)]),
        np.concatenate([side.least, np.zeros(SPACE, np.int64)]),
        np.zeros(0, np.int64),
    )


def without_base(seekers: Side, by_home: Reach, base: Ints) -> tuple[Side, Reach]:
    """The surpluses, and what pairs are worth, less the base of each seeker."""
    values = by_home.value - base[by_home.who]
    side = seekers._replace(dual=seekers.dual - base, least=-base)
    return side, by_home._replace(value=values.astype(np.int32))


def spaced(reach: Reach, others: int) -> tuple[Reach, Ints]:
    """(the pairs with space behind each stretch, the space of each stretch). The SPACE nodes to
    come get a stretch as long as there are nodes on the other side."""
    space = np.concatenate([reach.many + 2 * SPACE, np.full(SPACE, others)])
    start = np.cumsum(space) - space
    who = np.zeros(int(space.sum()), np.int32)
    value = np.zeros(len(who), np.int32)
    offset = np.cumsum(reach.many) - reach.many
    within = np.arange(int(reach.many.sum())) - np.repeat(offset, reach.many)
    source = np.repeat(reach.start, reach.many) + within
    target = np.repeat(start[: len(reach.start)], reach.many) + within
    who[target], value[target] = reach.who[source], reach.value[source]
    count = np.concatenate([reach.many, np.zeros(SPACE, np.int64)])
    return Reach(start, count, who, value), space
