"""Chooses among plans worth the same: the one nearest to an earlier proposal.

Every plan as good as the best one uses only pairs whose surplus and price just cover their value,
and fills every home with a price and houses everybody with a surplus. Which of those plans keeps
most of what was proposed is a small assignment problem of its own.
"""

from dataclasses import replace

import numpy as np

from heimveg.engines.matching.best.arrays import NO_CEILING, Encoded, Ints
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.best.kernel import Reach
from heimveg.engines.matching.best.plan import NotProven, Plan, best_plan, proven_value


def wanted_homes(encoded: Encoded) -> Ints:
    """(n,): the home of each seeker in the earlier proposal; the present one for the others."""
    place = {seeker.id: at for at, seeker in enumerate(encoded.problem.seekers)}
    where = {home.id: at for at, home in enumerate(encoded.problem.homes)}
    wanted = encoded.present.copy()
    for seeker, home in encoded.problem.proposed:
        wanted[place[seeker]] = where[home]
    return wanted


def nearest(plan: Plan, pairs: Pairs, wanted: Ints) -> Plan:
    """The plan of the same value and with the same proof that gives as many seekers as possible
    the home `wanted` (n,), and as few as possible another one. Raises NotProven."""
    mate = plan.seekers.mate
    if plan.unplaced or np.array_equal(mate, wanted):
        return plan
    tight, most = _tight(plan, pairs, wanted)
    found = best_plan(tight, plan.seekers.must, most)
    seekers = plan.seekers._replace(mate=found.seekers.mate)
    homes = plan.homes._replace(mate=found.homes.mate)
    if proven_value(seekers, homes, Reach(*pairs)) != plan.value:
        raise NotProven("the plan nearest to the proposal is not worth the same")
    return replace(plan, seekers=seekers, homes=homes)


def _tight(plan: Plan, pairs: Pairs, wanted: Ints) -> tuple[Pairs, Ints]:
    """(the pairs that best plans use, worth more the more they are needed, and then one point
    more or less for what is wanted or not; the most that any is worth to each seeker)."""
    surplus, price, must = plan.seekers.dual, plan.homes.dual, plan.seekers.must
    home = np.repeat(np.arange(len(pairs.start)), pairs.many)
    at = np.repeat(pairs.start - np.cumsum(pairs.many) + pairs.many, pairs.many)
    at += np.arange(len(home))
    who = pairs.who[at]
    used = surplus[who] + price[home] == pairs.value[at]
    home, who = home[used], who[used]
    needed = 2 * min(len(surplus), len(price)) + 1  # more than all that is wanted can outweigh
    in_need = (surplus > 0) & ~must
    value = needed * (in_need[who].astype(np.int64) + (price > 0)[home])
    value += np.where(wanted[who] == home, 1, -1)
    many = np.bincount(home, minlength=len(price))
    start = np.cumsum(many) - many
    most = np.where(must, NO_CEILING, 2 * needed + 1)
    return Pairs(start, many, who, value.astype(np.int32)), most
