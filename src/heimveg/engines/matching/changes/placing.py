# ruff: noqa: C901, PLR0913, PLR0917
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""Places one node again in a plan that is best but for it, and proves the plan best.

What a change can reach is read and proven again, and nothing else: a full proof, from all pairs,
is `auditing.value_proven`.
"""

from typing import NamedTuple

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.kernel import (
    ANYWHERE,
    FAR_AWAY,
    LET_GO,
    NOBODY,
    TOO_FAR,
    At,
    Found,
    Room,
    Side,
    clean,
    opening,
    search,
    settle,
)
from heimveg.engines.matching.changes.closeness import (
    CLOSE,
    DRIFT,
    NEAR_BY,
    Lists,
    find,
    sort_again,
)
from heimveg.engines.matching.compiled import lean

FARTHER = 16  # times as far is looked when nothing was found


class Before(NamedTuple):
    """What the last search may have moved, as it was: by it a proof can tell what has moved."""

    dual: Ints  # (near,): duals of the nodes that the search was done with
    mate: Ints  # (near,)
    far_dual: Ints  # (far,): duals of the far nodes it saw
    read: Ints  # (near,): the last search after which the node's pairs were read again
    # (5,): how many near nodes and far nodes, the search's number, who was let go, and whether
    # all that the search read was as it should be
    counts: Ints


def before(near: int, far: int) -> Before:
    return Before(
        dual=np.zeros(near, np.int64),
        mate=np.zeros(near, np.int32),
        far_dual=np.zeros(far, np.int64),
        read=np.zeros(near, np.int64),
        counts=np.zeros(5, np.int64),
    )


@lean
def _note(near: Side, far: Side, room: Room, was: Before, found: Found) -> None:
    _, ends, end, done, _, n_far, sound = found
    for k in range(done):
        node = room.near_done[k]
        was.dual[k], was.mate[k] = near.dual[node], near.mate[node]
    for k in range(n_far):
        was.far_dual[k] = far.dual[room.far_seen[k]]
    was.counts[0], was.counts[1] = done, n_far
    was.counts[3] = end if ends == LET_GO else NOBODY
    was.counts[4] = sound


@lean
def _enter(
    start: int, near: Side, far: Side, mine: Lists, theirs: Lists, room: Room, was: Before
) -> bool:
    """Places one node without a partner in the best plan, which stays best. Answers False when a
    node that must have a partner cannot get one; nothing is changed then but its dual."""
    was.counts[0] = was.counts[1] = 0
    was.counts[2] += 1
    was.counts[3], was.counts[4] = NOBODY, True
    free = opening(start, near, far, mine.close)
    if near.dual[start] < mine.noted[start] + DRIFT - CLOSE:  # another pair may need more
        free = opening(start, near, far, mine.all)
        if near.dual[start] == -FAR_AWAY:
            return False
    if near.dual[start] < mine.noted[start] - DRIFT:
        sort_again(start, near.dual[start], mine, theirs)
    if free >= 0:
        near.mate[start] = free
        far.mate[free] = start
        return True
    within, reach = NEAR_BY, mine.close
    while True:
        found = search(start, near, far, reach, room, within)
        if found[0] < FAR_AWAY and found[1] != TOO_FAR:
            _note(near, far, room, was, found)
            settle(start, near, far, room, found)
        clean(room, found)
        if found[1] != TOO_FAR:
            break
        within, reach = FARTHER * within if within < 1 << 40 else ANYWHERE, mine.all
    for k in range(was.counts[0]):
        node = room.near_done[k]
        if near.dual[node] < mine.noted[node] - DRIFT:
            sort_again(node, near.dual[node], mine, theirs)
    return bool(found[0] < FAR_AWAY)


@lean
def _covered(node: int, near: Side, far: Side, mine: Lists) -> bool:
    """Whether the node's dual covers all its pairs, and its own pair exactly. The pairs that are
    not close are covered because no dual has drifted far."""
    mate, dual, floor = near.mate[node], near.dual[node], near.least[node]
    who, value, far_dual = mine.close.who, mine.close.value, far.dual
    least, own = FAR_AWAY, 0 if mate < 0 and (dual == floor or near.must[node]) else FAR_AWAY
    first = mine.close.start[node]
    for e in range(At(first), At(first + mine.close.many[node])):
        slack = dual + far_dual[At(who[e])] - value[e]
        least = min(least, slack)
        own = slack if who[e] == mate else own
    drifted = dual < mine.noted[node] - DRIFT
    return own == 0 and least >= 0 and not drifted and (dual >= floor or near.must[node])


@lean
def _exact(node: int, near: Side, far: Side, mine: Lists) -> bool:
    """Whether the node's dual and its mate's are together just what their pair is worth; of who
    has no mate, whether the dual is that of nobody's."""
    mate, dual = near.mate[node], near.dual[node]
    if mate < 0:
        return dual == near.least[node] or near.must[node]
    at = find(mine.close, node, mate)
    listed = at < mine.close.start[node] + mine.close.many[node]
    return listed and dual + far.dual[mate] == mine.close.value[at]


@lean
def _proven(
    start: int, near: Side, far: Side, mine: Lists, room: Room, was: Before, later: int
) -> bool:
    """Whether the plan is proven best after a search that began at `start`. `later`: a far node
    that is placed next, NOBODY for none.

    Before the change each pair was covered by its two duals, and each pair of the plan exactly.
    Only a dual that was lowered can uncover a pair, only a dual that has moved can make a pair of
    the plan inexact, and only a new mate makes a pair of the plan. So all pairs of `start` and of
    the near nodes whose dual has moved are read again, the pair in the plan of those who have
    another mate, and each far node whose dual has moved must have its mate among the first.
    Who is left alone must have the dual of nobody's, on both sides. All else stands as it was
    proven before; `Resolver.audit` proves it from nothing.
    """
    turn, let_go = was.counts[2], was.counts[3]
    holds = _covered(start, near, far, mine) and was.counts[4] == 1
    was.read[start] = turn
    for k in range(was.counts[0]):
        node = room.near_done[k]
        if near.dual[node] != was.dual[k]:
            holds = holds and _covered(node, near, far, mine)
            was.read[node] = turn
        elif near.mate[node] != was.mate[k]:
            holds = holds and _exact(node, near, far, mine)
    if let_go >= 0:
        holds = holds and near.mate[let_go] < 0 and near.dual[let_go] == near.least[let_go]
    for k in range(was.counts[1]):
        other = room.far_seen[k]
        mate = far.mate[other]
        if mate < 0:
            holds = holds and (other == later or far.dual[other] == far.least[other])
        elif far.dual[other] != was.far_dual[k]:
            holds = holds and was.read[mate] == turn
    return holds


@lean
def place(
    start: int, near: Side, far: Side, mine: Lists, theirs: Lists, room: Room, was: Before,
    later: int,
) -> bool:  # fmt: skip
    """Makes the plan best again when only the node, without a partner, may be wrong, and `later`,
    a far node that is placed next. Answers whether that is proven; False also when it must have a
    partner and cannot."""
    placed = _enter(start, near, far, mine, theirs, room, was)
    return placed and _proven(start, near, far, mine, room, was, later)
