"""What a run cost is what its people, places and staff cost, and differences have intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.economy import difference
from heimveg.engines.economy.scenarios import difference_sensitivity, measured
from heimveg.engines.flow import (
    Cost,
    Distribution,
    Kind,
    Places,
    Route,
    Scenario,
    Staffing,
    Station,
    document,
    simulate,
)
from heimveg.engines.flow.figures.costs import cost_records
from tests.engines.flow.scenarios import scenarios, tandem

costs = st.builds(Cost, *[st.integers(0, 10**6)] * 4)


def priced(scenario, **by_station):
    return replace(
        scenario,
        stations=tuple(replace(s, cost=by_station.get(s.id, s.cost)) for s in scenario.stations),
    )


def cost_of(run):
    """A run's part of the answer, as it is in another: against itself."""
    return difference.document(run, run)["cost"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scenarios(), st.lists(costs, min_size=4, max_size=4))
def test_totals_are_the_sums_of_the_records(scenario, chosen):
    names = [station.id for station in scenario.stations]
    run = simulate(priced(scenario, **dict(zip(names, chosen, strict=False))))
    records = cost_records(run)
    cost = cost_of(run)
    year = cost["year"]["new"]["mean"]

    assert records.dtype == np.int64
    assert records.min() >= 0
    years = (scenario.horizon_days - scenario.warmup_days) / 365
    exact = measured(run).sum() / run.replications / years
    assert abs(year - exact) <= 1
    assert abs(sum(s["year"]["new"]["mean"] for s in cost["by_station"]) - year) <= 4
    assert abs(sum(kind["new"]["mean"] for kind in cost["by_kind"]) - year) <= 4
    assert document(run)["total"]["figures"]["cost_ore_year"]["mean"] == year


def test_a_small_bill_worked_by_hand():
    """Two places for 20 days, one lived in for 8; staff 70 hours a week from day 10."""
    station = Station(
        id="home",
        places=(Places(0, 2),),
        service=Distribution(Kind.DETERMINISTIC, 8.0),
        initial=1,
        cost=Cost(place_day=100, person_day=10, empty_day=3, staff_hour=7),
        staffed=(Staffing(0, 0.0), Staffing(10, 70.0)),
    )
    run = simulate(Scenario(1, 1, 20, 0, (station,), (), (Route("home", None, 1.0),)))

    assert cost_records(run).sum(axis=2)[0, 0].tolist() == [4000, 80, 96, 700]
    cost = cost_of(run)
    assert cost["exit"]["new"]["mean"] == 4876
    assert cost["person_day"]["new"]["mean"] == 610  # 609.5, to the even one
    assert cost["year"]["new"]["low"] is None


def test_people_beyond_the_places_do_not_fill_other_days():
    """Two live on for 3 days after their places went; 5 places from day 10 stand empty."""
    station = Station(
        id="home",
        places=(Places(0, 2), Places(5, 0), Places(10, 5)),
        service=Distribution(Kind.DETERMINISTIC, 8.0),
        initial=2,
        cost=Cost(empty_day=1),
    )
    run = simulate(Scenario(1, 1, 20, 0, (station,), (), (Route("home", None, 1.0),)))

    assert cost_records(run).sum() == 50


def compared():
    """One more place at the second station, at 1 000 kroner a day."""
    cost = Cost(place_day=100_000, person_day=20_000)
    old = priced(tandem(replications=100), first=cost, second=cost)
    second = replace(old.stations[1], places=(Places(0, 4),))
    return simulate(replace(old, stations=(old.stations[0], second))), simulate(old)


def test_the_difference_has_an_interval_narrower_than_its_parts():
    new, old = compared()

    year = difference.document(new, old)["cost"]["year"]

    less, alone = year["difference"], year["new"]
    assert less["low"] < less["mean"] < less["high"]
    assert less["mean"] == pytest.approx(alone["mean"] - year["old"]["mean"], abs=2)
    assert less["high"] - less["low"] < 1.2 * (alone["high"] - alone["low"])
    # the place itself costs 36.5 million øre; those who live in it come on top
    assert less["low"] > 36_500_000


def test_the_cost_the_difference_leans_on_most_comes_first():
    new, old = compared()

    swings = difference_sensitivity(new, old, share=0.1)

    assert (swings[0].station, swings[0].kind) == ("second", "place_day")
    assert swings[0].high.ore - swings[0].low.ore == pytest.approx(2 * 0.1 * 36_500_000, abs=3)
    assert all(swing.kind in {"place_day", "person_day"} for swing in swings)


def test_runs_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="seed"):
        difference.document(simulate(tandem(seed=1)), simulate(tandem(seed=2)))
