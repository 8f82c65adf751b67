"""From an outcome to a proposal: chains, assignments with reasons, unmet needs, worth of more."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Encoded, Flags, Ints
from heimveg.engines.matching.best.chains import chains_of
from heimveg.engines.matching.best.eligibility import Pairs
from heimveg.engines.matching.best.kernel import FAR_AWAY, NOBODY, Reach, room
from heimveg.engines.matching.best.plan import Plan
from heimveg.engines.matching.best.rows import rows_of
from heimveg.engines.matching.format.proposal import (
    Assignment,
    Chain,
    ClusterCount,
    Move,
    Proof,
    Proposal,
    Status,
    Unmet,
)
from heimveg.engines.matching.format.records import Concentration, Problem
from heimveg.engines.matching.format.requirements import Parts, parts
from heimveg.engines.matching.limits.limited import Outcome
from heimveg.engines.matching.limits.rules import Limits
from heimveg.engines.matching.reasons import margins
from heimveg.engines.matching.reasons.facts import Facts, Instead, reasons_for
from heimveg.engines.matching.reasons.unmet import unmet_of
from heimveg.engines.matching.reasons.worth import worth_of_one_more


@dataclass(frozen=True, slots=True)
class Solved:
    """Everything known about a solved problem. `plan` is the best without limits, with its
    surpluses and prices; `outcome` is what is proposed."""

    encoded: Encoded
    pairs: Pairs
    limits: Limits
    plan: Plan
    outcome: Outcome

    @property
    def problem(self) -> Problem:
        return self.encoded.problem


def proposal_of(solved: Solved) -> Proposal:
    """The proposal with all its explanations."""
    return _Explanation(solved).proposal()


class _Explanation:
    """What the parts of a proposal share while it is put together."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved
        problem, self.home_of = solved.problem, solved.outcome.home_of
        self.seeker_at = {seeker.id: at for at, seeker in enumerate(problem.seekers)}
        self.home_at = {home.id: at for at, home in enumerate(problem.homes)}
        self.pinned = {home for _seeker, home in problem.pinned}
        present = solved.encoded.present
        self.moved = np.flatnonzero((self.home_of >= 0) & (self.home_of != present))
        self.taker: dict[int, int] = {int(self.home_of[s]): int(s) for s in self.moved}
        left = present[self.moved]
        vacancies = np.flatnonzero(solved.encoded.occupant < 0)
        self.open_homes = np.union1d(vacancies, left[left >= 0])
        self.added = solved.limits.added(self.home_of)
        self.seekers, self.homes = solved.plan.seekers, solved.plan.homes
        self.reach = Reach(*solved.pairs)
        self.margins = margins.margins_of(self.seekers, self.homes, self.reach, present >= 0)
        self.priced = solved.outcome.proof is Proof.PRICES
        moves = np.zeros(len(present), np.bool_)
        moves[self.moved] = True
        self.rows = rows_of(self.reach, moves)
        self.open = np.zeros(len(problem.homes), np.bool_)
        self.open[self.open_homes] = True
        self.closed = self._in_full_clusters()

    def proposal(self) -> Proposal:
        solved, outcome = self.solved, self.solved.outcome
        chains = self._chains()
        return Proposal(
            day=solved.problem.day.isoformat(),
            status=Status.OPTIMAL if outcome.value == outcome.bound else Status.FEASIBLE,
            value=outcome.value,
            bound=outcome.bound,
            proof=outcome.proof,
            assignments=tuple(self._assignments(chains)),
            chains=chains,
            unmet=self._unmet(),
            worth_of_one_more=worth_of_one_more(
                solved.problem,
                solved.encoded,
                self.seekers,
                self.margins,
                exact=not solved.limits.exist,
            ),
            clusters=tuple(self._clusters()),
        )

    def _chains(self) -> tuple[Chain, ...]:
        seekers, homes = self.solved.problem.seekers, self.solved.problem.homes
        return chains_of(
            {seekers[s].id: homes[self.home_of[s]].id for s in self.moved},
            {seeker.id: seeker.home for seeker in seekers},
        )

    def _assignments(self, chains: tuple[Chain, ...]) -> Iterator[Assignment]:
        """Moves by seeker, then those who are pinned to where they live."""
        steps = {
            move.seeker: (move, number, step)
            for number, chain in enumerate(chains)
            for step, move in enumerate(chain.moves, 1)
        }
        instead = self._instead() if self.priced else {}
        pinned = dict(self.solved.problem.pinned)
        for seeker in sorted(self.solved.problem.seekers, key=lambda seeker: seeker.id):
            if seeker.id in steps:
                yield self._assignment(*steps[seeker.id], seeker.id in pinned, instead)
            elif seeker.id in pinned:
                home = pinned[seeker.id]
                move = Move(seeker.id, home, home)
                yield self._assignment(move, None, None, True, instead)

    def _assignment(
        self,
        move: Move,
        chain: int | None,
        step: int | None,
        pinned: bool,
        instead: dict[int, tuple[int, int]],
    ) -> Assignment:
        problem = self.solved.problem
        s, h = self.seeker_at[move.seeker], self.home_at[move.to]
        follower = self.taker.get(self.home_at.get(move.origin or "", NOBODY))
        worth = self._parts(s, h)
        facts = Facts(
            parts=worth,
            follower=None if follower is None else problem.seekers[follower].id,
            is_pinned=pinned,
            full=None if pinned else self._full(s, worth.value),
            instead=None if pinned else self._next_best(s, h, instead),
        )
        reasons = reasons_for(problem, problem.seekers[s], problem.homes[h], move, facts)
        return Assignment(move.seeker, move.to, move.origin, chain, step, worth, reasons)

    def _parts(self, seeker: int, home: int) -> Parts:
        problem = self.solved.problem
        present = int(self.solved.encoded.present[seeker])
        return parts(
            problem.seekers[seeker],
            problem.homes[present] if present >= 0 else None,
            problem.homes[home],
            problem.parameters.weights,
        )

    def _instead(self) -> dict[int, tuple[int, int]]:
        """(loss of the whole plan, home got instead) by seeker who moves."""
        found = margins.instead(
            self.moved.astype(np.int64),
            self.seekers,
            self.homes,
            self.reach,
            self.margins.rows,
            self.margins.refill,
            self.margins.vacate,
            room(len(self.homes.dual), len(self.seekers.dual)),
        )
        return {int(s): (int(a), int(b)) for s, a, b in zip(self.moved, *found, strict=True)}

    def _next_best(
        self, seeker: int, home: int, instead: dict[int, tuple[int, int]]
    ) -> Instead | None:
        """None when somebody who must move has nowhere else to go."""
        problem = self.solved.problem
        if seeker in instead:
            loss, to = instead[seeker]
        else:
            loss, to = None, self._best_other(seeker, home)
        exact = self.priced and not self.solved.limits.exist
        if to in {NOBODY, self.solved.encoded.present[seeker]}:
            stays = problem.seekers[seeker].home
            if stays in self.pinned:
                return None
            return Instead(stays, 0, loss, None, exact)
        taker = self.taker.get(to)
        by = None if taker is None else problem.seekers[taker].id
        return Instead(problem.homes[to].id, self._parts(seeker, to).value, loss, by, exact)

    def _best_other(self, seeker: int, home: int) -> int:
        """Another open home of most value to the seeker; NOBODY when none beats staying."""
        which, values = self._options(seeker, self.open)
        others = which != home
        at, value = _best(which[others], values[others])
        return at if value > 0 else NOBODY

    def _options(self, seeker: int, among: Flags) -> tuple[Ints, Ints]:
        """(homes, values): the homes among those given that the seeker may move to."""
        first = self.rows.start[seeker]
        last = first + self.rows.many[seeker]
        which, values = self.rows.who[first:last], self.rows.value[first:last]
        kept = among[which] & (which != self.solved.encoded.present[seeker])
        return which[kept], values[kept]

    def _full(self, seeker: int, value: int) -> tuple[str, str, int] | None:
        """The open home of most value that a full cluster keeps from the seeker."""
        if not self.solved.encoded.active[seeker]:
            return None
        at, best = _best(*self._options(seeker, self.closed))
        if at == NOBODY or best <= value:
            return None
        home = self.solved.problem.homes[at]
        return home.id, str(home.cluster), best - value

    def _in_full_clusters(self) -> Flags:
        """(m,): open homes in clusters that take nobody more with active use."""
        problem, limits = self.solved.problem, self.solved.limits
        limited = np.array([c.active_limit is not None for c in problem.clusters], dtype=np.bool_)
        full = limited & (self.added >= limits.spare)
        if problem.parameters.concentration is Concentration.OFF:
            full[:] = False
        inside = limits.cluster_of >= 0
        closed = np.zeros(len(problem.homes), np.bool_)
        closed[inside] = full[limits.cluster_of[inside]]
        return closed & self.open

    def _unmet(self) -> tuple[Unmet, ...]:
        solved = self.solved
        names = [seeker.id for seeker in solved.problem.seekers]
        without = np.array(
            sorted(np.flatnonzero(self.home_of < 0), key=lambda s: names[s]), dtype=np.int64
        )
        short: dict[int, tuple[int, int]] = {}
        if self.priced:
            points, nearest = margins.shortfalls(
                self.seekers, self.homes, self.reach, self.margins.vacate
            )
            known = without[points[without] < FAR_AWAY]
            short = {int(s): (int(points[s]), int(nearest[s])) for s in known}
        return unmet_of(solved.problem, solved.encoded, without, self.open_homes, short)

    def _clusters(self) -> Iterator[ClusterCount]:
        today = self.solved.limits.today
        for at, cluster in enumerate(self.solved.problem.clusters):
            after = int(today[at] + self.added[at])
            yield ClusterCount(cluster.id, int(today[at]), after, cluster.active_limit)


def _best(homes: Ints, values: Ints) -> tuple[int, int]:
    """(home, value) of the most valuable, the first by id of equals; (NOBODY, 0) for none."""
    if not len(homes):
        return NOBODY, 0
    at = int(np.lexsort((homes, -values))[0])
    return int(homes[at]), int(values[at])
