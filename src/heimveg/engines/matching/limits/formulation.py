"""Chains, rings and crowded clusters as a mixed-integer programme.

Chains of limited length carry their position: x[arc, k] is the arc used as the k-th move of a
chain, k = 1 into a vacancy (PICEF: Dickerson, Manlove, Plaut, Sandholm, Trimble 2016). Rings up
to three homes are listed; longer ones are a circulation of their own. What cannot be written
down beforehand (a ring that hides among chains of any length, a ring too long) is cut off when
it shows, and the programme is solved again.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.best.arrays import Flags, Ints
from heimveg.engines.matching.limits import programme
from heimveg.engines.matching.limits.arcs import Arcs
from heimveg.engines.matching.limits.programme import INFINITE, Effort, Programme
from heimveg.engines.matching.limits.rings import MOST_LISTED, short_rings
from heimveg.engines.matching.limits.rules import Limits


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that could be used; a formulation may be given fewer than all."""

    chain_arc: Ints  # (c,)
    chain_place: Ints  # (c,): 1 for a move into a vacancy; 0 where chains may have any length
    ring_arcs: Ints  # (r, 3), -1 for none: rings listed one by one
    loose_arc: Ints  # (l,): arcs of the circulation that stands for longer rings

    @property
    def size(self) -> int:
        return len(self.chain_arc) + len(self.ring_arcs) + len(self.loose_arc)

    def only(self, chain: Flags, rings: Flags, loose: Flags) -> "Columns":
        """Some of the columns, in the same order."""
        return Columns(
            self.chain_arc[chain],
            self.chain_place[chain],
            self.ring_arcs[rings],
            self.loose_arc[loose],
        )


@dataclass(frozen=True, slots=True)
class Formulation:
    """A programme and what its columns mean, in the order of `Columns`."""

    programme: Programme
    columns: Columns
    use_column: Ints  # (u,) column use_column[i] moves somebody along arc use_arc[i]
    use_arc: Ints  # (u,)

    def arcs_used(self, x: NDArray[np.float64]) -> Ints:
        return self.use_arc[x[self.use_column] > 0.5]


def all_columns(arcs: Arcs, limits: Limits) -> Columns:
    """Every column that a plan within the limits may use."""
    chain_arc, place = _chain_columns(arcs, limits.max_chain)
    longest = limits.max_cycle
    no_rings = np.zeros((0, 3), np.int64)
    if limits.max_chain is None and longest is None:  # rings are free among unlimited chains
        return Columns(chain_arc, place, no_rings, np.zeros(0, np.int64))
    if longest is not None and longest <= MOST_LISTED:
        return Columns(chain_arc, place, short_rings(arcs, longest), np.zeros(0, np.int64))
    loose = np.flatnonzero((arcs.present[arcs.seeker] >= 0) & (arcs.occupant[arcs.home] >= 0))
    return Columns(chain_arc, place, no_rings, loose)


def _chain_columns(arcs: Arcs, longest: int | None) -> tuple[Ints, Ints]:
    """(arcs, places) of chain moves. An arc into a home that somebody lives in can be the k-th
    move only if its resident can have made the move before."""
    everything = np.arange(len(arcs.seeker))
    if longest is None:
        return everything, np.zeros(len(everything), np.int64)
    into_vacancy = arcs.occupant[arcs.home] < 0
    at_place = [everything[into_vacancy]]
    found = [at_place[0]]
    while len(found) < longest and len(at_place[-1]):
        moved = np.zeros(len(arcs.present) + 1, np.bool_)
        moved[arcs.seeker[at_place[-1]]] = True
        moved[-1] = False  # nobody lives in a vacancy
        at_place.append(everything[moved[arcs.occupant[arcs.home]]])
        found.append(at_place[-1])
    places = np.repeat(np.arange(1, len(found) + 1), [len(part) for part in found])
    return np.concatenate(found), places


def formulate(arcs: Arcs, limits: Limits, columns: Columns) -> Formulation:
    """The programme whose best solution is the best plan, up to rings cut off later."""
    model = Programme()
    ring_values = np.where(columns.ring_arcs >= 0, arcs.value[columns.ring_arcs], 0).sum(axis=1)
    chain = model.columns(arcs.value[columns.chain_arc])
    rings = model.columns(ring_values)
    loose = model.columns(arcs.value[columns.loose_arc])
    listed = np.repeat(rings, (columns.ring_arcs >= 0).sum(axis=1))
    form = Formulation(
        model,
        columns,
        np.concatenate([chain, listed, loose]),
        np.concatenate(
            [columns.chain_arc, columns.ring_arcs[columns.ring_arcs >= 0], columns.loose_arc]
        ),
    )
    _one_home_each(form, arcs)
    _chains_hang_together(model, arcs, columns, chain)
    _rings_close(model, arcs, columns.loose_arc, loose)
    _clusters(form, arcs, limits)
    return form


