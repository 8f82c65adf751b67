"""A solved problem that stays solved while a committee changes it.

Each change is followed by the new best plan, found from the kept surpluses and prices and proven
again; nothing is solved from the beginning. Limits on chains, rings and clusters are not part of
it: `keeps_limits` says whether the plan at hand keeps them, and `solve` decides with them.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from heimveg.engines.matching import auditing, changing, cross_checks, kernel, layout
from heimveg.engines.matching.arrays import Encoded, Ints, base, encode
from heimveg.engines.matching.effects import Change
from heimveg.engines.matching.eligibility import eligible_pairs
from heimveg.engines.matching.kernel import Reach, Side
from heimveg.engines.matching.layout import SPACE
from heimveg.engines.matching.limits import limits_of
from heimveg.engines.matching.newcomers import Register
from heimveg.engines.matching.plan import NotProven, best_plan
from heimveg.engines.matching.records import Home, Problem, ProblemRefused, Refusal, Seeker
from heimveg.engines.matching.requirements import broken, fit, parts


class _Before(NamedTuple):
    value: int
    seekers: list[Seeker | None]
    homes: list[Home | None]
    mate: Ints


class Resolver:
    """The best plan of a problem, kept best through changes. Raises ProblemRefused as `solve`."""

    def __init__(self, problem: Problem) -> None:
        cross_checks.ensure(problem)
        self._more = SPACE  # seekers, and homes, that there is room for
        self._start(problem.in_order())

    def _start(self, problem: Problem) -> None:
        encoded = encode(problem)
        pairs = eligible_pairs(encoded)
        plan = best_plan(pairs, encoded.must, encoded.most)
        if plan.unplaced:
            names = ", ".join(encoded.problem.seekers[s].id for s in plan.unplaced)
            raise _refused("pinned", f"leave no home for {names}.", "Remove a pin.")
        self._clusters = {None, *(cluster.id for cluster in problem.clusters)}
        self._frame = problem
        self._encoded: Encoded = encoded
        self._seekers: list[Seeker | None] = list(encoded.problem.seekers)
        self._homes: list[Home | None] = list(encoded.problem.homes)
        self._pins = dict(problem.pinned)
        self._bare = set(self._pins.values())  # homes listed with nobody but whom they are for
        self._held: dict[str, int] = {}  # points of seekers pinned since, who take no part
        self._excluded = set(problem.excluded)
        self._register = Register(encoded)
        everybody = encoded.problem.seekers
        self._unbound = np.array([s.id not in self._pins for s in everybody], dtype=np.bool_)
        homes = encoded.problem.homes
        self._standing = np.array([h.id not in self._bare for h in homes], dtype=np.bool_)
        seekers, by_home = layout.without_base(plan.seekers, Reach(*pairs), encoded.base)
        self._lay_out(seekers, plan.homes, by_home)

    def _lay_out(self, seekers: Side, homes: Side, by_home: Reach) -> None:
        self._state = layout.laid_out(seekers, homes, by_home, self._more)
        self._kept = changing.keep(self._state)
        self._total = changing.in_points(self._kept)
        self._place = {s.id: at for at, s in enumerate(self._seekers) if s is not None}
        self._where = {h.id: at for at, h in enumerate(self._homes) if h is not None}

    @property
    def value(self) -> int:
        """Points of the best plan; what crowded clusters cost is not counted."""
        return int(self._total) + sum(self._held.values())

    @property
    def problem(self) -> Problem:
        """The problem as it stands after all changes; `solve` gives a plan of the same value."""
        return replace(
            self._frame,
            homes=tuple(home for home in self._homes if home is not None),
            seekers=tuple(seeker for seeker in self._seekers if seeker is not None),
            pinned=tuple(self._pins.items()),
            excluded=tuple(self._excluded),
            proposed=(),
        ).in_order()

    @property
    def keeps_limits(self) -> bool:
        """Whether the plan at hand keeps every limit, and crowds no cluster for a price."""
        encoded = encode(self.problem)
        homes = {home.id: at for at, home in enumerate(encoded.problem.homes)}
        home_of = np.array(
            [homes.get(self.home_of(s.id) or "", -1) for s in encoded.problem.seekers]
        )
        limits = limits_of(encoded)
        return limits.kept(home_of) and limits.paid(home_of) == limits.least_paid()

    def home_of(self, seeker: str) -> str | None:
        """The home of the seeker in the best plan; the present home for somebody who stays."""
        at = self._state.seekers.mate[self._place[seeker]]
        home = self._homes[at] if at >= 0 else None
        return None if home is None else home.id

    def audit(self) -> int:
        """Proves the plan from all the pairs of the problem as it stands, found anew, and answers
        its value. Raises NotProven."""
        side = self._state.seekers
        duals = side.dual - side.least, self._state.homes.dual
        surplus = {seeker: int(duals[0][at]) for seeker, at in self._place.items()}
        price = {home: int(duals[1][at]) for home, at in self._where.items()}
        homes = {seeker: self.home_of(seeker) for seeker in self._place}
        plan = {seeker: home for seeker, home in homes.items() if home is not None}
        held = {self._pins[seeker]: 0 for seeker in self._held}  # their pair is all they have
        return auditing.value_proven(self.problem, plan, surplus | self._held, price | held)

    def pin(self, seeker: str, home: str) -> Change:
        """Keeps the pair in every plan. Raises ProblemRefused when that is impossible."""
        s, h = self._known(seeker, home)
        person, place = self._seeker(s), self._home(h)
        codes = broken(person, place) if person.home != home else ()
        if codes or (seeker, home) in self._excluded:
            what = f"{seeker} and {home}: {', '.join(codes) or 'excluded'}."
            raise _refused("pinned", what, "Correct the requirement, or allow the pair.")
        if seeker in self._pins or home in self._pins.values():
            raise _refused("pinned", f"{seeker} or {home} is pinned.", "Unpin it first.")
        before = self._snapshot()
        self._ensure(changing.keep_pair(self._kept, s, h))
        self._pins[seeker] = home
        self._held[seeker] = self._worth(person, place)
        return self._change(before)

    def unpin(self, seeker: str) -> Change:
        """Lets the seeker have any eligible home again."""
        before = self._snapshot()
        home = self._pins.pop(seeker)
        if self._held.pop(seeker, None) is None:
            self._start(self.problem)
        else:
            s, h = self._place[seeker], self._where[home]
            self._ensure(changing.release_pair(self._kept, s, h))
        return self._change(before)

    def exclude(self, seeker: str, home: str) -> Change:
        """Keeps the pair out of every plan."""
        s, h = self._known(seeker, home)
        if self._seeker(s).home == home or self._pins.get(seeker) == home:
            raise _refused(
                "excluded", f"{seeker} lives in {home}, or is pinned to it.", "Unpin it."
            )
        before = self._snapshot()
        self._ensure(changing.exclude_pair(self._kept, s, h))
        self._excluded.add((seeker, home))
        return self._change(before)

    def allow(self, seeker: str, home: str) -> Change:
        """Takes an exclusion back."""
        before = self._snapshot()
        self._excluded.discard((seeker, home))
        if self._pins.get(seeker) not in self._bare:
            self._give_pairs(self._place[seeker])
        return self._change(before)

    def change_urgency(self, seeker: str, urgency: int) -> Change:
        """Sets the seeker's urgency, 1 to 5."""
        s = self._place[seeker]
        person = self._seeker(s)
        before = self._snapshot()
        self._seekers[s] = replace(person, urgency=urgency)
        by = self._base(self._seeker(s)) - self._base(person)
        own = self._where.get(person.home or "", kernel.NOBODY)
        if seeker in self._held:
            self._held[seeker] = self._worth(
                self._seeker(s), self._home(self._where[self._pins[seeker]])
            )
        if by:
            self._ensure(changing.change_base(self._kept, s, by, own))
        return self._change(before)

    def add_home(self, home: Home) -> Change:
        """Adds a free home. Raises ProblemRefused when it is known already or lived in."""
        if home.occupant is not None:
            raise _refused("homes", f'"{home.id}" is lived in.', "Add the home free.")
        if home.id in self._where or home.cluster not in self._clusters:
            raise _refused(
                "homes", f'"{home.id}" or its cluster.', "Give a new id and a known cluster."
            )
        able, points = self._pairs_of_home(home)
        h = len(self._homes)
        before = self._snapshot()
        self._homes.append(home)
        self._where[home.id] = h
        if not self._have_space(able, [h]):
            self._grow()
            return self._change(before)
        self._ensure(changing.give_home(self._kept, h, able, points))
        return self._change(before)

    def withdraw_home(self, home: str) -> Change:
        """Takes a home away. Raises ProblemRefused when it is lived in or pinned."""
        h = self._where[home]
        if self._home(h).occupant is not None or home in self._pins.values():
            raise _refused(
                "homes", f'"{home}" is lived in or pinned.', "Withdraw the seeker first."
            )
        before = self._snapshot()
        self._ensure(changing.withdraw_home(self._kept, h))
        self._homes[h] = None
        del self._where[home]
        if h < len(self._standing):
            self._standing[h] = False
        self._excluded = {pair for pair in self._excluded if pair[1] != home}
        return self._change(before)

    def add_seeker(self, seeker: Seeker) -> Change:
        """Adds a seeker without a home. Raises ProblemRefused as for `add_home`."""
        if seeker.home is not None:
            raise _refused("seekers", f'"{seeker.id}" has a home.', "Add the seeker without one.")
        if seeker.id in self._place:
            raise _refused("seekers", f'"{seeker.id}" is known.', "Give a new id.")
        s = len(self._seekers)
        self._seekers.append(seeker)
        self._place[seeker.id] = s
        before = self._snapshot()
        self._give_pairs(s)
        return self._change(before)

    def withdraw_seeker(self, seeker: str) -> Change:
        """Takes a seeker away; the home of somebody who had one becomes free."""
        s = self._place[seeker]
        person = self._seeker(s)
        before = self._snapshot()
        self._ensure(changing.withdraw_seeker(self._kept, s))
        self._seekers[s] = None
        del self._place[seeker]
        self._unbind(s, unbound=False)
        pinned_home = self._pins.pop(seeker, None)
        self._held.pop(seeker, None)
        self._excluded = {pair for pair in self._excluded if pair[0] != seeker}
        if person.home is not None:
            h = self._where[person.home]
            self._homes[h] = replace(self._home(h), occupant=None)
        if pinned_home in self._bare:
            self._start(self.problem)
        return self._change(before)

    def _unbind(self, s: int, *, unbound: bool) -> None:
        """Notes whether the seeker may be listed with homes that come."""
        if s < len(self._unbound):
            self._unbound[s] = unbound

    def _seeker(self, at: int) -> Seeker:
        person = self._seekers[at]
        if person is None:
            raise KeyError(at)
        return person

    def _home(self, at: int) -> Home:
        home = self._homes[at]
        if home is None:
            raise KeyError(at)
        return home

    def _present(self, person: Seeker) -> Home | None:
        return None if person.home is None else self._home(self._where[person.home])

    def _worth(self, person: Seeker, home: Home) -> int:
        return parts(person, self._present(person), home, self._frame.parameters.weights).value

    def _points(self, person: Seeker, home: Home) -> int:
        return fit(person, home) * self._frame.parameters.weights.fit

    def _base(self, person: Seeker) -> int:
        return base(person, self._present(person), self._frame.parameters.weights)

    def _pairs_of_home(self, home: Home) -> tuple[Ints, Ints]:
        """(seekers, points of fit) of everybody who may have a home that comes."""
        first, found = 0, (_array([]), _array([]))
        if self._register.knows(home):
            first = len(self._unbound)
            who, points = self._register.pairs_of_home(home)
            kept = self._unbound[who]
            found = who[kept], points[kept]
        late = [
            s
            for s, person in enumerate(self._seekers[first:], first)
            if person is not None and not broken(person, home)
        ]
        more = [self._points(self._seeker(s), home) for s in late]
        return np.concatenate([found[0], _array(late)]), np.concatenate([found[1], _array(more)])

    def _pairs_of_seeker(self, person: Seeker) -> tuple[Ints, Ints]:
        """(homes, worth less the base) of every home the seeker may have, the present one too."""
        own, base = self._where.get(person.home or "", kernel.NOBODY), self._base(person)
        which, points = self._register.pairs_of_seeker(person)
        barred = [self._where[h] for s, h in self._excluded if s == person.id]
        kept = self._standing[which] & (which != own) & ~np.isin(which, barred)
        first = len(self._standing)
        late = [
            h
            for h, home in enumerate(self._homes[first:], first)
            if home is not None and h not in barred and not broken(person, home)
        ]
        more = [self._points(person, self._home(h)) for h in late]
        staying = [own] if own >= 0 else []
        return (
            np.concatenate([which[kept], _array(late), _array(staying)]),
            np.concatenate([points[kept], _array(more), _array([-base] * len(staying))]),
        )

    def _give_pairs(self, s: int) -> None:
        """Lists every pair the seeker may have, and places the seeker anew."""
        person = self._seeker(s)
        able, points = self._pairs_of_seeker(person)
        if not self._have_space([s], able):
            self._grow()
            return
        must, base = person.home is not None, self._base(person)
        self._ensure(changing.give_all(self._kept, s, able, points, must, base))

    def _grow(self) -> None:
        """Starts anew with twice the room, so that it happens ever more seldom."""
        self._more = min(2 * self._more, layout.MOST_SPACE)
        self._start(self.problem)

    def _have_space(self, seekers: Ints | list[int], homes: Ints | list[int]) -> bool:
        """Whether one seeker can be paired with each of the homes, or one home with each of the
        seekers."""
        state = self._state
        return bool(
            max(seekers, default=0) < len(state.seeker_space)
            and max(homes, default=0) < len(state.home_space)
            and (state.seeker_space[seekers] > state.by_seeker.all.many[seekers]).all()
            and (state.home_space[homes] > state.by_home.all.many[homes]).all()
            and (state.seeker_space[seekers] >= len(homes)).all()
            and (state.home_space[homes] >= len(seekers)).all()
        )

    def _snapshot(self) -> _Before:
        return _Before(self.value, self._seekers, self._homes, self._state.seekers.mate.copy())

    def _change(self, before: _Before) -> Change:
        """What differs from the plan before. After a new start the numbering may differ."""
        self._total = changing.in_points(self._kept)
        if before.seekers is self._seekers:
            now = self._state.seekers.mate
            moved = np.flatnonzero(before.mate != now)
            changed = tuple(
                (self._person_name(int(s)), self._name(before.mate[s]), self._name(now[s]))
                for s in moved
            )
        else:
            was = {p.id: h for p, h in zip(before.seekers, before.mate, strict=False) if p}
            names = before.homes
            changed = tuple(
                (p, names[h].id if h >= 0 else None, self.home_of(p))
                for p, h in was.items()
                if p in self._place and (names[h].id if h >= 0 else None) != self.home_of(p)
            )
        return Change(before.value, self.value, changed)

    def _person_name(self, s: int) -> str:
        person = self._seekers[s]
        return "" if person is None else person.id

    def _name(self, h: int) -> str | None:
        home = self._homes[h] if h >= 0 else None
        return None if home is None else home.id

    def _known(self, seeker: str, home: str) -> tuple[int, int]:
        if seeker not in self._place or home not in self._where:
            raise _refused(f"{seeker}, {home}", "is not known here.", "Check the ids.")
        return self._place[seeker], self._where[home]

    def _ensure(self, proven: bool) -> None:
        """Goes back to the problem as recorded when a change failed, and says why."""
        if proven:
            return
        side = self._state.seekers
        stuck = bool((side.must & (side.mate < 0)).any())
        self._start(self.problem)
        if stuck:
            what = "would leave somebody who must have a home without one."
            raise _refused("pinned", what, "Unpin, or pin the way those people move too.")
        raise NotProven("the changed plan is not proven best")


def _array(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _refused(path: str, what: str, remedy: str) -> ProblemRefused:
    return ProblemRefused((Refusal(path, what, remedy),))
