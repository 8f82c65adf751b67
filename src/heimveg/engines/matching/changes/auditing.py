"""Proves a plan that has been kept through changes, trusting nothing that was kept but its
surpluses and prices: every eligible pair is found anew from the problem as it stands."""

from collections.abc import Mapping

import numpy as np

from heimveg.engines.matching.best.arrays import encode
from heimveg.engines.matching.best.eligibility import eligible_pairs
from heimveg.engines.matching.best.kernel import NOBODY, Reach, Side
from heimveg.engines.matching.best.plan import homes_side, proven_value
from heimveg.engines.matching.format.records import Problem


def value_proven(
    problem: Problem,
    home_of: Mapping[str, str],
    surplus: Mapping[str, int],
    price: Mapping[str, int],
) -> int:
    """The value of the plan `home_of`, by seeker, in points. Raises NotProven.

    `surplus` by seeker and `price` by home are the proof.
    """
    encoded = encode(problem)
    people, places = encoded.problem.seekers, encoded.problem.homes
    at = {home.id: h for h, home in enumerate(places)}
    mate = [at[home_of[p.id]] if p.id in home_of else NOBODY for p in people]
    seeker_of = np.full(len(places), NOBODY)
    for s, h in enumerate(mate):
        if h >= 0:
            seeker_of[h] = s
    seekers = Side(
        np.array([surplus[p.id] for p in people], dtype=np.int64),
        np.array(mate, dtype=np.int64),
        encoded.must,
        np.zeros(len(people), np.int64),
        encoded.most,
    )
    homes = homes_side(np.array([price[h.id] for h in places], dtype=np.int64), seeker_of)
    return proven_value(seekers, homes, Reach(*eligible_pairs(encoded)))
