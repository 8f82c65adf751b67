"""The best plan within the limits and the least bound, as far as a search has come."""

import time

import numpy as np

from heimveg.engines.matching.best.arrays import Flags, Ints
from heimveg.engines.matching.best.plan import Plan
from heimveg.engines.matching.format.proposal import Proof
from heimveg.engines.matching.limits import pricing
from heimveg.engines.matching.limits.arcs import Arcs
from heimveg.engines.matching.limits.pricing import Net, Prices
from heimveg.engines.matching.limits.rings import MOST_LISTED, short_rings
from heimveg.engines.matching.limits.rules import Limits

LONGEST_CHAIN = 16  # in dives, where chains may have any length
MOST_RINGS_AMONG = 300_000  # moves; among more, only dives without rings


class SoFar:
    """A plan and a bound, brought together step by step."""

    def __init__(
        self, arcs: Arcs, limits: Limits, plan: Plan, bound: int, seconds: float | None
    ) -> None:
        self.arcs, self.limits, self.bound = arcs, limits, bound
        self.until = None if seconds is None else time.perf_counter() + seconds
        self.value: int | None = None
        self.used = np.zeros(0, np.int64)
        self.proof = Proof.RELAXATION
        self.prices = Prices(_opening(plan, arcs), np.zeros(len(limits.spare)))
        self.net = _net(arcs, limits)
        self.free_bound = bound  # of plans that need not keep the limits
        self.slack = slack(plan, arcs)
        # Chain columns and rings, of all columns, that a programme at these prices makes use of.
        self.liked: tuple[Flags, Flags] | None = None
        self.priced = limits.max_chain is not None and (limits.max_cycle or 99) <= MOST_LISTED

    @property
    def longest(self) -> int:
        """Moves in a chain at most."""
        return self.limits.max_chain or LONGEST_CHAIN

    @property
    def met(self) -> bool:
        """Whether no plan can be better."""
        return self.value is not None and self.value >= self.bound

    def left(self) -> float | None:
        """Seconds left, None for no limit on time."""
        return None if self.until is None else max(self.until - time.perf_counter(), 0.0)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to find, or no time to."""
        return self.met or self.left() == 0.0

    def offer(self, used: Ints) -> bool:
        """Keeps a plan that is better than the best so far; answers whether it may be used."""
        home_of = self.arcs.chosen(used)
        if not self.limits.kept(home_of):
            return False
        moved = home_of != self.arcs.present
        if not moved[self.arcs.pinned].all():
            return False
        value = int(self.arcs.value[used].sum()) - self.limits.paid(home_of)
        if self.value is None or value > self.value:
            self.value, self.used = value, used
        return True

    def lower(self, bound: float, proof: Proof) -> None:
        """Keeps a bound that is lower than the least so far."""
        if whole(bound) < self.bound:
            self.bound, self.proof = whole(bound), proof


def whole(bound: float) -> int:
    """The largest whole value a bound allows, a rounding error of the solver included."""
    bound = min(bound, 1e18)  # a solver stopped too early knows none
    return int(np.floor(bound + 1e-6 * max(1.0, abs(bound)) ** 0.5))


def _opening(plan: Plan, arcs: Arcs) -> pricing.Floats:
    """Prices of one move of each person: the surplus, and the price of the home left."""
    price = plan.seekers.dual.astype(np.float64)
    lives = arcs.present >= 0
    price[lives] += plan.homes.dual[arcs.present[lives]]
    return np.where(arcs.pinned, price, np.maximum(price, 0.0))


def slack(plan: Plan, arcs: Arcs) -> Ints:
    """(a,): how much less than the best plan without limits a plan is worth that uses the arc."""
    surplus, price = plan.seekers.dual, plan.homes.dual
    found: Ints = surplus[arcs.seeker] + price[arcs.home] - arcs.value
    return found


def _net(arcs: Arcs, limits: Limits) -> Net:
    longest = min(limits.max_cycle or MOST_LISTED, MOST_LISTED)
    rings = short_rings(arcs, longest if len(arcs.seeker) <= MOST_RINGS_AMONG else 1)
    fine = 1e18 if limits.penalty is None else float(limits.penalty)
    return Net(
        first=arcs.first.astype(np.int64),
        seeker=arcs.seeker,
        home=arcs.home,
        value=arcs.value.astype(np.float64),
        present=arcs.present,
        occupant=arcs.occupant,
        joins=arcs.joins,
        leaves=arcs.leaves,
        rings=rings,
        ring_owner=pricing.owners(arcs.seeker, rings, len(arcs.present)),
        vacancies=np.flatnonzero(arcs.occupant < 0),
        spare=limits.spare.astype(np.float64),
        fine=np.full(len(limits.spare), fine),
        pinned=arcs.pinned.astype(np.int64),
    )
