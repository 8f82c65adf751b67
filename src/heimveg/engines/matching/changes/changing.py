# ruff: noqa: C901, PLR0912, PLR0913, PLR0917  one call with whatever a change may need
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: handing them over one by one is what makes them fast.
"""Compiled changes to a solved problem: pairs come and go, and the plan is made best again.

Pairs are listed twice, by home and by seeker, in no order. What a pair is worth is listed without
the seeker's base (`least` is minus the base), and a seeker's dual is the surplus without it: so a
new urgency changes one number, and no list.

Who leaves the problem, or is pinned, stays in the lists with a dual so high that no search ever
looks there (`GONE`): taking somebody out of some hundred lists would cost more than the search.

All sorts of change share one compiled function, and in it one search from a seeker and one from a
home: in a committee they come seldom and in turns, and reading machine code that the processor
does not have at hand takes longer than most searches.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import typeof, types
from numba.experimental import structref

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.best.kernel import NOBODY
from heimveg.engines.matching.changes import editing
from heimveg.engines.matching.changes.editing import GONE, State
from heimveg.engines.matching.changes.placing import place
from heimveg.engines.matching.compiled import compiled

EXCLUDE, KEEP, RELEASE, GIVE_ALL, REBASE, NO_HOME, NO_SEEKER, GIVE_HOME = range(8)
NOTHING: Ints = np.zeros(0, np.int64)


@structref.register
class _KeptType(types.StructRef):
    """The state as one reference: handing over its forty arrays one by one takes longer than
    most searches."""


class Kept(structref.StructRefProxy):
    """What the compiled changes are given; the arrays are those of the `State` it is made of."""

    state: State  # to be read by compiled code alone
    change: Callable[..., bool]  # `_change` for arguments of just these types


structref.define_proxy(Kept, _KeptType, ["state"])  # type: ignore[no-untyped-call]


@compiled
def _keep(state: State) -> Kept:
    return Kept(state)  # type: ignore[no-untyped-call]


def keep(state: State) -> Kept:
    """The state, ready to be changed."""
    kept = _keep(state)
    # To find out at each call what types it is given would take as long as a short search.
    known, number, array = cast("Any", typeof), types.int64, cast("Any", typeof)(NOTHING)
    given = (known(kept), number, number, number, array, array, types.boolean, number)
    change = cast("Any", _change)
    change.compile(given)
    kept.change = change.get_overload(given)
    return kept


@compiled
def _change(
    kept: Kept, sort: int, one: int, other: int, which: Ints, points: Ints, must: bool, by: int
) -> bool:
    """Edits the problem and makes the plan best again; answers whether that is proven. False also
    when somebody who must have a home cannot get one."""
    state = kept.state
    if sort == EXCLUDE:
        s, h = editing.excluded(state, one, other)
    elif sort == KEEP:
        s, h = editing.kept_together(state, one, other)
    elif sort == RELEASE:
        s, h = editing.released(state, one, other)
    elif sort == GIVE_ALL:
        s, h = editing.given_all(state, one, which, points, must, by)
    elif sort == REBASE:
        s, h = editing.rebased(state, one, by, other)
    elif sort == NO_HOME:
        s, h = editing.without_home(state, one)
    elif sort == NO_SEEKER:
        s, h = editing.without_seeker(state, one)
    else:
        s, h = editing.with_home(state, one, which, points)
    home_first = sort == RELEASE  # else the seeker may go there yet
    for turn in range(2):
        if s >= 0 and (turn == 1) == home_first:
            proven = place(
                s, state.seekers, state.homes, state.by_seeker, state.by_home, state.from_seeker,
                state.before_seeker, NOBODY if home_first else h,
            )  # fmt: skip
            if not proven:
                return False
        if h >= 0 and (turn == 0) == home_first and state.homes.mate[h] < 0:
            proven = place(
                h, state.homes, state.seekers, state.by_home, state.by_seeker, state.from_home,
                state.before_home, NOBODY,
            )  # fmt: skip
            if not proven:
                return False
    return True


@compiled
def list_by_seekers(kept: Kept, h: int) -> None:
    """Lists the pairs of a home that `give_home` gave pairs by seeker too, for later changes."""
    editing.listed_by_seekers(kept.state, h)


@compiled
def in_points(kept: Kept) -> int:
    """The sum of surpluses and prices: the value of the plan, pinned pairs left out."""
    total = 0
    dual, least = kept.state.seekers.dual, kept.state.seekers.least
    for s in range(len(dual)):
        total += 0 if dual[s] == GONE else dual[s] - least[s]
    for price in kept.state.homes.dual:
        total += 0 if price == GONE else price
    return total


def exclude_pair(kept: Kept, s: int, h: int) -> bool:
    """Takes one pair away."""
    return kept.change(kept, EXCLUDE, s, h, NOTHING, NOTHING, False, 0)


def keep_pair(kept: Kept, s: int, h: int) -> bool:
    """Puts the seeker into the home and both out of reach."""
    return kept.change(kept, KEEP, s, h, NOTHING, NOTHING, False, 0)


def release_pair(kept: Kept, s: int, h: int) -> bool:
    """Lets a pinned seeker and home take part again."""
    return kept.change(kept, RELEASE, s, h, NOTHING, NOTHING, False, 0)


def give_all(kept: Kept, s: int, homes: Ints, points: Ints, must: bool, base: int) -> bool:
    """Gives the seeker these pairs instead of those there were."""
    return kept.change(kept, GIVE_ALL, s, NOBODY, homes, points, must, base)


def change_base(kept: Kept, s: int, by: int, own: int) -> bool:
    """Makes every pair of the seeker worth more or less, but the one with the `own` home."""
    return kept.change(kept, REBASE, s, own, NOTHING, NOTHING, False, by)


def withdraw_home(kept: Kept, h: int) -> bool:
    """Takes the home out of reach."""
    return kept.change(kept, NO_HOME, h, NOBODY, NOTHING, NOTHING, False, 0)


def withdraw_seeker(kept: Kept, s: int) -> bool:
    """Takes the seeker out of reach, and the duty to have a home."""
    return kept.change(kept, NO_SEEKER, s, NOBODY, NOTHING, NOTHING, False, 0)


def give_home(kept: Kept, h: int, seekers: Ints, points: Ints) -> bool:
    """Gives a home without pairs these pairs, and places it; `list_by_seekers` is to follow before
    the next change."""
    return kept.change(kept, GIVE_HOME, h, NOBODY, seekers, points, False, 0)
