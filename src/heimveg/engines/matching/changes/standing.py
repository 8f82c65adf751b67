"""The records of a problem as they stand while a committee changes it, numbered once and for all.

Who comes gets the next number; who leaves, leaves a gap. So the numbers in a solved problem keep
their meaning through every change.
"""

from dataclasses import replace

import numpy as np

from heimveg.engines.matching.best import kernel
from heimveg.engines.matching.best.arrays import Encoded, Ints, base
from heimveg.engines.matching.changes.newcomers import Register
from heimveg.engines.matching.format.records import Concentration, Home, Problem, Seeker
from heimveg.engines.matching.format.requirements import broken, fit, parts


class Standing:
    """Seekers, homes, pins and exclusions, and the pairs of whoever comes."""

    def __init__(self, encoded: Encoded) -> None:
        problem = encoded.problem
        self._frame = problem
        self._register = Register(encoded)
        self.clusters = {None, *(cluster.id for cluster in problem.clusters)}
        self.seekers: list[Seeker | None] = list(problem.seekers)
        self.homes: list[Home | None] = list(problem.homes)
        self._seeker_names = [seeker.id for seeker in problem.seekers]
        self._home_names = [home.id for home in problem.homes]
        self.pins = dict(problem.pinned)
        self.bare = set(self.pins.values())  # homes listed with nobody but whom they are for
        self.held: dict[str, int] = {}  # points of seekers pinned since, who take no part
        self.excluded = set(problem.excluded)
        self.place = {s.id: at for at, s in enumerate(problem.seekers)}
        self.where = {h.id: at for at, h in enumerate(problem.homes)}
        self._unbound = np.array([s.id not in self.pins for s in problem.seekers], dtype=np.bool_)
        self._listed = np.array([h.id not in self.bare for h in problem.homes], dtype=np.bool_)

    @property
    def problem(self) -> Problem:
        """The problem after all changes."""
        return replace(
            self._frame,
            homes=tuple(home for home in self.homes if home is not None),
            seekers=tuple(seeker for seeker in self.seekers if seeker is not None),
            pinned=tuple(self.pins.items()),
            excluded=tuple(self.excluded),
            proposed=(),
        ).in_order()

    @property
    def is_limited(self) -> bool:
        """Whether anything limits chains, rings or clusters, or prices them."""
        limits, clusters = self._frame.parameters, self._frame.clusters
        on_moves = limits.max_chain is not None or limits.max_cycle is not None
        on_clusters = limits.concentration is not Concentration.OFF
        return on_moves or (on_clusters and any(c.active_limit is not None for c in clusters))

    def seeker(self, at: int) -> Seeker:
        person = self.seekers[at]
        if person is None:
            raise KeyError(at)
        return person

    def home(self, at: int) -> Home:
        home = self.homes[at]
        if home is None:
            raise KeyError(at)
        return home

    def name_of_seeker(self, at: int) -> str:
        """Also of somebody who has left."""
        return self._seeker_names[at]

    def name_of_home(self, at: int) -> str | None:
        """Also of a home that was withdrawn; None for no home."""
        return self._home_names[at] if at >= 0 else None

    def own(self, person: Seeker) -> int:
        """The number of the seeker's present home, NOBODY for none."""
        return self.where.get(person.home or "", kernel.NOBODY)

    def worth(self, person: Seeker, home: Home) -> int:
        """Points of the pair."""
        return parts(person, self._present(person), home, self._frame.parameters.weights).value

    def base(self, person: Seeker) -> int:
        """Points of housing the seeker, before those of the home's fit."""
        return base(person, self._present(person), self._frame.parameters.weights)

    def take(self, home: Home) -> int:
        """Numbers a home that comes."""
        self.where[home.id] = len(self.homes)
        self.homes.append(home)
        self._home_names.append(home.id)
        return self.where[home.id]

    def take_seeker(self, person: Seeker) -> int:
        """Numbers a seeker who comes."""
        self.place[person.id] = len(self.seekers)
        self.seekers.append(person)
        self._seeker_names.append(person.id)
        return self.place[person.id]

    def forget(self, home: str) -> None:
        """Leaves a gap where the home was."""
        h = self.where.pop(home)
        self.homes[h] = None
        if h < len(self._listed):
            self._listed[h] = False
        self.excluded = {pair for pair in self.excluded if pair[1] != home}

    def forget_seeker(self, seeker: str) -> str | None:
        """Leaves a gap where the seeker was, whose home becomes free; answers the home that was
        pinned to the seeker."""
        s = self.place.pop(seeker)
        person = self.seeker(s)
        self.seekers[s] = None
        if s < len(self._unbound):
            self._unbound[s] = False
        self.held.pop(seeker, None)
        self.excluded = {pair for pair in self.excluded if pair[0] != seeker}
        if person.home is not None:
            h = self.where[person.home]
            self.homes[h] = replace(self.home(h), occupant=None)
        return self.pins.pop(seeker, None)

    def pairs_of_home(self, home: Home) -> tuple[Ints, Ints]:
        """(seekers, points of fit) of everybody who may have a home that comes."""
        first, found = 0, (_array([]), _array([]))
        if self._register.knows(home):
            first = len(self._unbound)
            who, points = self._register.pairs_of_home(home)
            kept = self._unbound[who]
            found = who[kept], points[kept]
        late = [
            s
            for s, person in enumerate(self.seekers[first:], first)
            if person is not None and self._is_unbound(s) and not broken(person, home)
        ]
        more = [self._points(self.seeker(s), home) for s in late]
        return np.concatenate([found[0], _array(late)]), np.concatenate([found[1], _array(more)])

    def _is_unbound(self, s: int) -> bool:
        """Whether the seeker was not pinned when the problem was laid out."""
        return s >= len(self._unbound) or bool(self._unbound[s])

    def pairs_of_seeker(self, person: Seeker) -> tuple[Ints, Ints]:
        """(homes, worth less the base) of every home the seeker may have, the present one too."""
        own, base = self.own(person), self.base(person)
        which, points = self._register.pairs_of_seeker(person)
        barred = [self.where[h] for s, h in self.excluded if s == person.id]
        kept = self._listed[which] & (which != own) & ~np.isin(which, barred)
        first = len(self._listed)
        late = [
            h
            for h, home in enumerate(self.homes[first:], first)
            if home is not None and h not in barred and not broken(person, home)
        ]
        more = [self._points(person, self.home(h)) for h in late]
        staying = [own] if own >= 0 else []
        return (
            np.concatenate([which[kept], _array(late), _array(staying)]),
            np.concatenate([points[kept], _array(more), _array([-base] * len(staying))]),
        )

    def _present(self, person: Seeker) -> Home | None:
        return None if person.home is None else self.home(self.where[person.home])

    def _points(self, person: Seeker, home: Home) -> int:
        return fit(person, home) * self._frame.parameters.weights.fit


def _array(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
