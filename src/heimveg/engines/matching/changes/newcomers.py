# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""The pairs of one new home or one new seeker, without looking for all pairs anew.

Keeps the arrays of the problem as it was encoded. Seekers and homes that came later are not in
them; a caller looks at those few one by one.
"""

import numpy as np

from heimveg.engines.matching.best.arrays import (
    ANY,
    Encoded,
    Flags,
    Ints,
    Lists,
    codes,
    home_row,
    seeker_row,
)
from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.format.records import Home, Seeker
from heimveg.engines.matching.format.requirements import (
    AREA_POINTS,
    CLUSTER_POINTS,
    KIND_POINTS,
    ROOMS_POINTS,
)


class Register:
    """The seekers and homes of an encoded problem, to hold newcomers against."""

    def __init__(self, encoded: Encoded) -> None:
        self._encoded = encoded
        homes = encoded.problem.homes
        self._area = codes(home.area for home in homes)
        self._tie = codes(home.tied_to for home in homes)
        self._cluster = {c.id: at for at, c in enumerate(encoded.problem.clusters)}

    def knows(self, home: Home) -> bool:
        """Whether the home's area and group are among those the arrays were made for."""
        return (home.area is None or home.area in self._area) and (
            home.tied_to is None or home.tied_to in self._tie
        )

    def pairs_of_home(self, home: Home) -> tuple[Ints, Ints]:
        """(seekers, points of fit) of everybody whose requirements a known home meets."""
        encoded = self._encoded
        row = np.array(home_row(home, self._area, self._cluster, self._tie))
        n = len(encoded.seekers)
        barred = _listed(encoded.areas_not, row[8], n) | _listed(encoded.clusters_not, row[9], n)
        if row[10] >= 0:
            barred |= ~_listed(encoded.groups, row[10], n)
        wished = (
            _listed(encoded.areas_wished, row[8], n),
            _listed(encoded.clusters_wished, row[9], n),
        )
        return _suited(row, encoded.seekers, barred, *wished, encoded.fit_weight)

    def pairs_of_seeker(self, seeker: Seeker) -> tuple[Ints, Ints]:
        """(homes, points of fit) of every home that meets the seeker's requirements."""
        encoded, need, wish = self._encoded, seeker.require, seeker.wish
        barred = _among(encoded.homes[:, 8], self._area, need.areas_not)
        barred |= _among(encoded.homes[:, 9], self._cluster, need.clusters_not)
        tie = encoded.homes[:, 10]
        barred |= (tie >= 0) & ~_among(tie, self._tie, seeker.groups)
        return _suiting(
            np.array(seeker_row(seeker)),
            encoded.homes,
            barred,
            _among(encoded.homes[:, 8], self._area, wish.areas),
            _among(encoded.homes[:, 9], self._cluster, wish.clusters),
            encoded.fit_weight,
        )


def _listed(lists: Lists, key: int, n: int) -> Flags:
    flags = np.zeros(n, np.bool_)
    if key >= 0:
        flags[lists.who[lists.first[key] : lists.first[key + 1]]] = True
    return flags


def _among(column: Ints, known: dict[str, int], names: tuple[str, ...]) -> Flags:
    """Which homes have one of the names; -1 in the column is no name."""
    chosen = np.zeros(len(known) + 1, np.bool_)
    for name in names:
        if name in known:
            chosen[known[name]] = True
    flags: Flags = chosen[column]
    return flags


@compiled
def _meets(home: Ints, need: Ints) -> bool:
    return (
        need[0] >> home[0] & 1 == 1
        and home[1] >= need[1]
        and need[2] >> home[2] & 1 == 1
        and need[3] <= home[3] <= need[4]
        and home[4] >= need[5]
        and home[5] >= need[6]
        and home[6] >= need[7]
        and home[7] >= need[8]
        and home[11] <= need[9]
    )


@compiled
def _points(home: Ints, need: Ints, wished_area: bool, wished_cluster: bool) -> int:
    points = 0
    if wished_area or need[12] == 0:
        points += AREA_POINTS
    if need[10] >> home[0] & 1 == 1:
        points += KIND_POINTS
    if need[11] in (home[3], ANY):
        points += ROOMS_POINTS
    if wished_cluster or need[13] == 0:
        points += CLUSTER_POINTS
    return points


@compiled
def _suited(
    home: Ints, seekers: Ints, barred: Flags, area: Flags, cluster: Flags, weight: int
) -> tuple[Ints, Ints]:
    who, value, count = np.empty(len(seekers), np.int64), np.empty(len(seekers), np.int64), 0
    for s in range(len(seekers)):
        if not barred[s] and _meets(home, seekers[s]):
            who[count] = s
            value[count] = weight * _points(home, seekers[s], area[s], cluster[s])
            count += 1
    return who[:count], value[:count]


@compiled
def _suiting(
    need: Ints, homes: Ints, barred: Flags, area: Flags, cluster: Flags, weight: int
) -> tuple[Ints, Ints]:
    which, value, count = np.empty(len(homes), np.int64), np.empty(len(homes), np.int64), 0
    for h in range(len(homes)):
        if not barred[h] and _meets(homes[h], need):
            which[count] = h
            value[count] = weight * _points(homes[h], need, area[h], cluster[h])
            count += 1
    return which[:count], value[:count]
