"""The moves that are possible, as arrays: an arc is one seeker moving into one home."""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Flags, Ints
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.limits.rules import Limits


@dataclass(frozen=True, slots=True)
class Arcs:
    """a possible moves, by home and then seeker; n seekers, m homes. Staying is no move."""

    seeker: Ints  # (a,)
    home: Ints  # (a,)
    value: Ints  # (a,), points
    first: Ints  # (m + 1,): the arcs into home h are first[h] to first[h + 1]
    present: Ints  # (n,), -1 for somebody without a home
    occupant: Ints  # (m,), -1 for a vacancy
    joins: Ints  # (a,): the cluster that gains a resident with active use, or -1
    leaves: Ints  # (a,): the cluster that loses one, or -1
    pinned: Flags  # (n,): must move along one of the arcs

    def chosen(self, arcs: Ints) -> Ints:
        """(n,) the home of each seeker when these arcs are used and the others stay."""
        home_of = self.present.copy()
        home_of[self.seeker[arcs]] = self.home[arcs]
        return home_of


def arcs_of(pairs: Pairs, encoded: Encoded, limits: Limits) -> Arcs:
    """The moves among the eligible pairs."""
    home = np.repeat(np.arange(len(pairs.start)), pairs.many)
    order = np.repeat(pairs.start - np.cumsum(pairs.many) + pairs.many, pairs.many)
    at = order + np.arange(len(home))
    seeker = pairs.who[at].astype(np.int64)
    moves = encoded.present[seeker] != home
    seeker, home, value = seeker[moves], home[moves], pairs.value[at][moves].astype(np.int64)
    left = encoded.present[seeker]
    inside = limits.cluster_of[home]
    outside = np.where(left >= 0, limits.cluster_of[left], -1)
    counts = encoded.active[seeker] & (inside != outside)
    return Arcs(
        seeker=seeker,
        home=home,
        value=value,
        first=np.searchsorted(home, np.arange(len(pairs.start) + 1)),
        present=encoded.present,
        occupant=encoded.occupant,
        joins=np.where(counts, inside, -1),
        leaves=np.where(counts, outside, -1),
        pinned=(encoded.pinned >= 0) & (encoded.pinned != encoded.present),
    )
