"""Why a seeker is without a home, and which requirements stand in the way."""

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Ints
from heimveg.engines.matching.format.proposal import Relaxation, Unmet
from heimveg.engines.matching.format.records import Problem
from heimveg.engines.matching.reasons import blocking
from heimveg.engines.matching.reasons.blocking import CODES


def unmet_of(
    problem: Problem,
    encoded: Encoded,
    seekers: Ints,
    homes: Ints,
    short: dict[int, tuple[int, int]],
) -> tuple[Unmet, ...]:
    """One entry for each of `seekers`; `homes` are those free today or freed by the plan.

    `short`: seeker -> (points short, the home they are nearest to), where that is known.
    """
    eligible, alone = blocking.alone(encoded, seekers, homes)
    stuck = np.flatnonzero((eligible == 0) & (alone.sum(axis=1) == 0))
    pairs = dict(
        zip(stuck.tolist(), blocking.in_pairs(encoded, seekers[stuck], homes), strict=True)
    )
    return tuple(
        Unmet(
            seeker=problem.seekers[s].id,
            eligible=int(eligible[at]),
            blocked_by={CODES[r]: int(alone[at, r]) for r in np.flatnonzero(alone[at])},
            relaxations=_singles(eligible[at], alone[at]) or _pairs(pairs.get(at)),
            short_of=_short(problem, short.get(int(s))),
        )
        for at, s in enumerate(seekers)
    )


def _short(problem: Problem, found: tuple[int, int] | None) -> tuple[str, int] | None:
    return None if found is None else (problem.homes[found[1]].id, found[0])


def _singles(eligible: int, alone: Ints) -> tuple[Relaxation, ...]:
    """Single requirements whose removal opens a home; none when a home is open already."""
    if eligible:
        return ()
    return tuple(Relaxation((CODES[r],), int(alone[r])) for r in np.flatnonzero(alone))


def _pairs(counts: Ints | None) -> tuple[Relaxation, ...]:
    if counts is None:
        return ()
    return tuple(
        Relaxation((CODES[a], CODES[b]), int(counts[a, b]))
        for a, b in zip(*np.nonzero(counts), strict=True)
    )
