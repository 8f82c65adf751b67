"""The best plan within limits on chains, rings and clusters, or a good one with a true bound."""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching import formulation, programme
from heimveg.engines.matching.arcs import arcs_of
from heimveg.engines.matching.arrays import Encoded, Ints
from heimveg.engines.matching.eligibility import Pairs
from heimveg.engines.matching.limits import Limits
from heimveg.engines.matching.plan import NotProven, Plan
from heimveg.engines.matching.proposal import Proof

NODES = 20_000  # of the search when no time is given: an effort, not a time


class NoPlan(Exception):
    """The pins cannot all be kept within the limits."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan that keeps every limit, its value with what crowding costs, and a bound."""

    home_of: Ints  # (n,), -1 for nobody's
    value: int
    bound: int
    proof: Proof


def within_limits(
    pairs: Pairs, encoded: Encoded, limits: Limits, plan: Plan, seconds: float | None
) -> Outcome:
    """The best plan that keeps the limits; `plan` is the best without them.

    Raises NoPlan when the pins rule every plan out, NotProven on a fault in the engine.
    """
    freely = plan.seekers.mate.astype(np.int64)
    least_paid = _least_paid(limits)
    if limits.kept(freely) and limits.paid(freely) == least_paid:
        value = plan.value - least_paid
        return Outcome(freely, value, value, Proof.PRICES)
    arcs = arcs_of(pairs, encoded, limits)
    columns = formulation.all_columns(arcs, limits)
    form = formulation.formulate(arcs, limits, columns)
    nodes = NODES if seconds is None else None
    answer = formulation.best(form, arcs, limits, seconds=seconds, nodes=nodes)
    if answer.how == programme.IMPOSSIBLE:
        raise NoPlan
    constant = limits.penalty or 0
    if answer.x is None:
        raise NotProven("no plan found in the time allowed")
    used = form.arcs_used(answer.x)
    home_of = arcs.chosen(used)
    value = judged(arcs.value[used].sum(), home_of, limits)
    del constant
    bound = max(value, int(np.floor(answer.bound + 1e-6 * max(1.0, abs(answer.bound)) ** 0.5)))
    if answer.how == programme.PROVEN:
        bound = value
    return Outcome(home_of, value, bound, Proof.SEARCH)


def judged(worth: int, home_of: Ints, limits: Limits) -> int:
    """The plan's value. Raises NotProven when it breaks a limit after all."""
    if not limits.kept(home_of):
        raise NotProven("the plan breaks a limit")
    return int(worth) - limits.paid(home_of)


def _least_paid(limits: Limits) -> int:
    """What crowding costs whatever anybody does: residents who are not seekers stay."""
    if limits.penalty is None:
        return 0
    leaving = np.bincount(
        limits.cluster_of[limits.present[limits.active & (limits.present >= 0)]].clip(-1) + 1,
        minlength=len(limits.spare) + 1,
    )[1:]
    return limits.penalty * int(np.maximum(-limits.spare - leaving, 0).sum())
