"""Prices from programmes over few columns: their bound is true, and as low as that of all."""

from random import Random

import numpy as np
import pytest

from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.limits import (
    bounding,
    deciding,
    finding,
    formulation,
    programme,
    sifting,
)
from tests.engines.matching.generated import a_problem
from tests.engines.matching.test_bounds import pile_up, search_of


def sifted(search, rounds: int = 8) -> sifting.Sifting:
    columns = formulation.all_columns(search.arcs, search.limits)
    bound = sifting.bound_at(search.net, search.prices, search.longest)
    at = sifting.begin(search.arcs, search.limits, search.net, columns, search.prices, bound)
    for _ in range(rounds):
        if not sifting.sift(at, None):
            break
    return at


def relaxed(search) -> float:
    """The value of the linear programme over all columns."""
    columns = formulation.all_columns(search.arcs, search.limits)
    form = formulation.formulate(search.arcs, search.limits, columns)
    found = programme.relax(form.programme, 1e-7, None)
    assert found is not None
    return found.value


@pytest.mark.parametrize("rings", [1, 3])
def test_few_columns_come_to_the_bound_of_all(rings, monkeypatch):
    monkeypatch.setattr(sifting, "FIRST", 4)
    monkeypatch.setattr(sifting, "MORE", 2)
    search, best = search_of(pile_up(max_chain=4, max_cycle=rings))
    at = sifted(search)
    everything = relaxed(search)
    assert at.chain.sum() + at.rings.sum() < 0.9 * at.columns.size
    assert best.value <= at.bound + 1
    assert at.bound <= everything * (1 + 1e-4)


def test_no_plan_is_worth_more_than_any_bound_on_the_way():
    tight = 0
    for seed in range(120):
        problem = a_problem(Random(seed), most=8)
        if cross_checks.errors_of(problem) or problem.pinned:
            continue
        search, best = search_of(problem)
        if search.priced and len(search.arcs.seeker):
            at = sifted(search, 3)
            assert at.bound >= best.value - 1e-6 * abs(best.value)
            tight += at.bound <= best.value + 1
    assert tight > 20


def test_wrong_prices_from_a_programme_give_a_bound_that_is_true_all_the_same(monkeypatch):
    search, best = search_of(pile_up(max_chain=4))
    right = programme.relax

    def wrong(*given):
        found = right(*given)
        return programme.Inside(found.value, found.x, 0.5 * found.prices)

    monkeypatch.setattr(programme, "relax", wrong)
    assert sifted(search).bound >= best.value


def test_a_programme_without_an_answer_leaves_the_prices_there_were(monkeypatch):
    search, _ = search_of(pile_up(max_chain=4))
    monkeypatch.setattr(programme, "relax", lambda *_: None)
    before = sifting.bound_at(search.net, search.prices, search.longest)
    at = sifted(search)
    assert at.bound == before
    assert np.array_equal(at.prices.person, search.prices.person)


def test_the_way_of_large_problems_ends_at_the_same_plans_on_small_ones(monkeypatch):
    """Sifted, and first searched among the columns that the programmes used."""
    asked = []
    among = deciding._among_liked

    def noted(sofar, columns):
        before = sofar.value
        among(sofar, columns)
        asked.append(sofar.value > before)

    compared = 0
    for seed in range(200):
        problem = a_problem(Random(seed), most=10)
        if cross_checks.errors_of(problem):
            continue
        try:
            search, best = search_of(problem)
        except deciding.NoPlan:
            continue
        if not search.priced or not len(search.arcs.seeker):
            continue
        with monkeypatch.context() as patched:
            patched.setattr(bounding, "SIFTED", 0)
            patched.setattr(deciding, "_among_liked", noted)
            patched.setattr(deciding, "SEARCHED", 0)
            patched.setattr(finding, "DIVES", ())
            patched.setattr(finding, "CLIMBS_IN_VAIN", 0)
            _, again = search_of(problem)
        assert again.value <= best.value <= again.bound
        assert best.bound == best.value
        compared += 1
    assert compared > 30
    assert len(asked) > 10
    assert any(asked)
