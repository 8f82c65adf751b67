"""A solved problem that stays solved while a committee changes it.

Each change is followed by the new best plan, found from the kept surpluses and prices and proven
again; nothing is solved from the beginning. Limits on chains, rings and clusters are not part of
it: `keeps_limits` says whether the plan at hand keeps them, and `solve` decides with them.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from heimveg.engines.matching.best.arrays import Ints, encode
from heimveg.engines.matching.best.eligibility import eligible_pairs
from heimveg.engines.matching.best.kernel import NOBODY, Reach, Side
from heimveg.engines.matching.best.plan import NotProven, best_plan
from heimveg.engines.matching.changes import auditing, changing, layout
from heimveg.engines.matching.changes.effects import Change
from heimveg.engines.matching.changes.layout import SPACE
from heimveg.engines.matching.changes.standing import Standing
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.format.records import Home, Problem, ProblemRefused, Refusal, Seeker
from heimveg.engines.matching.format.requirements import broken
from heimveg.engines.matching.limits.rules import limits_of


class _Before(NamedTuple):
    value: int
    standing: Standing
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
        self._now = Standing(encoded)
        seekers, by_home = layout.without_base(plan.seekers, Reach(*pairs), encoded.base)
        self._lay_out(seekers, plan.homes, by_home)

    def _lay_out(self, seekers: Side, homes: Side, by_home: Reach) -> None:
        self._state = layout.laid_out(seekers, homes, by_home, self._more)
        self._kept = changing.keep(self._state)
        self._total = changing.in_points(self._kept)

    @property
    def value(self) -> int:
        """Points of the best plan; what crowded clusters cost is not counted."""
        return int(self._total) + sum(self._now.held.values())

    @property
    def problem(self) -> Problem:
        """The problem as it stands after all changes; `solve` gives a plan of the same value."""
        return self._now.problem

    @property
    def keeps_limits(self) -> bool:
        """Whether the plan at hand keeps every limit, and crowds no cluster for a price."""
        if not self._now.is_limited:
            return True
        encoded = encode(self.problem)
        homes = {home.id: at for at, home in enumerate(encoded.problem.homes)}
        home_of = np.array(
            [homes.get(self.home_of(s.id) or "", -1) for s in encoded.problem.seekers],
            dtype=np.int64,
        )
        limits = limits_of(encoded)
        return limits.kept(home_of) and limits.paid(home_of) == limits.least_paid()

    def home_of(self, seeker: str) -> str | None:
        """The home of the seeker in the best plan; the present home for somebody who stays."""
        return self._now.name_of_home(self._state.seekers.mate[self._now.place[seeker]])

    def audit(self) -> int:
        """Proves the plan from all the pairs of the problem as it stands, found anew, and answers
        its value. Raises NotProven."""
        now, side = self._now, self._state.seekers
        duals = side.dual - side.least, self._state.homes.dual
        surplus = {seeker: int(duals[0][at]) for seeker, at in now.place.items()}
        price = {home: int(duals[1][at]) for home, at in now.where.items()}
        homes = {seeker: self.home_of(seeker) for seeker in now.place}
        plan = {seeker: home for seeker, home in homes.items() if home is not None}
        held = {now.pins[seeker]: 0 for seeker in now.held}  # their pair is all they have
        return auditing.value_proven(self.problem, plan, surplus | now.held, price | held)

    def pin(self, seeker: str, home: str) -> Change:
        """Keeps the pair in every plan. Raises ProblemRefused when that is impossible."""
        s, h = self._seeker(seeker), self._home(home)
        person, place = self._now.seeker(s), self._now.home(h)
        codes = broken(person, place) if person.home != home else ()
        if codes or (seeker, home) in self._now.excluded:
            if not codes:
                raise _refused("pinned", f"{seeker} and {home} are excluded.", "Allow the pair.")
            what = f"{home} breaks what {seeker} requires: {', '.join(codes)}."
            raise _refused("pinned", what, "Pin another home.")
        if seeker in self._now.pins or home in self._now.pins.values():
            raise _refused("pinned", f"{seeker} or {home} is pinned.", "Unpin it first.")
        before = self._snapshot()
        self._ensure(changing.keep_pair(self._kept, s, h))
        self._now.pins[seeker] = home
        self._now.held[seeker] = self._now.worth(person, place)
        return self._change(before)

    def unpin(self, seeker: str) -> Change:
        """Lets the seeker have any eligible home again."""
        self._seeker(seeker)
        if seeker not in self._now.pins:
            raise _refused("pinned", f'"{seeker}" is not pinned.', "Check the id.")
        before = self._snapshot()
        home = self._now.pins.pop(seeker)
        if self._now.held.pop(seeker, None) is None:
            self._start(self.problem)
        else:
            s, h = self._now.place[seeker], self._now.where[home]
            self._ensure(changing.release_pair(self._kept, s, h))
        return self._change(before)

    def exclude(self, seeker: str, home: str) -> Change:
        """Keeps the pair out of every plan."""
        s, h = self._seeker(seeker), self._home(home)
        if self._now.seeker(s).home == home or self._now.pins.get(seeker) == home:
            raise _refused(
                "excluded",
                f"{seeker} lives in {home}, or is pinned to it.",
                "Leave it, or unpin it.",
            )
        before = self._snapshot()
        self._ensure(changing.exclude_pair(self._kept, s, h))
        self._now.excluded.add((seeker, home))
        return self._change(before)

    def allow(self, seeker: str, home: str) -> Change:
        """Takes an exclusion back."""
        s = self._seeker(seeker)
        if (seeker, home) not in self._now.excluded:
            raise _refused("excluded", f"{seeker} and {home} are not excluded.", "Check the ids.")
        before = self._snapshot()
        self._now.excluded.discard((seeker, home))
        if self._now.pins.get(seeker) not in self._now.bare:
            self._give_pairs(s)
        return self._change(before)

    def change_urgency(self, seeker: str, urgency: int) -> Change:
        """Sets the seeker's urgency, 1 to 5."""
        s = self._seeker(seeker)
        person = self._now.seeker(s)
        before = self._snapshot()
        self._now.seekers[s] = replace(person, urgency=urgency)
        by = self._now.base(self._now.seeker(s)) - self._now.base(person)
        own = self._now.own(person)
        if seeker in self._now.held:
            self._now.held[seeker] = self._now.worth(
                self._now.seeker(s), self._now.home(self._now.where[self._now.pins[seeker]])
            )
        if by:
            self._ensure(changing.change_base(self._kept, s, by, own))
        return self._change(before)

    def add_home(self, home: Home) -> Change:
        """Adds a free home. Raises ProblemRefused when it is known already or lived in."""
        if home.occupant is not None:
            raise _refused("homes", f'"{home.id}" is lived in.', "Add the home free.")
        if home.id in self._now.where:
            raise _refused("homes", f'"{home.id}" is known already.', "Give a new id.")
        if home.cluster not in self._now.clusters:
            raise _refused(
                "homes", f'"{home.id}" is in "{home.cluster}", no listed cluster.', "Check the id."
            )
        able, points = self._now.pairs_of_home(home)
        before = self._snapshot()
        h = self._now.take(home)
        if not self._have_space(able, [h]):
            self._grow()
            return self._change(before)
        self._ensure(changing.give_home(self._kept, h, able, points))
        changing.list_by_seekers(self._kept, h)
        return self._change(before)

    def withdraw_home(self, home: str) -> Change:
        """Takes a home away. Raises ProblemRefused when it is lived in or pinned."""
        h = self._home(home)
        if self._now.home(h).occupant is not None or home in self._now.pins.values():
            raise _refused(
                "homes", f'"{home}" is lived in or pinned.', "Withdraw the seeker first."
            )
        before = self._snapshot()
        self._ensure(changing.withdraw_home(self._kept, h))
        self._now.forget(home)
        return self._change(before)

    def add_seeker(self, seeker: Seeker) -> Change:
        """Adds a seeker without a home. Raises ProblemRefused as for `add_home`."""
        if seeker.home is not None:
            raise _refused("seekers", f'"{seeker.id}" has a home.', "Add the seeker without one.")
        if seeker.id in self._now.place:
            raise _refused("seekers", f'"{seeker.id}" is known.', "Give a new id.")
        errors = tuple(cross_checks.asked_in_vain("seekers", seeker, self._now.clusters))
        if errors:
            raise ProblemRefused(errors)
        before = self._snapshot()
        self._give_pairs(self._now.take_seeker(seeker))
        return self._change(before)

    def withdraw_seeker(self, seeker: str) -> Change:
        """Takes a seeker away; the home of somebody who had one becomes free."""
        s = self._seeker(seeker)
        before = self._snapshot()
        self._ensure(changing.withdraw_seeker(self._kept, s))
        if self._now.forget_seeker(seeker) in self._now.bare:
            self._start(self.problem)
        return self._change(before)

    def _give_pairs(self, s: int) -> None:
        """Lists every pair the seeker may have, and places the seeker anew."""
        person = self._now.seeker(s)
        able, points = self._now.pairs_of_seeker(person)
        if not self._have_space([s], able):
            self._grow()
            return
        must, base = person.home is not None, self._now.base(person)
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
        return _Before(self.value, self._now, self._state.seekers.mate.copy())

    def _change(self, before: _Before) -> Change:
        """What differs from the plan before. After a new start the numbering may differ."""
        self._total = changing.in_points(self._kept)
        was, now, mate = before.standing, self._now, self._state.seekers.mate
        old = before.mate
        if was is now:
            moved = np.flatnonzero(old != mate).tolist()
            changed = tuple(
                (now.name_of_seeker(s), now.name_of_home(old[s]), now.name_of_home(mate[s]))
                for s in moved
            )
        else:
            had = dict(enumerate(old))  # without who is numbered beyond the room there was
            homes = {
                was.name_of_seeker(s): was.name_of_home(had.get(s, NOBODY))
                for s in range(len(was.seekers))
            }
            changed = tuple(
                (seeker, home, self._home_now(seeker))
                for seeker, home in homes.items()
                if home != self._home_now(seeker)
            )
        return Change(before.value, self.value, changed)

    def _home_now(self, seeker: str) -> str | None:
        return self.home_of(seeker) if seeker in self._now.place else None

    def _seeker(self, seeker: str) -> int:
        if seeker not in self._now.place:
            raise _refused("seekers", f'"{seeker}" is not known here.', "Check the id.")
        return self._now.place[seeker]

    def _home(self, home: str) -> int:
        if home not in self._now.where:
            raise _refused("homes", f'"{home}" is not known here.', "Check the id.")
        return self._now.where[home]

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


def _refused(path: str, what: str, remedy: str) -> ProblemRefused:
    return ProblemRefused((Refusal(path, what, remedy),))
