"""What a plan may not do or must pay for: long chains, long rings, crowded clusters.

Builds the limits from a problem, and judges a finished plan by them, pair by pair, without the
help of any solver.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Flags, Ints
from heimveg.engines.matching.format.records import Concentration

NO_LIMIT = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the moves of n seekers among m homes in c clusters."""

    max_chain: int | None
    max_cycle: int | None
    cluster_of: Ints  # (m,), -1 for a home in no cluster
    active: Flags  # (n,)
    present: Ints  # (n,), -1 for somebody without a home
    today: Ints  # (c,): residents with active use today, seekers included
    spare: Ints  # (c,): how many more there may be after all moves; may be negative in penalty
    penalty: int | None  # points for each resident beyond `spare`; None: a ban

    @property
    def exist(self) -> bool:
        """Whether anything limits or prices a plan at all."""
        on_moves = self.max_chain is not None or self.max_cycle is not None
        return on_moves or bool((self.spare < NO_LIMIT // 2).any())

    def added(self, home_of: Ints) -> Ints:
        """(c,): how many more residents with active use each cluster gets by the plan."""
        moves = (home_of >= 0) & (home_of != self.present) & self.active
        size = len(self.today)
        into = self.cluster_of[home_of[moves]]
        left = self.present[moves]
        out = self.cluster_of[left[left >= 0]]
        return np.bincount(into[into >= 0], minlength=size) - np.bincount(
            out[out >= 0], minlength=size
        )

    def paid(self, home_of: Ints) -> int:
        """The points that crowded clusters cost the plan."""
        if self.penalty is None:
            return 0
        return self.penalty * int(np.maximum(self.added(home_of) - self.spare, 0).sum())

    def least_paid(self) -> int:
        """What crowding costs whatever anybody does: residents who are not seekers stay."""
        if self.penalty is None:
            return 0
        lived_in = self.cluster_of[self.present[self.active & (self.present >= 0)]]
        seekers = np.bincount(lived_in[lived_in >= 0], minlength=len(self.spare))
        return self.penalty * int(np.maximum(-self.spare - seekers, 0).sum())

    def kept(self, home_of: Ints) -> bool:
        """Whether the plan keeps every limit."""
        crowded = self.penalty is None and bool((self.added(home_of) > self.spare).any())
        return not crowded and self._lengths_kept(home_of)

    def _lengths_kept(self, home_of: Ints) -> bool:
        chains, rings = lengths(home_of, self.present)
        longest = self.max_chain or NO_LIMIT, self.max_cycle or NO_LIMIT
        return max(chains, default=0) <= longest[0] and max(rings, default=0) <= longest[1]


def limits_of(encoded: Encoded) -> Limits:
    """The limits of a problem."""
    problem = encoded.problem
    parameters = problem.parameters
    cluster_of = encoded.homes[:, 9]
    lived_in = cluster_of[encoded.present[encoded.active & (encoded.present >= 0)]]
    here = Counter(lived_in[lived_in >= 0].tolist())
    today = np.array(
        [c.active_residents + here[at] for at, c in enumerate(problem.clusters)], dtype=np.int64
    )
    most = np.array(
        [NO_LIMIT if c.active_limit is None else c.active_limit for c in problem.clusters],
        dtype=np.int64,
    )
    advice = parameters.concentration is Concentration.PENALTY
    if parameters.concentration is Concentration.OFF:
        most[:] = NO_LIMIT
    spare = most - today
    return Limits(
        max_chain=parameters.max_chain,
        max_cycle=parameters.max_cycle,
        cluster_of=cluster_of,
        active=encoded.active,
        present=encoded.present,
        today=today,
        spare=spare if advice else np.maximum(spare, 0),
        penalty=parameters.concentration_penalty if advice else None,
    )


def lengths(home_of: Ints, present: Ints) -> tuple[list[int], list[int]]:
    """(chain lengths, ring lengths) of a plan."""
    into = {
        int(home): seeker
        for seeker, home in enumerate(home_of)
        if home >= 0 and home != present[seeker]
    }
    vacant = set(into) - set(present.tolist())
    chains = [_length(home, into, present) for home in vacant]
    rings = []
    left = set(into) - _chained(vacant, into, present)
    while left:
        ring = _homes_from(min(left), into, present)
        rings.append(len(ring))
        left -= set(ring)
    return chains, rings


def _homes_from(home: int, into: dict[int, int], present: Ints) -> list[int]:
    homes: list[int] = []
    at = home
    while at in into and (not homes or at != home):
        homes.append(at)
        at = int(present[into[at]])
    return homes


def _length(home: int, into: dict[int, int], present: Ints) -> int:
    return len(_homes_from(home, into, present))


def _chained(vacant: set[int], into: dict[int, int], present: Ints) -> set[int]:
    return {home for start in vacant for home in _homes_from(start, into, present)}
