"""Which other homes one person could have had in a snapshot, and what each is worth. Pure."""

from dataclasses import dataclass

from heimveg.allocation.proposals import Facts, Reading, home_id, need_id, number
from heimveg.engines.matching import Home, Problem, parse
from heimveg.engines.matching.format.requirements import broken, parts

MOST = 12


@dataclass(frozen=True, slots=True)
class Alternative:
    """A home that meets every requirement; `taker` is the need that gets it in the proposal."""

    home: int
    value: int
    taker: int | None
    facts: Facts


def alternatives(reading: Reading, need: int, *, most: int = MOST) -> list[Alternative]:
    """Homes that meet all requirements, most value first, without the one of the proposal.
    Cost: O(homes)."""
    problem = parse(dict(reading.snapshot))
    seeker = next((s for s in problem.seekers if s.id == need_id(need)), None)
    if seeker is None:
        return []
    present = next((h for h in problem.homes if h.id == seeker.home), None)
    chosen = reading.lines[need].home if need in reading.lines else None
    weights = problem.parameters.weights
    found = [
        Alternative(
            number(home.id),
            parts(seeker, present, home, weights).value,
            reading.takers.get(number(home.id)),
            reading.homes[number(home.id)],
        )
        for home in _open(problem, need_id(need))
        if home.id not in {seeker.home, home_id(chosen or 0)} and not broken(seeker, home)
    ]
    return sorted(found, key=lambda a: (-a.value, a.home))[:most]


def _open(problem: Problem, seeker: str) -> list[Home]:
    """Homes not ruled out for the seeker by the committee, or by the seeker's own no."""
    excluded = {home for who, home in problem.excluded if who == seeker}
    return [home for home in problem.homes if home.id not in excluded]
