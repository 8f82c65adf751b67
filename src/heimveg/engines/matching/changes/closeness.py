# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""The pairs of each node with the close ones first: those that could matter to a small change.

How far a pair is from mattering is its slack, surplus + price - value. At any time some tenth of
the pairs have a slack below CLOSE, and a change that costs little can be found and proven by
reading those alone. When its pairs were sorted, a node's dual was noted (`noted`), and every pair
that is not among the close ones had, by the noted duals of both, a slack of CLOSE or more. No dual
is ever more than DRIFT below what was noted: a node that falls further is sorted again. So a pair
that is not among the close ones has a slack of at least CLOSE - 2 * DRIFT = NEAR_BY.
"""

from typing import NamedTuple

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.kernel import At, Reach
from heimveg.engines.matching.compiled import compiled, lean

CLOSE, DRIFT = 768, 128  # points
NEAR_BY = CLOSE - 2 * DRIFT


class Lists(NamedTuple):
    """The pairs of one side's nodes, in no order but that the close ones come first."""

    all: Reach
    close: Reach  # the same arrays, but `many` is how many are close
    noted: Ints  # (nodes,): the dual when the pairs were sorted last


def lists_of(lists: Lists, far_dual: Ints) -> Lists:
    """The lists, sorted by the duals noted and those on the far side."""
    _sort_all(lists, far_dual)
    return lists


@compiled
def _sort_all(mine: Lists, far_noted: Ints) -> None:
    for node in range(len(mine.noted)):
        _divide(node, mine, far_noted)


@lean
def find(reach: Reach, node: int, other: int) -> int:
    """Where the pair stands, or the end of the node's stretch. Sixteen at a time, without
    branches."""
    who, at = reach.who, reach.start[node]
    end = at + reach.many[node]
    while at + 16 <= end:
        hits = 0
        for k in range(16):
            hits += who[at + k] == other
        if hits:
            break
        at += 16
    while at < end and who[at] != other:
        at += 1
    return at


@lean
def _swap(reach: Reach, one: int, other: int) -> None:
    who, value = reach.who, reach.value
    who[one], who[other] = who[other], who[one]
    value[one], value[other] = value[other], value[one]


@lean
def _divide(node: int, mine: Lists, far_noted: Ints) -> None:
    """Sorts the node's pairs by the noted duals: the close ones first."""
    who, value, noted = mine.all.who, mine.all.value, mine.noted[node]
    low = mine.all.start[node]
    high = low + mine.all.many[node] - 1
    while low <= high:
        if noted + far_noted[At(who[low])] - value[low] < CLOSE:
            low += 1
        else:
            _swap(mine.all, low, high)
            high -= 1
    mine.close.many[node] = low - mine.all.start[node]


@lean
def bring_close(lists: Lists, node: int, other: int) -> None:
    """Lists a pair among the close ones, when it is listed at all."""
    at, first = find(lists.all, node, other), lists.all.start[node]
    if first + lists.close.many[node] <= at < first + lists.all.many[node]:
        _swap(lists.all, at, first + lists.close.many[node])
        lists.close.many[node] += 1


@lean
def sort_again(node: int, dual: int, mine: Lists, theirs: Lists) -> None:
    """Notes the node's dual and sorts its pairs by it; those that are close now are brought close
    on the other side too, where a pair may also stay close that is not any more."""
    mine.noted[node] = dual
    before = mine.close.many[node]
    who, value, first = mine.all.who, mine.all.value, mine.all.start[node]
    for e in range(first + before, first + mine.all.many[node]):
        if dual + theirs.noted[At(who[e])] - value[e] < CLOSE:
            bring_close(theirs, who[e], node)
    _divide(node, mine, theirs.noted)


@lean
def put(lists: Lists, node: int, other: int, points: int, close: bool) -> None:
    """Lists a pair, among the close ones or last."""
    who, value = lists.all.who, lists.all.value
    at = lists.all.start[node] + lists.all.many[node]
    lists.all.many[node] += 1
    who[at], value[at] = other, points
    if close:
        _swap(lists.all, at, lists.all.start[node] + lists.close.many[node])
        lists.close.many[node] += 1


@lean
def take_out(lists: Lists, node: int, other: int) -> None:
    """Takes a pair out of a stretch, when it is listed."""
    at, first = find(lists.all, node, other), lists.all.start[node]
    if at < first + lists.all.many[node]:
        if at < first + lists.close.many[node]:
            lists.close.many[node] -= 1
            _swap(lists.all, at, first + lists.close.many[node])
            at = first + lists.close.many[node]
        lists.all.many[node] -= 1
        _swap(lists.all, at, first + lists.all.many[node])
