"""What the records of a problem mean to each other: ids that exist, homes and occupants that
agree, pins that can be kept. Shapes are `reading.py`'s.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from heimveg.engines.matching.format.records import (
    Concentration,
    Home,
    Problem,
    ProblemRefused,
    Refusal,
    Seeker,
)
from heimveg.engines.matching.format.requirements import broken


def ensure(problem: Problem) -> None:
    """Raises ProblemRefused with every error when the records disagree."""
    errors = errors_of(problem)
    if errors:
        raise ProblemRefused(errors)


def errors_of(problem: Problem) -> tuple[Refusal, ...]:
    """Everything in which the records disagree, in the order of the file."""
    return (
        *_duplicates("clusters", [cluster.id for cluster in problem.clusters]),
        *_duplicates("homes", [home.id for home in problem.homes]),
        *_duplicates("seekers", [seeker.id for seeker in problem.seekers]),
        *_homes(problem),
        *_seekers(problem),
        *_excluded(problem),
        *_pins(problem),
        *_proposed(problem),
    )


def _duplicates(name: str, ids: list[str]) -> Iterator[Refusal]:
    if len(set(ids)) == len(ids):
        return
    first: dict[str, int] = {}
    for place, an_id in enumerate(ids):
        if an_id in first:
            what = f'is "{an_id}", the same as {name}[{first[an_id]}].'
            yield Refusal(f"{name}[{place}].id", what, "Give each its own id.")
        first.setdefault(an_id, place)


def _homes(problem: Problem) -> Iterator[Refusal]:
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    clusters = {cluster.id for cluster in problem.clusters}
    for place, home in enumerate(problem.homes):
        if home.cluster is not None and home.cluster not in clusters:
            what = f'names the cluster "{home.cluster}", which is not listed.'
            yield Refusal(f"homes[{place}].cluster", what, "List it, or write null.")
        if home.occupant is None:
            continue
        path = f"homes[{place}].occupant"
        if home.occupant not in seekers:
            what = f'names "{home.occupant}", who is not among the seekers.'
            remedy = "Only homes of seekers are listed as occupied; leave the others out."
            yield Refusal(path, what, remedy)
        elif seekers[home.occupant].home != home.id:
            lives = seekers[home.occupant].home
            what = f'is "{home.occupant}", whose home is {repr(lives) if lives else "null"}.'
            yield Refusal(path, what, "Make the home's occupant and the seeker's home agree.")


def _seekers(problem: Problem) -> Iterator[Refusal]:
    homes = {home.id: home for home in problem.homes}
    clusters = {cluster.id for cluster in problem.clusters}
    taken: dict[str, int] = {}
    for place, seeker in enumerate(problem.seekers):
        yield from asked_in_vain(f"seekers[{place}]", seeker, clusters)
        path = f"seekers[{place}].home"
        if seeker.home is None:
            continue
        if seeker.home not in homes:
            what = f'names the home "{seeker.home}", which is not listed.'
            yield Refusal(path, what, "List the home with this seeker as its occupant.")
        elif seeker.home in taken:
            what = f'is "{seeker.home}", also the home of seekers[{taken[seeker.home]}].'
            yield Refusal(path, what, "One home has one occupant.")
        elif homes[seeker.home].occupant != seeker.id:
            what = f'is "{seeker.home}", whose occupant is not this seeker.'
            yield Refusal(path, what, "Make the home's occupant and the seeker's home agree.")
        taken.setdefault(seeker.home, place)


def asked_in_vain(path: str, seeker: Seeker, clusters: Container[str | None]) -> Iterator[Refusal]:
    """What a seeker asks that no home can answer, or that no home would be kept away for."""
    require, named = seeker.require, seeker.wish.clusters
    for field, ids in (("require.clusters_not", require.clusters_not), ("wish.clusters", named)):
        for an_id in ids:
            if an_id not in clusters:
                what = f'names the cluster "{an_id}", which is not listed.'
                yield Refusal(f"{path}.{field}", what, "List it, or check the id.")
    least, most = require.rooms_at_least, require.rooms_at_most
    if least is not None and most is not None and least > most:
        what = f"is {most}, below rooms_at_least, which is {least}."
        yield Refusal(f"{path}.require.rooms_at_most", what, "Correct one of the two.")


def _excluded(problem: Problem) -> Iterator[Refusal]:
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    homes = {home.id for home in problem.homes}
    for place, (seeker_id, home_id) in enumerate(problem.excluded):
        path = f"excluded[{place}]"
        yield from _unknown(path, (seeker_id, home_id), seekers, homes)
        if seeker_id in seekers and seekers[seeker_id].home == home_id:
            what = "excludes the seeker's own home, and staying is always possible."
            yield Refusal(path, what, "Remove it; pin the move you want instead.")


def _unknown(
    path: str, pair: tuple[str, str], seekers: Container[str], homes: Container[str]
) -> Iterator[Refusal]:
    if pair[0] not in seekers:
        yield Refusal(f"{path}[0]", f'is "{pair[0]}", no listed seeker.', "Check the id.")
    if pair[1] not in homes:
        yield Refusal(f"{path}[1]", f'is "{pair[1]}", no listed home.', "Check the id.")


def _pins(problem: Problem) -> Iterator[Refusal]:
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    homes = {home.id: home for home in problem.homes}
    excluded = set(problem.excluded)
    by_seeker: dict[str, int] = {}
    by_home: dict[str, int] = {}
    read: set[tuple[str, str]] = set()
    for place, (seeker_id, home_id) in enumerate(problem.pinned):
        path = f"pinned[{place}]"
        yield from _unknown(path, (seeker_id, home_id), seekers, homes)
        if (seeker_id, home_id) in read:
            continue
        read.add((seeker_id, home_id))
        for an_id, seen, side in ((seeker_id, by_seeker, 0), (home_id, by_home, 1)):
            if an_id in seen:
                what = f'is "{an_id}", already in pinned[{seen[an_id]}].'
                yield Refusal(f"{path}[{side}]", what, "Keep one of the two pins.")
            seen.setdefault(an_id, place)
        if (seeker_id, home_id) in excluded:
            yield Refusal(path, "is also excluded.", "Keep the pin or the exclusion.")
        if seeker_id in seekers and home_id in homes:
            yield from _pinned_pair(path, seekers[seeker_id], homes[home_id])
    yield from _pins_within_limits(problem, seekers, homes)


def _proposed(problem: Problem) -> Iterator[Refusal]:
    seekers = {seeker.id for seeker in problem.seekers}
    homes = {home.id for home in problem.homes}
    taken: tuple[dict[str, int], dict[str, int]] = {}, {}
    read: set[tuple[str, str]] = set()
    for place, pair in enumerate(problem.proposed):
        path = f"proposed[{place}]"
        yield from _unknown(path, pair, seekers, homes)
        for side, an_id in enumerate(pair):
            if an_id in taken[side] and pair not in read:
                what = f'is "{an_id}", already in proposed[{taken[side][an_id]}].'
                yield Refusal(f"{path}[{side}]", what, "Write the pairs of one proposal.")
            taken[side].setdefault(an_id, place)
        read.add(pair)


def _pinned_pair(path: str, seeker: Seeker, home: Home) -> Iterator[Refusal]:
    codes = () if seeker.home == home.id else broken(seeker, home)
    if codes:
        what = f"breaks {', '.join(codes)}."
        yield Refusal(path, what, "Remove the pin, or correct the requirement or the home.")


def _pins_within_limits(
    problem: Problem, seekers: dict[str, Seeker], homes: dict[str, Home]
) -> Iterator[Refusal]:
    """Pins that alone fill a cluster beyond its limit."""
    if problem.parameters.concentration is not Concentration.LIMIT:
        return
    lived_in = ((home.occupant, home.id) for home in problem.homes if home.occupant)
    today = _active_in(lived_in, seekers, homes)
    pinned = _active_in(set(problem.pinned), seekers, homes)
    for cluster in problem.clusters:
        if cluster.active_limit is None:
            continue
        most = max(cluster.active_limit - cluster.active_residents, today[cluster.id])
        if pinned[cluster.id] > most:
            what = f'bring {pinned[cluster.id]} people with active use into "{cluster.id}", '
            remedy = "Remove a pin, or let the limit be advice (penalty)."
            yield Refusal("pinned", f"{what}which has room for {max(most, 0)}.", remedy)


def _active_in(
    pairs: Iterable[tuple[str, str]], seekers: dict[str, Seeker], homes: dict[str, Home]
) -> Counter[str]:
    """How many of the seekers in the pairs have active use, by the cluster of the home."""
    known = ((seekers[s], homes[h]) for s, h in pairs if s in seekers and h in homes)
    return Counter(home.cluster for s, home in known if s.active_use and home.cluster is not None)
