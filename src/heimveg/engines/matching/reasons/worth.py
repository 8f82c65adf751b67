"""What one more free home of each sort would add, by re-optimising with the kept prices."""

from collections.abc import Iterator

from heimveg.engines.matching.best.arrays import KIND_CODE, LOCATION_CODE, Encoded, Flags, Ints
from heimveg.engines.matching.best.kernel import Side
from heimveg.engines.matching.format.proposal import Worth
from heimveg.engines.matching.format.records import (
    STAFFED_RANK,
    STANDARD_RANK,
    Kind,
    Location,
    Problem,
    Staffed,
    Standard,
)
from heimveg.engines.matching.format.requirements import KIND_POINTS
from heimveg.engines.matching.reasons.margins import Margins, one_more

Sort = tuple[Kind, Standard, Location, Staffed]


def worth_of_one_more(
    problem: Problem, encoded: Encoded, seekers: Side, margins: Margins, *, exact: bool
) -> tuple[Worth, ...]:
    """One entry per sort found in stock or asked for, the most worth first.

    The home meets every other requirement, is in no cluster, and only its kind counts in fit.
    """
    lives = encoded.present >= 0
    rows = []
    for sort in sorted(set(_sorts(problem))):
        gain, housed = one_more(
            _values(sort, encoded),
            _allowed(sort, encoded),
            seekers,
            margins.refill,
            margins.refill_houses,
            lives,
        )
        rows.append(Worth(*sort, int(gain), int(housed), exact))
    return tuple(sorted(rows, key=lambda worth: -worth.gain))


def _sorts(problem: Problem) -> Iterator[Sort]:
    """The sorts of homes that exist, and the least that each seeker's requirements ask for."""
    for home in problem.homes:
        yield home.kind, home.standard, home.location, home.staffed
    for seeker in problem.seekers:
        need = seeker.require
        for kind in need.kinds or seeker.wish.kinds:
            for location in need.locations or (Location.ORDINARY,):
                yield (
                    kind,
                    need.standard_at_least or Standard.ORDINARY,
                    location,
                    need.staffed_at_least or Staffed.NONE,
                )


def _allowed(sort: Sort, encoded: Encoded) -> Flags:
    kind, standard, location, staffed = sort
    need = encoded.seekers.T
    suits: Flags = (
        (need[0] >> KIND_CODE[kind] & 1 == 1)
        & (need[1] <= STANDARD_RANK[standard])
        & (need[2] >> LOCATION_CODE[location] & 1 == 1)
        & (need[7] <= STAFFED_RANK[staffed])
        & (encoded.pinned < 0)
    )
    return suits


def _values(sort: Sort, encoded: Encoded) -> Ints:
    wished = encoded.seekers[:, 10] >> KIND_CODE[sort[0]] & 1
    values: Ints = encoded.base + wished * KIND_POINTS * encoded.fit_weight
    return values
