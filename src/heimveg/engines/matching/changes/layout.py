"""Lays out the pairs of a solved problem so that more can come."""

import mmap
from typing import Any

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.fetching import LINE, PAIRS
from heimveg.engines.matching.best.kernel import NOBODY, Reach, Room, Side, room
from heimveg.engines.matching.best.rows import rows_of
from heimveg.engines.matching.changes.closeness import Lists, lists_of
from heimveg.engines.matching.changes.editing import State
from heimveg.engines.matching.changes.placing import before

SPACE = 16  # seekers and homes that can come before everything is laid out anew, at first
MOST_SPACE = 256
PAGE = 1 << 21  # bytes in a large page

# What a search needs of a node, in one fetch: it is fetching that takes time, not reckoning.
NODE = np.dtype(
    [
        ("near_cost", np.int64), ("far_cost", np.int64), ("start", np.int64), ("many", np.int64),
        ("close", np.int64), ("noted", np.int64), ("place", np.int32), ("far_from", np.int32),
        ("must", np.bool_), ("", np.bool_, 7),
    ]
)  # fmt: skip


def laid_out(seekers: Side, homes: Side, by_home: Reach, more: int) -> State:
    """A solved problem with space to grow, and room for so many more seekers and homes."""
    n, m = len(seekers.dual) + more, len(homes.dual) + more
    by_seeker = rows_of(by_home, np.ones(len(seekers.dual), np.bool_))
    people, places = _nodes(n), _nodes(m)
    seekers, homes = _longer(seekers, people), _longer(homes, places)
    spaced_homes, home_space = _spaced(by_home, more, n)
    spaced_seekers, seeker_space = _spaced(by_seeker, more, m)
    return State(
        seekers,
        homes,
        _listed(places, spaced_homes, homes.dual, seekers.dual),
        _listed(people, spaced_seekers, seekers.dual, homes.dual),
        home_space,
        seeker_space,
        _room(places, people),
        _room(people, places),
        before(m, n),
        before(n, m),
    )


def _nodes(count: int) -> Ints:
    """(count,) of NODE, each in a line of its own."""
    return _aligned(count, NODE)


def _room(near: Ints, far: Ints) -> Room:
    """Working room for searches from the near nodes, some of it in the nodes."""
    near["near_cost"], far["far_cost"] = -1, -1
    return room(len(near), len(far))._replace(
        near_cost=near["near_cost"],
        place=near["place"],
        far_cost=far["far_cost"],
        far_from=far["far_from"],
    )


def _listed(mine: Ints, reach: Reach, dual: Ints, far_dual: Ints) -> Lists:
    """The pairs of nodes, with what is known of each node's stretch in the nodes."""
    mine["start"], mine["many"], mine["noted"] = reach.start, reach.many, dual
    reach = reach._replace(start=mine["start"], many=mine["many"])
    close = reach._replace(many=mine["close"])
    return lists_of(Lists(reach, close, mine["noted"]), far_dual)


def _longer(side: Side, mine: Ints) -> Side:
    """The side with nodes to come, nobody's yet; its pairs are in no order."""
    more = len(mine) - len(side.must)
    mine["must"][: len(side.must)] = side.must
    return Side(
        np.concatenate([side.dual, np.zeros(more, np.int64)]),
        np.concatenate([side.mate, np.full(more, NOBODY, np.int32)]),
        mine["must"],
        np.concatenate([side.least, np.zeros(more, np.int64)]),
        np.zeros(0, np.int64),
    )


def without_base(seekers: Side, by_home: Reach, base: Ints) -> tuple[Side, Reach]:
    """The surpluses, and what pairs are worth, less the base of each seeker."""
    values = by_home.value - base[by_home.who]
    side = seekers._replace(dual=seekers.dual - base, least=-base)
    return side, by_home._replace(value=values.astype(np.int32))


def _aligned(count: int, kind: np.dtype[Any]) -> Ints:
    """(count,) zeros, the first at the beginning of a line, and of a large page where the system
    has such: to find where a page lies takes as long as to fetch a line."""
    size = count * kind.itemsize
    page = PAGE if size > PAGE // 8 and hasattr(mmap, "MADV_HUGEPAGE") else 0
    if not page:
        room_for = np.zeros(size + LINE, np.uint8)
        first = -room_for.ctypes.data % LINE
        return room_for[first : first + size].view(kind)
    memory = mmap.mmap(-1, size + 2 * page, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_HUGEPAGE)
    whole = np.frombuffer(memory, np.uint8)
    first = -whole.ctypes.data % page
    return whole[first : first + size].view(kind)


def _spaced(reach: Reach, more: int, others: int) -> tuple[Reach, Ints]:
    """(the pairs with space behind each stretch, the space of each stretch). The `more` nodes to
    come get a stretch like the longest ones; there are `others` nodes on the other side."""
    long = min(others, 4 * int(reach.many.max(initial=0)) + MOST_SPACE)
    space = np.concatenate([reach.many + 2 * SPACE + more // 2, np.full(more, long)])
    space += -space % PAIRS
    start = np.cumsum(space) - space
    who, value = (_aligned(int(space.sum()), np.dtype(np.int32)) for _ in range(2))
    offset = np.cumsum(reach.many) - reach.many
    within = np.arange(int(reach.many.sum())) - np.repeat(offset, reach.many)
    source = np.repeat(reach.start, reach.many) + within
    target = np.repeat(start[: len(reach.start)], reach.many) + within
    who[target], value[target] = reach.who[source], reach.value[source]
    count = np.concatenate([reach.many, np.zeros(more, np.int64)])
    return Reach(start, count, who, value), space
