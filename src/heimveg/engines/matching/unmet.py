"""Why a seeker is without a home, and which requirements stand in the way."""

from collections import Counter
from collections.abc import Iterable, Sequence

from heimveg.engines.matching.proposal import Relaxation, Unmet
from heimveg.engines.matching.records import Home, Seeker
from heimveg.engines.matching.requirements import broken

MOST_RELAXED = 2  # requirements looked at together


def unmet_of(
    seekers: Iterable[Seeker], homes: Sequence[Home], excluded: set[tuple[str, str]]
) -> tuple[Unmet, ...]:
    """One entry per seeker given; `homes` are those free today or freed by the plan."""
    return tuple(_unmet(seeker, homes, excluded) for seeker in seekers)


def _unmet(seeker: Seeker, homes: Sequence[Home], excluded: set[tuple[str, str]]) -> Unmet:
    sets = Counter(
        frozenset(broken(seeker, home)) for home in homes if (seeker.id, home.id) not in excluded
    )
    alone = {code: count for (code, *more), count in _sorted(sets) if not more}
    return Unmet(seeker.id, sets[frozenset()], alone, _relaxations(sets))


def _sorted(sets: Counter[frozenset[str]]) -> list[tuple[list[str], int]]:
    return sorted((sorted(codes), count) for codes, count in sets.items() if codes)


def _relaxations(sets: Counter[frozenset[str]]) -> tuple[Relaxation, ...]:
    """The smallest sets that open some home; none when some home is open already."""
    size = min((len(codes) for codes in sets), default=0)
    if not 0 < size <= MOST_RELAXED:
        return ()
    smallest = [(codes, count) for codes, count in _sorted(sets) if len(codes) == size]
    return tuple(Relaxation(tuple(codes), count) for codes, count in smallest)
