# ruff: noqa: C901, PLR0915
# mypy: disable-error-code="no-any-return"
# Compiled loops over many arrays: a call per step would cost more than the step.
"""Prices that make the bound low, step by step.

Prices rise where too many are used and fall where too few are: in the mean over the priced plans
so far, each weighing less the longer ago it was (the volume algorithm: Barahona and Anbil 2000).
Steps are taken from the best prices, and become smaller when they no longer lower the bound.
"""

from typing import NamedTuple

import numpy as np

from heimveg.engines.matching.compiled import compiled
from heimveg.engines.matching.limits.pricing import Floats, Net, Prices, Table, relaxed_plan

NEWEST = 0.04  # what the newest plan weighs in the mean
STEP, LEAST_STEP = 0.02, 1e-5  # as a share of the bound, were all that is used too much one move
IN_VAIN, SHORTER = 15, 0.8


class Descent(NamedTuple):
    """The best prices so far and the mean way to go from them."""

    person: Floats  # (n,)
    cluster: Floats  # (c,)
    way_person: Floats  # (n,)
    way_cluster: Floats  # (c,)
    figures: Floats  # (4,): least bound, step, rounds in vain, rounds


def begin(net: Net, prices: Prices) -> Descent:
    return Descent(
        prices.person.copy(),
        prices.cluster.copy(),
        np.zeros(len(net.present)),
        np.zeros(len(net.spare)),
        np.array([1e18, STEP, 0.0, 0.0]),
    )


@compiled
def descend(net: Net, at: Descent, longest: int, rounds: int) -> bool:
    """Goes on for so many rounds; answers whether more would lower the bound yet."""
    n, c, v = len(net.present), len(net.spare), len(net.vacancies)
    m, a = len(net.occupant), len(net.seeker)
    table = Table(np.zeros((2, longest, m)), np.zeros((2, longest, m), np.int64), np.zeros(a))
    chains, lengths = np.zeros((v, longest), np.int64), np.zeros(v, np.int64)
    used, crowd, often = np.zeros(n), np.zeros(c), np.zeros(a)
    dead, gone = np.zeros(n, np.int64), np.zeros(v, np.int64)
    figures, way_person, way_cluster = at.figures, at.way_person, at.way_cluster
    person, cluster = at.person.copy(), at.cluster.copy()
    for _ in range(rounds):
        total = relaxed_plan(
            net, Prices(person, cluster), table, longest, dead, gone, chains, lengths, used,
            crowd, often,
        )  # fmt: skip
        newest = NEWEST if figures[3] else 1.0
        figures[3] += 1
        figures[2] = 0 if total < figures[0] - 1e-7 * abs(figures[0]) else figures[2] + 1
        if total < figures[0]:
            figures[0] = total
            at.person[:] = person
            at.cluster[:] = cluster
        if figures[2] > IN_VAIN:
            figures[1] *= SHORTER
            figures[2] = 0
        norm = 0.0
        for s in range(n):
            way_person[s] += newest * (used[s] - 1.0 - way_person[s])
            if at.person[s] > 0 or way_person[s] > 0 or net.pinned[s]:
                norm += way_person[s] ** 2
        for k in range(c):
            way_cluster[k] += newest * (crowd[k] - net.spare[k] - way_cluster[k])
            if at.cluster[k] > 0 or way_cluster[k] > 0:
                norm += way_cluster[k] ** 2
        if norm < 1e-9 or figures[1] < LEAST_STEP:
            return False
        move = figures[1] * max(abs(figures[0]), 1.0) / norm
        for s in range(n):
            person[s] = at.person[s] + move * way_person[s]
            if not net.pinned[s]:
                person[s] = max(0.0, person[s])
        for k in range(c):
            cluster[k] = min(max(0.0, at.cluster[k] + move * way_cluster[k]), net.fine[k])
    return True
