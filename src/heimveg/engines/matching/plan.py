"""The best plan without limits on chains and clusters, with its proof."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching import kernel
from heimveg.engines.matching.arrays import Ints
from heimveg.engines.matching.eligibility import Pairs
from heimveg.engines.matching.kernel import NOBODY, Reach, Side


class NotProven(RuntimeError):
    """The plan's proof does not hold: a fault in the engine, never in the problem."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which home, and the numbers that prove it best. n seekers, m homes."""

    home_of: NDArray[np.int32]  # (n,), NOBODY where none
    seeker_of: NDArray[np.int32]  # (m,)
    surplus: Ints  # (n,), points
    price: Ints  # (m,), points
    must: NDArray[np.bool_]  # (n,): who may not be left without a home
    value: int
    unplaced: tuple[int, ...]  # seekers that must have a home and cannot


def best_plan(pairs: Pairs, must: NDArray[np.bool_]) -> Plan:
    """The plan of highest total value in which everybody who must is placed.

    `must` (n,): seekers with a home or a pin. They start with a surplus so low that no other
    gain outweighs placing them. Raises NotProven when the proof fails.
    """
    n, m = len(must), len(pairs.start)
    span = int(np.abs(pairs.value).max(initial=1)) + 1
    below = -2 * span * (int(must.sum()) + 1)
    seekers = Side(np.where(must, below, 0).astype(np.int64), np.full(n, NOBODY, np.int32), must)
    homes = Side(np.zeros(m, np.int64), np.full(m, NOBODY, np.int32), np.zeros(m, np.bool_))
    reach = Reach(*pairs)
    kernel.enter_all(np.arange(m), homes, seekers, reach, kernel.room(m, n))
    unplaced = tuple(int(s) for s in np.flatnonzero(must & (seekers.mate < 0)))
    value = 0 if unplaced else proven_value(seekers, homes, reach)
    return Plan(seekers.mate, homes.mate, seekers.dual, homes.dual, must, value, unplaced)


def proven_value(seekers: Side, homes: Side, reach: Reach) -> int:
    """The value of the plan, its optimality checked from the pairs themselves.

    Raises NotProven. Weak duality: no plan that places all who must is worth more than the sum
    of surpluses and prices, when they cover every pair and are not below zero (the surplus of
    those who must have a home is free); a plan worth exactly that sum is therefore best.
    """
    least, total, kept = kernel.slack_and_value(
        seekers.dual, homes.dual, seekers.mate, seekers.must, reach
    )
    placed = np.flatnonzero(seekers.mate >= 0)
    holds = (
        least >= 0
        and bool((homes.dual >= 0).all())
        and bool((seekers.dual[~seekers.must] >= 0).all())
        and bool((seekers.mate[seekers.must] >= 0).all())
        and kept == len(placed) == len(np.unique(seekers.mate[placed]))
        and bool((homes.mate[seekers.mate[placed]] == placed).all())
        and int(seekers.dual.sum() + homes.dual.sum()) == total
    )
    if not holds:
        raise NotProven("the plan's surpluses and prices do not prove it best")
    return int(total)
