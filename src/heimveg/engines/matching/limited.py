"""The best plan within limits on chains, rings and clusters, or a good one with a true bound.

First the plan without limits: if it keeps them, it is best. Then prices on people and clusters
give a bound, dives give plans, whatever the bound shows cannot be part of a better plan is left
out, and branch and bound decides what remains.
"""

import time
from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching import descent, formulation, pricing, programme
from heimveg.engines.matching.arcs import Arcs, arcs_of
from heimveg.engines.matching.arrays import Encoded, Ints
from heimveg.engines.matching.climbing import climb
from heimveg.engines.matching.diving import dive
from heimveg.engines.matching.eligibility import Pairs
from heimveg.engines.matching.formulation import Columns
from heimveg.engines.matching.limits import Limits, lengths
from heimveg.engines.matching.parts import followed, freed, runs, trimmed
from heimveg.engines.matching.plan import Plan
from heimveg.engines.matching.pricing import Net, Prices
from heimveg.engines.matching.proposal import Proof
from heimveg.engines.matching.rings import MOST_LISTED, short_rings

LONGEST_CHAIN = 16  # in dives, where chains may have any length
MOST_RINGS_AMONG = 300_000  # moves; among more, only dives without rings
SEARCHED = 12_000  # columns; more are left to the dives
PARTS, PART_NODES = 16, 20  # parts of a plan searched in turn, and the effort for each
# Rounds of prices between fixings, and the step as a share of what a move is worth.
LARGE = 10_000  # moves; among more, one dive and then repairs
CLIMBS_IN_VAIN = 6  # before the next dive
REPAIRS_IN_VAIN, REPAIR_ROUNDS = 8, 25
# The prices of the plan without limits are a kink that no step leads away from: begin below. In
# small problems, where the search soon ends, as many rounds as there are moves are enough.
BELOW, ROUNDS, MOST_ROUNDS = 0.95, 100, 5_000
PRICING_SHARE = 0.5  # of the time allowed
NEARLY = 1e-5  # of the bound: prices that are as good but for this are taken, being further inside
NOTHING = np.zeros(0, np.int64)
DIVES = ((25, 0.0025), (25, 0.0010), (60, 0.0025), (60, 0.0010), (40, 0.0050), (90, 0.0015))


class NoPlan(Exception):
    """The pins cannot all be kept within the limits."""


class NoTime(Exception):
    """No plan that keeps the pins was found in the time allowed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan that keeps every limit, its value with what crowding costs, and a bound."""

    home_of: Ints  # (n,), -1 for nobody's
    value: int
    bound: int
    proof: Proof


def within_limits(
    pairs: Pairs,
    encoded: Encoded,
    limits: Limits,
    plan: Plan,
    seconds: float | None,
    wanted: Ints | None = None,
) -> Outcome:
    """The best plan that keeps the limits; `plan` is the best without them. `wanted` (n,): the
    homes of an earlier proposal, which is kept when nothing is better.

    Raises NoPlan when the pins rule every plan out, NoTime, and NotProven on a fault in the
    engine.
    """
    freely = plan.seekers.mate.astype(np.int64)
    bound = plan.value - limits.least_paid()
    if limits.kept(freely) and plan.value - limits.paid(freely) == bound:
        return Outcome(freely, bound, bound, Proof.PRICES)
    search = _Search(arcs_of(pairs, encoded, limits), limits, plan, bound, seconds)
    if wanted is not None:
        search.offer(followed(search.arcs, wanted))
    search.offer(np.zeros(0, np.int64))  # nobody moves: always a plan, when nobody is pinned
    search.offer(trimmed(search.arcs, limits, freely))
    search.dive()
    if search.value is None or search.value < search.bound:
        search.decide()
    return search.outcome()


