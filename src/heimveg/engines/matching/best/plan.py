"""The best plan without limits on chains and clusters, with its proof."""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best import kernel
from heimveg.engines.matching.best.arrays import NO_CEILING, Flags, Ints
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.best.kernel import NOBODY, Reach, Side
from heimveg.engines.matching.best.rows import degrees_of, rows_of


class NotProven(RuntimeError):
    """The plan's proof does not hold: a fault in the engine, never in the problem."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which home, and the numbers that prove it best. n seekers, m homes."""

    seekers: Side  # surplus (n,) in points, home of each
    homes: Side  # price (m,) in points, seeker of each
    value: int
    unplaced: tuple[int, ...]  # seekers that must have a home and cannot


def best_plan(pairs: Pairs, must: Flags, most: Ints) -> Plan:
    """The plan of highest total value in which everybody who must is placed.

    `must` (n,): seekers with a home or a pin. They start with a surplus so low that no other
    gain outweighs placing them. `most` (n,): the most a home can be worth to each, never rising;
    NO_CEILING for those who must. Raises NotProven when the proof fails.
    """
    n, m = len(must), len(pairs.start)
    if not len(pairs.who):
        return _nobody_placed(must, m, most)
    reach = Reach(*pairs)
    degrees = degrees_of(reach, n)
    expected, ceiling = _opening(pairs, degrees, must, most)
    none = np.zeros(n, np.int64)
    seekers = Side(expected, np.full(n, NOBODY, np.int32), must, none, ceiling)
    homes = homes_side(np.zeros(m, np.int64), np.full(m, NOBODY, np.int32))
    fewest_first = np.argsort(pairs.many, kind="stable")  # a quarter fewer steps than by id
    kernel.enter_all(fewest_first, homes, seekers, reach, kernel.room(m, n))
    seekers = seekers._replace(most=most)
    unplaced = tuple(int(s) for s in np.flatnonzero(must & (seekers.mate < 0)))
    if not unplaced:
        _place_the_expectant(seekers, homes, reach, degrees)
    value = 0 if unplaced else proven_value(seekers, homes, reach)
    return Plan(seekers, homes, value, unplaced)


def _nobody_placed(must: Flags, m: int, most: Ints) -> Plan:
    """The plan where no pair is eligible: worth nothing, with nothing to prove."""
    nowhere = np.full(len(must), NOBODY, np.int32)
    none = np.zeros(len(must), np.int64)
    seekers = Side(none, nowhere, must, none, most)
    homes = homes_side(np.zeros(m, np.int64), np.full(m, NOBODY, np.int32))
    return Plan(seekers, homes, 0, tuple(int(s) for s in np.flatnonzero(must)))


def _opening(pairs: Pairs, degrees: Ints, must: Flags, most: Ints) -> tuple[Ints, Ints]:
    """(surpluses to start with, ceilings of value less surplus while homes enter).

    As many seekers as there are homes to fill are expected to be placed, and their surplus is
    set to what they are worth beyond the first who is not. Homes then compete by fit alone, and
    searches are half as long. Whoever is left with a surplus afterwards is placed one by one.
    """
    n = len(must)
    below = 0
    if must.any():
        span = max(int(pairs.value.max(initial=0)), -int(pairs.value.min(initial=0))) + 1
        below = -2 * span * (int(must.sum()) + 1)
    last = most[min(len(pairs.start), n - 1)] if n else 0
    surplus = np.where(must, below, np.maximum(most - last, 0))
    surplus[(degrees == 0) & ~must] = 0
    return surplus.astype(np.int64), np.where(must, NO_CEILING, np.minimum(most, last))


def _place_the_expectant(seekers: Side, homes: Side, reach: Reach, degrees: Ints) -> None:
    """Places those who were expected to get a home and have none, or lowers their surplus."""
    expectant = np.flatnonzero((seekers.mate < 0) & (seekers.dual > 0))
    if len(expectant):
        rows = rows_of(reach, (seekers.mate >= 0) | (seekers.dual > 0), degrees)
        working = kernel.room(len(seekers.dual), len(homes.dual))
        kernel.enter_all(expectant, seekers, homes, rows, working)


def homes_side(price: Ints, seeker_of: Ints) -> Side:
    """The side of the homes: any home may be left empty."""
    m = len(price)
    none = np.zeros(m, np.int64)
    return Side(price, seeker_of, np.zeros(m, np.bool_), none, none[:0])


def proven_value(seekers: Side, homes: Side, reach: Reach) -> int:
    """The value of the plan, its optimality checked from the pairs themselves.

    Raises NotProven. Weak duality: no plan that places all who must is worth more than the sum
    of surpluses and prices, when they cover every pair and are not below zero (the surplus of
    those who must have a home is free); a plan worth exactly that sum is therefore best.
    """
    least, total, kept = kernel.slack_and_value(seekers.dual, homes.dual, homes.mate, reach)
    placed = np.flatnonzero(seekers.mate >= 0)
    holds = (
        least >= 0
        and bool((homes.dual >= 0).all())
        and bool((seekers.dual[~seekers.must] >= 0).all())
        and bool((seekers.mate[seekers.must] >= 0).all())
        and bool((homes.mate[seekers.mate[placed]] == placed).all())
        and kept == len(placed) == int((homes.mate >= 0).sum())
        and int(seekers.dual.sum() + homes.dual.sum()) == total
    )
    if not holds:
        raise NotProven("the plan's surpluses and prices do not prove it best")
    return int(total)
