"""Who moves where, and when, in scenarios small enough to follow by hand or by formula."""

from dataclasses import replace

import pytest

from heimveg.engines.flow import (
    Arrivals,
    Distribution,
    Kind,
    Places,
    Rate,
    Route,
    Scenario,
    Station,
    document,
    simulate,
)
from heimveg.engines.flow.replication import world as w
from tests.engines.flow.scenarios import YEAR, exponential, one_station


def ring(places_from=10.0):
    """Two houses of one place each, full, whose residents each wait for the other's place."""

    def house(name, days):
        stay = Distribution(Kind.DETERMINISTIC, days)
        return Station(name, (Places(0, 1),), stay, initial=1)

    return Scenario(
        seed=1,
        replications=1,
        horizon_days=40,
        warmup_days=0,
        stations=(house("east", 10.0), house("west", places_from)),
        arrivals=(),
        routes=(Route("east", "west", 1.0), Route("west", "east", 1.0)),
    )


def test_two_who_block_each_other_swap():
    """East is ready on day 10 and waits for west, who is ready on day 14: then both move."""
    run = simulate(ring(14.0))
    counted = run.figures[0, :, 0]

    # day 14 swap; then east (new) until 24 and west until 28: swap on day 28
    assert counted[:, w.ENTERED].tolist() == [2.0, 2.0]
    assert counted[0, w.BLOCKED] == pytest.approx(4.0 + 4.0 + 2.0)
    assert counted[1, w.BLOCKED] == pytest.approx(0.0)
    # on day 38 east's is ready again, and asks for the west they have lived in
    assert counted[:, w.RETURNS].tolist() == [1.0, 2.0]


def test_places_taken_away_wait_for_people_to_leave():
    station = Station(
        "home", (Places(0, 2), Places(5, 0)), Distribution(Kind.DETERMINISTIC, 8.0), initial=2
    )
    scenario = Scenario(1, 1, 20, 0, (station,), (), (Route("home", None, 1.0),))

    counted = simulate(scenario).figures[0, 0, 0]

    assert counted[w.OCCUPIED] == pytest.approx(16.0)
    assert counted[w.OVER] == pytest.approx(6.0)


def test_places_that_open_are_taken_by_those_who_wait():
    station = Station(
        "home",
        (Places(0, 0), Places(7, 3)),
        Distribution(Kind.DETERMINISTIC, 100.0),
        queue=True,
        waiting=5,
    )
    scenario = Scenario(1, 1, 20, 0, (station,), (), (Route("home", None, 1.0),))

    counted = simulate(scenario).figures[0, 0, 0]

    assert counted[w.ENTERED] == 3
    assert counted[w.WAITED] == pytest.approx(21.0)
    assert counted[w.WAITING + 1] == 2


def test_serving_one_group_first_moves_the_wait_to_the_others():
    """Conservation law: the order of service changes the median wait, not the mean."""

    def figures(rates):
        scenario = replace(
            one_station(places=1, rate=1, service=exponential(30), years=95, replications=300),
            arrivals=tuple(Arrivals("home", (Rate(0, r),), p) for p, r in rates.items()),
        )
        return document(simulate(scenario))["total"]["figures"]

    ranked, level = figures({1: 4.0, 9: 4.0}), figures({5: 8.0})

    assert ranked["wait_days"]["mean"] == pytest.approx(level["wait_days"]["mean"], rel=0.05)
    assert ranked["wait_median_days"]["high"] < 0.8 * level["wait_median_days"]["low"]


def test_a_station_without_a_queue_turns_people_away():
    scenario = one_station(places=1, rate=36.5, service=exponential(10.0), replications=400)
    shut = replace(scenario, stations=(replace(scenario.stations[0], queue=False),))
    total = document(simulate(shut))["total"]["figures"]

    # Erlang B with one place and load 1: half are turned away
    assert total["turned_away"]["mean"] / total["arrived"]["mean"] == pytest.approx(0.5, rel=0.01)
    assert total["waiting"]["mean"] == 0


def test_rates_change_on_their_day():
    steps = (Rate(0, 10.0), Rate(YEAR, 30.0), Rate(2 * YEAR, 0.0))
    scenario = replace(
        one_station(places=50, rate=1, service=exponential(5.0), replications=400, years=1),
        arrivals=(Arrivals("home", steps),),
        warmup_days=0,
    )
    years = document(simulate(scenario))["total"]["years"]

    assert [round(year["entered"]["mean"]) for year in years] == [10, 30, 0]