class _Search:
    """The best plan so far and the least bound so far, brought together step by step."""

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
        self.priced = limits.max_chain is not None and (limits.max_cycle or 99) <= MOST_LISTED

    def left(self) -> float | None:
        """Seconds left, None for no limit on time."""
        return None if self.until is None else max(self.until - time.perf_counter(), 0.0)

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

    def dive(self) -> None:
        """Bounds and dives in turn, until they meet or the effort or the time is spent."""
        longest = self.limits.max_chain or LONGEST_CHAIN
        large = len(self.arcs.seeker) > LARGE
        self._price(longest)
        for number, (rounds, share) in enumerate(DIVES[:1] if large else DIVES):
            self.offer(
                dive(self.net, self.prices, longest, rounds, self._step(share), number, NOTHING)
            )
            if self.value == self.bound or self.left() == 0.0:
                return
        self._climb(self.used, 0)

    def _step(self, share: float) -> float:
        """Points a price moves in a round of a dive: a share of what a move is worth."""
        moves = max(int((self.net.occupant < 0).sum()), 1) * 4
        return share * max(self.bound, 1) / moves

    def repair(self) -> None:
        """Keeps some of the best plan's chains and rings, and dives for the others."""
        longest = self.limits.max_chain or LONGEST_CHAIN
        number = in_vain = 0
        while self.value != self.bound and self.left() != 0.0 and in_vain < REPAIRS_IN_VAIN:
            number, before = number + 1, self.value
            random = np.random.default_rng(number)
            share = random.uniform(0.3, 0.7)
            into = dict(zip(self.arcs.home[self.used].tolist(), self.used.tolist(), strict=True))
            kept = [a for run, _ in runs(self.arcs, into) if random.random() > share for a in run]
            found = dive(
                self.net, self.prices, longest, REPAIR_ROUNDS, self._step(DIVES[0][1]), number,
                np.array(kept, dtype=np.int64),
            )  # fmt: skip
            self._climb(found, number)
            in_vain = 0 if self.value != before else in_vain + 1

    def _climb(self, used: Ints, number: int) -> None:
        """Betters a plan that a dive found, and offers it, until several tries were in vain."""
        if not self.offer(used):
            return
        longest = max(lengths(self.arcs.chosen(used), self.arcs.present)[0], default=0)
        longest = self.limits.max_chain or max(longest, LONGEST_CHAIN)
        random = np.random.default_rng(number)
        worth, in_vain = -1, 0
        while in_vain < CLIMBS_IN_VAIN and self.value != self.bound and self.left() != 0.0:
            used = climb(self.arcs, self.limits, used, longest, random)
            self.offer(used)
            before, worth = worth, int(self.arcs.value[used].sum())
            in_vain = 0 if worth > before else in_vain + 1

    def _price(self, longest: int) -> None:
        """Moves the prices towards a lower bound; a bound only where every ring is listed."""
        if not self.priced:
            return
        began, left = time.perf_counter(), self.left()
        at = descent.begin(self.net, Prices(BELOW * self.prices.person, self.prices.cluster))
        for _ in range(min(MOST_ROUNDS, len(self.arcs.seeker)) // ROUNDS + 1):
            more = descent.descend(self.net, at, longest, ROUNDS)
            if not more or _floor(at.figures[0]) == self.value:
                break
            if left is not None and time.perf_counter() - began > PRICING_SHARE * left:
                break
        if at.figures[0] <= self.bound * (1 + NEARLY):
            self.prices = Prices(at.person, at.cluster)
        self.bound = min(self.bound, _floor(at.figures[0]))

    def decide(self) -> None:
        """Branch and bound over the columns that could be part of a better plan; where they are
        too many, over one part of the plan at a time."""
        columns = self._worthwhile(formulation.all_columns(self.arcs, self.limits))
        searched = SEARCHED if columns.chain_place.any() else 6 * SEARCHED
        if columns.size > searched and self.value is not None:
            self.repair()
            columns = self._worthwhile(columns)
        if columns.size > searched and self.value is not None:
            in_vain = 0
            for number in range(PARTS):
                if self.value == self.bound or self.left() == 0.0:
                    return
                before = self.value
                self._improve(columns, number)
                in_vain = in_vain + 1 if self.value == before else 0
                if in_vain == 3:
                    break
            columns = self._worthwhile(columns)
            if columns.size > searched:
                return
        self._search(columns)

    def _search(self, columns: Columns) -> None:
        form = formulation.formulate(self.arcs, self.limits, columns)
        nodes = None if self.until else 200 + 20_000_000 // max(columns.size, 1_000)
        answer = formulation.best(form, self.arcs, self.limits, seconds=self.left(), nodes=nodes)
        if answer.x is not None:
            self.offer(form.arcs_used(answer.x))
        if answer.how == programme.STOPPED:
            self._lower(answer.bound)
        elif self.value is None:
            raise NoPlan
        else:
            self.bound, self.proof = self.value, Proof.SEARCH

    def _improve(self, columns: Columns, number: int) -> None:
        """Frees some vacancies and everybody who does not move, and searches among them."""
        part = freed(self.arcs, self.limits, self.used, columns, number)
        form = formulation.formulate(part.arcs, part.limits, part.columns)
        left = self.left()
        answer = formulation.best(
            form,
            part.arcs,
            part.limits,
            seconds=None if left is None else left / 4,
            nodes=PART_NODES,
        )
        if answer.x is not None:
            self.offer(np.concatenate([part.kept, form.arcs_used(answer.x)]))

    def _lower(self, bound: float) -> None:
        """A bound for the columns searched is one for all, when it is above the best plan."""
        searched = max(_floor(bound), self.value if self.value is not None else -(1 << 62))
        if searched < self.bound:
            self.bound, self.proof = searched, Proof.SEARCH

    def _worthwhile(self, columns: Columns) -> Columns:
        """Leaves out the columns that no plan better than the best so far can use."""
        if self.value is None:
            return columns
        usable = self.slack <= self.free_bound - self.value - 1
        rings = np.all(usable[columns.ring_arcs] | (columns.ring_arcs < 0), axis=1)
        columns = columns.only(usable[columns.chain_arc], rings, usable[columns.loose_arc])
        if not self.priced:
            return columns
        longest = self.limits.max_chain or 1
        at = descent.begin(self.net, self.prices)
        descent.descend(self.net, at, longest, 1)
        bound = at.figures[0]
        chain, ring = pricing.scores(
            self.net._replace(
                rings=columns.ring_arcs, ring_owner=owners(self.arcs, columns.ring_arcs)
            ),
            self.prices,
            longest,
            columns.chain_arc,
            columns.chain_place,
        )
        needed = self.value + 1 - bound - 1e-6 * abs(bound) ** 0.5
        loose = np.ones(len(columns.loose_arc), np.bool_)
        return columns.only(chain >= needed, ring >= needed, loose)

    def outcome(self) -> Outcome:
        if self.value is None:
            raise NoTime
        home_of = self.arcs.chosen(self.used)
        return Outcome(home_of, self.value, max(self.bound, self.value), self.proof)


def _floor(bound: float) -> int:
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


def owners(arcs: Arcs, rings: Ints) -> Ints:
    """(r,): the lowest seeker of each ring."""
    people = np.where(rings >= 0, arcs.seeker[rings], len(arcs.present))
    lowest: Ints = people.min(axis=1, initial=len(arcs.present))
    return lowest


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
        ring_owner=owners(arcs, rings),
        vacancies=np.flatnonzero(arcs.occupant < 0),
        spare=limits.spare.astype(np.float64),
        fine=np.full(len(limits.spare), fine),
        pinned=arcs.pinned.astype(np.int64),
    )
