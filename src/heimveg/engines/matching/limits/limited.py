"""The best plan within limits on chains, rings and clusters, or a good one with a true bound.

First the plan without limits: if it keeps them, it is best. Then prices on people and clusters
give a bound (`bounding`), dives give plans (`finding`), whatever the bound shows cannot be part of
a better plan is left out, and branch and bound decides what remains (`deciding`).
"""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Ints
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.best.plan import Plan
from heimveg.engines.matching.format.proposal import Proof
from heimveg.engines.matching.limits import bounding, deciding, finding
from heimveg.engines.matching.limits.arcs import arcs_of
from heimveg.engines.matching.limits.parts import followed, trimmed
from heimveg.engines.matching.limits.rules import Limits
from heimveg.engines.matching.limits.sofar import SoFar


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
    sofar = SoFar(arcs_of(pairs, encoded, limits), limits, plan, bound, seconds)
    if wanted is not None:
        sofar.offer(followed(sofar.arcs, wanted))
    sofar.offer(np.zeros(0, np.int64))  # nobody moves: always a plan, when nobody is pinned
    sofar.offer(trimmed(sofar.arcs, limits, freely))
    bounding.price(sofar)
    finding.plunge(sofar)
    if not sofar.met:
        deciding.decide(sofar)
    if sofar.value is None:
        raise NoTime
    home_of = sofar.arcs.chosen(sofar.used)
    return Outcome(home_of, sofar.value, max(sofar.bound, sofar.value), sofar.proof)
