"""Good plans within the limits: dives by the prices, climbs from there, and parts done again."""

import numpy as np

from heimveg.engines.matching.best.arrays import Ints
from heimveg.engines.matching.limits.climbing import climb
from heimveg.engines.matching.limits.diving import dive
from heimveg.engines.matching.limits.parts import runs
from heimveg.engines.matching.limits.rules import lengths
from heimveg.engines.matching.limits.sofar import LONGEST_CHAIN, SoFar

LARGE = 10_000  # moves; among more, one dive and then repairs
CLIMBS_IN_VAIN = 6  # before the next dive
REPAIRS_IN_VAIN, REPAIR_ROUNDS, REPAIR_SHARE = 8, 25, 0.0025
NOTHING = np.zeros(0, np.int64)
# Rounds of prices between fixings, and the step as a share of what a move is worth.
DIVES = ((25, 0.0025), (25, 0.0010), (60, 0.0025), (60, 0.0010), (40, 0.0050), (90, 0.0015))


def plunge(sofar: SoFar) -> None:
    """Dives until plan and bound meet, or the effort or the time is spent."""
    large = len(sofar.arcs.seeker) > LARGE
    for number, (rounds, share) in enumerate(DIVES[:1] if large else DIVES):
        step = _step(sofar, share)
        sofar.offer(dive(sofar.net, sofar.prices, sofar.longest, rounds, step, number, NOTHING))
        if sofar.over:
            return
    _climb(sofar, sofar.used, 0)


def repair(sofar: SoFar) -> None:
    """Keeps some of the best plan's chains and rings, and dives for the others."""
    number = in_vain = 0
    while in_vain < REPAIRS_IN_VAIN and not sofar.over:
        number, before = number + 1, sofar.value
        random = np.random.default_rng(number)
        share = random.uniform(0.3, 0.7)
        into = dict(zip(sofar.arcs.home[sofar.used].tolist(), sofar.used.tolist(), strict=True))
        kept = [a for run, _ in runs(sofar.arcs, into) if random.random() > share for a in run]
        step = _step(sofar, REPAIR_SHARE)
        found = dive(
            sofar.net, sofar.prices, sofar.longest, REPAIR_ROUNDS, step, number,
            np.array(kept, dtype=np.int64),
        )  # fmt: skip
        _climb(sofar, found, number)
        in_vain = 0 if sofar.value != before else in_vain + 1


def _step(sofar: SoFar, share: float) -> float:
    """Points a price moves in a round of a dive: a share of what a move is worth."""
    moves = max(int((sofar.net.occupant < 0).sum()), 1) * 4
    return share * max(sofar.bound, 1) / moves


def _climb(sofar: SoFar, used: Ints, number: int) -> None:
    """Betters a plan that a dive found, and offers it, until several tries were in vain."""
    if not sofar.offer(used):
        return
    longest = max(lengths(sofar.arcs.chosen(used), sofar.arcs.present)[0], default=0)
    longest = sofar.limits.max_chain or max(longest, LONGEST_CHAIN)
    random = np.random.default_rng(number)
    worth, in_vain = -1, 0
    while in_vain < CLIMBS_IN_VAIN and not sofar.over:
        used = climb(sofar.arcs, sofar.limits, used, longest, random)
        sofar.offer(used)
        before, worth = worth, int(sofar.arcs.value[used].sum())
        in_vain = 0 if worth > before else in_vain + 1
