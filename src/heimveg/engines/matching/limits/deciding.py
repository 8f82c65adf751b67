"""Branch and bound over the columns that could be part of a better plan."""

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.format.proposal import Proof
from heimveg.engines.matching.limits import formulation, programme, sifting
from heimveg.engines.matching.limits.finding import repair
from heimveg.engines.matching.limits.formulation import Columns, Formulation
from heimveg.engines.matching.limits.parts import columns_of, freed
from heimveg.engines.matching.limits.programme import Effort
from heimveg.engines.matching.limits.sofar import SoFar, whole

SEARCHED = 12_000  # columns; more are left to dives, and to searches among some of them
LIKED_NODES, LIKED_SHARE, LIKED_NEAR = 50, 0.6, 2e-5  # effort, of the time left, of the best
PARTS, PART_NODES = 16, 20  # parts of a plan searched in turn, and the effort for each


class NoPlan(Exception):
    """The pins cannot all be kept within the limits."""


def decide(sofar: SoFar) -> None:
    """Searches every column that a better plan could use; where they are too many, first those
    that are likely, then repairs, then one part of the plan at a time."""
    columns = worthwhile(sofar, formulation.all_columns(sofar.arcs, sofar.limits))
    searched = SEARCHED if columns.chain_place.any() else 6 * SEARCHED
    for less in (_among_liked, _by_repairs, _part_by_part):
        if columns.size > searched and sofar.value is not None and not sofar.over:
            less(sofar, columns)
            columns = worthwhile(sofar, columns)
    if sofar.value is None or (columns.size <= searched and not sofar.met):
        _search(sofar, columns)


def worthwhile(sofar: SoFar, columns: Columns) -> Columns:
    """Leaves out the columns that no plan better than the best so far can use."""
    if sofar.value is None:
        return columns
    usable = sofar.slack <= sofar.free_bound - sofar.value - 1
    rings = np.all(usable[columns.ring_arcs] | (columns.ring_arcs < 0), axis=1)
    columns = columns.only(usable[columns.chain_arc], rings, usable[columns.loose_arc])
    if not sofar.priced:
        return columns
    bound = sifting.bound_at(sofar.net, sofar.prices, sofar.longest)
    chain, ring = sifting.losses(sofar.net, columns, sofar.prices, sofar.longest)
    needed = sofar.value + 1 - bound - 1e-6 * abs(bound) ** 0.5
    loose = np.ones(len(columns.loose_arc), np.bool_)
    return columns.only(chain >= needed, ring >= needed, loose)


def _search(sofar: SoFar, columns: Columns) -> None:
    """Finds the best plan among the columns, and a bound for all plans better than the best."""
    form = formulation.formulate(sofar.arcs, sofar.limits, columns)
    nodes = None if sofar.until else 200 + 20_000_000 // max(columns.size, 1_000)
    answer = formulation.best(form, sofar.arcs, sofar.limits, Effort(sofar.left(), nodes))
    if answer.x is not None:
        sofar.offer(form.arcs_used(answer.x))
    if answer.how == programme.STOPPED:
        # A bound for the columns searched is one for all, when it is above the best plan.
        least = sofar.value if sofar.value is not None else -(1 << 62)
        sofar.lower(max(whole(answer.bound), least), Proof.SEARCH)
    elif sofar.value is None:
        raise NoPlan
    else:
        sofar.bound, sofar.proof = sofar.value, Proof.SEARCH


def _among_liked(sofar: SoFar, _: Columns) -> None:
    """Searches among the best plan's columns and those that a programme made some use of."""
    if sofar.liked is None:
        return
    columns = formulation.all_columns(sofar.arcs, sofar.limits)
    chain, rings = (liked.copy() for liked in sofar.liked)
    mine = columns_of(columns, sofar.arcs, sofar.used)
    chain[mine[0]] = rings[mine[1]] = True
    some = columns.only(chain, rings, np.zeros(0, np.bool_))
    form = formulation.formulate(sofar.arcs, sofar.limits, some)
    left = sofar.left()
    seconds = None if left is None else LIKED_SHARE * left
    effort = Effort(seconds, LIKED_NODES, LIKED_NEAR)
    answer = formulation.best(form, sofar.arcs, sofar.limits, effort, _solution(sofar, form))
    if answer.x is not None:
        sofar.offer(form.arcs_used(answer.x))


def _solution(sofar: SoFar, form: Formulation) -> NDArray[np.float64]:
    """The best plan so far as a solution; its columns must be among those of the programme."""
    x = np.zeros(len(form.programme.values))
    chain, rings = columns_of(form.columns, sofar.arcs, sofar.used)
    x[np.concatenate([chain, len(form.columns.chain_arc) + rings])] = 1.0
    if sofar.limits.penalty is not None:
        beyond = sofar.limits.added(sofar.arcs.chosen(sofar.used)) - sofar.limits.spare
        x[len(x) - len(beyond) :] = np.maximum(beyond, 0)
    return x


def _by_repairs(sofar: SoFar, _: Columns) -> None:
    repair(sofar)


def _part_by_part(sofar: SoFar, columns: Columns) -> None:
    """Frees some vacancies and everybody who does not move, and searches among them."""
    in_vain = 0
    for number in range(PARTS):
        if sofar.over or in_vain == 3:
            return
        before = sofar.value
        part = freed(sofar.arcs, sofar.limits, sofar.used, columns, number)
        form = formulation.formulate(part.arcs, part.limits, part.columns)
        left = sofar.left()
        effort = Effort(None if left is None else left / 4, PART_NODES)
        answer = formulation.best(form, part.arcs, part.limits, effort)
        if answer.x is not None:
            sofar.offer(np.concatenate([part.kept, form.arcs_used(answer.x)]))
        in_vain = in_vain + 1 if sofar.value == before else 0