def _one_home_each(form: Formulation, arcs: Arcs) -> None:
    """A person moves at most once, a pinned person exactly once; a vacancy is filled once."""
    model = form.programme
    person = model.rows(len(arcs.present), -INFINITE, 1.0)
    for row in person[arcs.pinned]:
        model.row_least[row] = 1.0
    model.put(person[arcs.seeker[form.use_arc]], form.use_column, 1.0)
    filled = model.rows(len(arcs.occupant), -INFINITE, 1.0)
    model.put(filled[arcs.home[form.use_arc]], form.use_column, 1.0)


def _chains_hang_together(model: Programme, arcs: Arcs, columns: Columns, chain: Ints) -> None:
    """A home is given away as move k only when its resident leaves as move k - 1."""
    homes = len(arcs.occupant)
    arc, place = columns.chain_arc, columns.chain_place
    given = arcs.occupant[arcs.home[arc]] >= 0
    leaving = arcs.present[arcs.seeker[arc]] >= 0
    step = 0 if not place.any() else 1  # chains of any length have one place for all moves
    places = int(place.max(initial=0)) + 2
    rows = model.rows(homes * places, -INFINITE, 0.0).reshape(homes, places)
    model.put(rows[arcs.home[arc], place][given], chain[given], 1.0)
    left = arcs.present[arcs.seeker[arc]]
    model.put(rows[left, place + step][leaving], chain[leaving], -1.0)


def _rings_close(model: Programme, arcs: Arcs, arc: Ints, loose: Ints) -> None:
    """In the circulation a home is given away exactly when its resident leaves."""
    rows = model.rows(len(arcs.occupant), 0.0, 0.0)
    model.put(rows[arcs.home[arc]], loose, 1.0)
    model.put(rows[arcs.present[arcs.seeker[arc]]], loose, -1.0)


def _clusters(form: Formulation, arcs: Arcs, limits: Limits) -> None:
    """A cluster gains at most what it has to spare, or pays for each resident beyond."""
    model = form.programme
    joins, leaves = arcs.joins[form.use_arc], arcs.leaves[form.use_arc]
    rows = model.rows(len(limits.spare), -INFINITE, 0.0)
    for row, spare in zip(rows, limits.spare, strict=True):
        model.row_most[row] = float(spare)
    model.put(rows[joins[joins >= 0]], form.use_column[joins >= 0], 1.0)
    model.put(rows[leaves[leaves >= 0]], form.use_column[leaves >= 0], -1.0)
    if limits.penalty is not None:
        beyond = model.columns([-limits.penalty] * len(rows), most=INFINITE)
        model.put(rows, beyond, -1.0)


def cut_rings(form: Formulation, arcs: Arcs, limits: Limits, x: NDArray[np.float64]) -> int:
    """Cuts off every ring that the solution should not have; answers how many there were."""
    if limits.max_cycle is None:
        return 0
    cuts = 0
    columns = form.columns
    chain = np.arange(len(columns.chain_arc))
    if not columns.chain_place.any():
        for ring in _rings_among(arcs, columns.chain_arc[x[chain] > 0.5]):
            homes = arcs.home[ring]
            inside = np.isin(arcs.home[columns.chain_arc], homes)
            inside &= np.isin(arcs.present[arcs.seeker[columns.chain_arc]], homes)
            form.programme.at_most(chain[inside], len(ring) - 1.0)
            cuts += 1
    loose = np.arange(len(columns.loose_arc)) + len(chain) + len(columns.ring_arcs)
    for ring in _rings_among(arcs, columns.loose_arc[x[loose] > 0.5]):
        if len(ring) > limits.max_cycle:
            used = np.isin(columns.loose_arc, ring)
            form.programme.at_most(loose[used], len(ring) - 1.0)
            cuts += 1
    return cuts


def _rings_among(arcs: Arcs, used: Ints) -> Iterator[Ints]:
    """The rings that the arcs used form, as arrays of arcs."""
    into = {int(arcs.home[arc]): int(arc) for arc in used}
    done: set[int] = set()
    for start in sorted(into):
        ring: list[int] = []
        home = start
        while home in into and home not in done:
            done.add(home)
            ring.append(into[home])
            home = int(arcs.present[arcs.seeker[into[home]]])
        if ring and home == start:
            yield np.array(ring)


def best(
    form: Formulation,
    arcs: Arcs,
    limits: Limits,
    effort: Effort,
    start: NDArray[np.float64] | None = None,
) -> programme.Answer:
    """The best solution, rings cut off as they show. The seconds are for all rounds together;
    `start`: a solution known already."""
    until = None if effort.seconds is None else time.perf_counter() + effort.seconds
    while True:
        left = None if until is None else until - time.perf_counter()
        answer = programme.solve(form.programme, effort._replace(seconds=left), start)
        if answer.x is None or not cut_rings(form, arcs, limits, answer.x):
            return answer
        if answer.how is programme.STOPPED:
            return programme.Answer(answer.how, None, answer.bound)
