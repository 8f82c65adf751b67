"""Turns a problem's records into arrays for the compiled parts. n seekers, m homes, by id.

Words become codes, requirements become the least code or a set of bits, and lists of areas,
clusters and groups become index lists by area, cluster and group.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.format.records import (
    STAFFED_RANK,
    STANDARD_RANK,
    Home,
    Kind,
    Location,
    Problem,
    Seeker,
    Weights,
)
from heimveg.engines.matching.format.requirements import (
    MOST_FIT,
    WEEKS_COUNTED,
    broken_by_seeker,
    fit,
)

Flags = NDArray[Any]  # true or false
Ints = NDArray[Any]  # whole numbers, 64 bits unless said
KIND_CODE = {kind: code for code, kind in enumerate(Kind)}
LOCATION_CODE = {location: code for code, location in enumerate(Location)}
NO_CEILING = 1 << 60
ANY = np.iinfo(np.int32).max  # a ceiling or a wish that is not stated


@dataclass(frozen=True, slots=True)
class Lists:
    """For each of k keys the seekers it concerns: who[first[key]:first[key + 1]], ascending."""

    first: Ints
    who: Ints


@dataclass(frozen=True, slots=True)
class Encoded:
    """A problem in arrays. Index -1: none.

    Seekers are numbered by the most a home could be worth to them, those who must have a home
    (because they live in one, or are pinned) before the others, and then by id.
    """

    problem: Problem  # with its seekers in that order
    must: Flags  # (n,)
    most: Ints  # (n,), points, NO_CEILING for those who must
    homes: Ints  # (m, 12): the columns of HOME_COLUMNS
    seekers: Ints  # (n, 14): the columns of SEEKER_COLUMNS
    present: Ints  # (n,): the index of the seeker's own home
    occupant: Ints  # (m,)
    base: Ints  # (n,): value of a pair before the points of its fit
    active: Flags  # (n,)
    areas_not: Lists
    areas_wished: Lists
    clusters_not: Lists
    clusters_wished: Lists
    groups: Lists  # by the groups that homes are tied to
    pinned: Ints  # (n,): the home pinned to the seeker
    pinned_to: Ints  # (m,): the seeker pinned to the home
    excluded: Lists  # by home
    fit_weight: int


def encode(problem: Problem) -> Encoded:
    """The arrays of a problem that is in order and has been checked."""
    problem, bases, must = _by_need(problem)
    seekers, homes = problem.seekers, problem.homes
    place = {seeker.id: at for at, seeker in enumerate(seekers)}
    where = {home.id: at for at, home in enumerate(homes)}
    area = codes(home.area for home in homes)
    cluster = {cluster.id: at for at, cluster in enumerate(problem.clusters)}
    tie = codes(home.tied_to for home in homes)
    pinned = np.full(len(seekers), -1)
    pinned_to = np.full(len(homes), -1)
    for seeker_id, home_id in problem.pinned:
        pinned[place[seeker_id]] = where[home_id]
        pinned_to[where[home_id]] = place[seeker_id]
    excluded = [(where[home], place[seeker]) for seeker, home in problem.excluded]
    return Encoded(
        problem=problem,
        must=must,
        most=np.where(
            must, NO_CEILING, np.maximum(bases + problem.parameters.weights.fit * MOST_FIT, 0)
        ),
        homes=_table([home_row(home, area, cluster, tie) for home in homes], 12),
        seekers=_table([seeker_row(seeker) for seeker in seekers], 14),
        present=np.array([where.get(s.home or "", -1) for s in seekers], dtype=np.int64),
        occupant=np.array([place.get(h.occupant or "", -1) for h in homes], dtype=np.int64),
        base=bases,
        active=np.array([seeker.active_use for seeker in seekers], dtype=np.bool_),
        areas_not=_lists(area, ((s.require.areas_not, i) for i, s in enumerate(seekers))),
        areas_wished=_lists(area, ((s.wish.areas, i) for i, s in enumerate(seekers))),
        clusters_not=_lists(cluster, ((s.require.clusters_not, i) for i, s in enumerate(seekers))),
        clusters_wished=_lists(cluster, ((s.wish.clusters, i) for i, s in enumerate(seekers))),
        groups=_lists(tie, ((s.groups, i) for i, s in enumerate(seekers))),
        pinned=pinned,
        pinned_to=pinned_to,
        excluded=_grouped(np.array(excluded, dtype=np.int64).reshape(-1, 2), len(homes)),
        fit_weight=problem.parameters.weights.fit,
    )


def codes(values: Iterable[str | None]) -> dict[str, int]:
    return {value: code for code, value in enumerate(sorted({v for v in values if v is not None}))}


def _table(rows: list[tuple[int, ...]], columns: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(-1, columns)


HOME_COLUMNS = (
    "kind", "standard", "location", "rooms", "step_free", "wheelchair", "staffed", "pets",
    "area", "cluster", "tie", "rent",
)  # fmt: skip


def home_row(
    home: Home, area: dict[str, int], cluster: dict[str, int], tie: dict[str, int]
) -> tuple[int, ...]:
    return (
        KIND_CODE[home.kind],
        STANDARD_RANK[home.standard],
        LOCATION_CODE[home.location],
        home.rooms,
        home.step_free,
        home.wheelchair,
        STAFFED_RANK[home.staffed],
        home.pets,
        -1 if home.area is None else area[home.area],
        -1 if home.cluster is None else cluster[home.cluster],
        -1 if home.tied_to is None else tie[home.tied_to],
        ANY - 1 if home.rent_nok_month is None else home.rent_nok_month,
    )


SEEKER_COLUMNS = (
    "kinds", "standard", "locations", "rooms_least", "rooms_most", "step_free", "wheelchair",
    "staffed", "pets", "rent", "wished_kinds", "wished_rooms", "wishes_areas", "wishes_clusters",
)  # fmt: skip


def seeker_row(seeker: Seeker) -> tuple[int, ...]:
    need, wish = seeker.require, seeker.wish
    return (
        sum(1 << KIND_CODE[kind] for kind in need.kinds) or 127,
        STANDARD_RANK[need.standard_at_least] if need.standard_at_least else 0,
        sum(1 << LOCATION_CODE[location] for location in need.locations) or 3,
        need.rooms_at_least or 0,
        need.rooms_at_most or ANY,
        need.step_free,
        need.wheelchair,
        STAFFED_RANK[need.staffed_at_least] if need.staffed_at_least else 0,
        need.pets,
        ANY if need.rent_at_most is None else need.rent_at_most,
        sum(1 << KIND_CODE[kind] for kind in wish.kinds) or 127,
        wish.rooms or ANY,
        bool(wish.areas),
        bool(wish.clusters),
    )


def _by_need(problem: Problem) -> tuple[Problem, Ints, Flags]:
    """(the problem with its seekers in the order of `Encoded`, their bases, who must)."""
    homes = {home.id: home for home in problem.homes}
    pinned = {seeker for seeker, _ in problem.pinned}
    weights = problem.parameters.weights
    seekers = problem.seekers
    bases = np.array([base(s, homes.get(s.home or ""), weights) for s in seekers], dtype=np.int64)
    must = np.array([s.home is not None or s.id in pinned for s in seekers], dtype=np.bool_)
    order = np.lexsort((-bases, ~must))
    ordered = tuple(seekers[at] for at in order)
    return replace(problem, seekers=ordered), bases[order], must[order]


def base(seeker: Seeker, present: Home | None, weights: Weights) -> int:
    """Value of housing the seeker, before the points of the new home's fit."""
    move = 0 if present is None else weights.move
    if present is not None and not broken_by_seeker(seeker.require, present):
        return move - fit(seeker, present) * weights.fit
    weeks = min(seeker.waiting_days // 7, WEEKS_COUNTED)
    return seeker.urgency * weights.urgency + weeks * weights.waiting_week + move


def _lists(codes: dict[str, int], named: Iterable[tuple[tuple[str, ...], int]]) -> Lists:
    """Index lists by code; names that no home has are left out."""
    pairs = ((codes[name], at) for names, at in named for name in names if name in codes)
    flat = np.fromiter(chain.from_iterable(pairs), dtype=np.int64)
    return _grouped(flat.reshape(-1, 2), len(codes))


def _grouped(pairs: Ints, keys: int) -> Lists:
    """(k, 2) pairs of key and index, as index lists by key."""
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    first = np.searchsorted(pairs[:, 0], np.arange(keys + 1)).astype(np.int64)
    return Lists(first, np.ascontiguousarray(pairs[:, 1], dtype=np.int32))
