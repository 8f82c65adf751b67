"""The figures agree with queueing theory, and a wrong rate is found out."""

import numpy as np
import pytest

from heimveg.engines.flow import Distribution, Kind, simulate
from heimveg.engines.flow.figures.comparison import rows
from heimveg.engines.flow.figures.per_station import figures_of
from tests.engines.flow.exact import (
    erlang_a_waiting,
    erlang_c_wait,
    pollaczek_khinchine_wait,
    tandem_chain,
)
from tests.engines.flow.scenarios import YEAR, exponential, one_station, tandem


def figure(run, name, station):
    """Estimate and half its 95 % interval."""
    estimate, row = figures_of(run)[name], rows(run)[station]
    return float(estimate.value[row]), float(estimate.half_width()[row])


def agrees(run, name, station, exact, *, within=0.01):
    """Within 1 %, and no further off than twice the 95 % interval (3.9 standard errors)."""
    value, half = figure(run, name, station)
    return abs(value - exact) <= within * exact and abs(value - exact) <= 2 * half


@pytest.mark.parametrize(
    ("places", "rate", "stay_years"), [(2, 8.0, 0.2), (10, 40.0, 0.2), (20, 88.0, 0.2)]
)
def test_waits_are_those_of_erlang_c(places, rate, stay_years):
    scenario = one_station(
        places=places,
        rate=rate,
        service=exponential(stay_years * YEAR),
        years=3000,
        replications=500 if places == 2 else 100,
    )
    exact = erlang_c_wait(rate, stay_years, places) * YEAR

    assert agrees(simulate_long(scenario), "wait_days", "home", exact)


def simulate_long(scenario):
    """As `simulate`, with a horizon longer than a file may ask for."""
    from heimveg.engines.flow import runs

    return runs.simulate(scenario)


def test_who_waits_and_who_gives_up_are_those_of_erlang_a():
    scenario = one_station(
        places=10,
        rate=60.0,
        service=exponential(0.2 * YEAR),
        patience=exponential(0.5 * YEAR),
        years=98,
        replications=200,
    )
    exact = erlang_a_waiting(60.0, 0.2, 10, 0.5)
    run = simulate(scenario)

    assert agrees(run, "waiting", "home", exact)
    assert agrees(run, "gave_up", "home", exact / 0.5)


@pytest.mark.parametrize(
    ("service", "cv"),
    [
        (Distribution(Kind.DETERMINISTIC, 30.0), 0.0),
        (Distribution(Kind.ERLANG, 30.0, stages=3), 3**-0.5),
        (Distribution(Kind.LOGNORMAL, 30.0, cv=1.5), 1.5),
        (Distribution(Kind.WEIBULL, 30.0, shape=2.0), 0.5227232008770633),
        (Distribution(Kind.EMPIRICAL, values=(10.0, 50.0)), 20 / 30),
        (exponential(30.0), 1.0),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Distribution) else "",
)
def test_every_shape_of_stay_gives_the_wait_of_pollaczek_and_khinchine(service, cv):
    scenario = one_station(places=1, rate=7.3, service=service, years=4000, replications=40)
    exact = pollaczek_khinchine_wait(7.3 / YEAR, 30.0, cv)

    assert agrees(simulate_long(scenario), "wait_days", "home", exact, within=0.02)


@pytest.fixture(scope="module")
def tandem_run():
    return simulate(tandem(years=98, replications=400))


@pytest.mark.parametrize(
    ("name", "station", "of_state"),
    [
        ("waiting", "first", lambda people, _blocked, _second: max(0, people - 4)),
        ("occupied", "first", lambda people, _blocked, _second: min(people, 4)),
        ("blocked", "first", lambda _people, blocked, _second: blocked),
        ("waiting_housed", "second", lambda _people, blocked, _second: blocked),
        ("occupied", "second", lambda _people, _blocked, second: second),
        ("gave_up", "first", lambda people, _blocked, _second: max(0, people - 4) / 0.4),
        ("exits", "second", lambda _people, _blocked, second: 0.9 * second / 0.15),
    ],
)
def test_tandem_with_blocking_giving_up_and_returns_is_its_markov_chain(
    tandem_run, name, station, of_state
):
    exact = tandem_chain().mean(of_state)

    assert agrees(tandem_run, name, station, exact)


@pytest.mark.parametrize("wrong", [{"rate": 31.0}, {"first_mean": 0.125 * YEAR}])
def test_a_wrong_rate_is_found_out(wrong):
    exact = tandem_chain().mean(lambda people, _blocked, _second: max(0, people - 4))

    assert not agrees(
        simulate(tandem(years=98, replications=400, **wrong)), "waiting", "first", exact
    )


def test_nineteen_of_twenty_intervals_hold_the_truth():
    """Of 300 intervals, 285 are expected and 15 are 3.9 standard deviations away."""
    waits = erlang_a_waiting(60.0, 0.2, 10, 0.5)
    held = 0
    for seed in range(300):
        scenario = one_station(
            places=10,
            rate=60.0,
            service=exponential(0.2 * YEAR),
            patience=exponential(0.5 * YEAR),
            replications=30,
            seed=seed,
        )
        value, half = figure(simulate(scenario, cores=1), "waiting", "home")
        held += abs(value - waits) <= half

    assert 270 <= held <= 297


def test_littles_law_holds_on_every_station_and_line(tandem_run):
    """Number = rate × time, for those who wait, outside and in a place, and those who live."""
    for station in ("first", "second"):
        known = {
            name: figure(tandem_run, name, station)[0]
            for name in ("waiting", "waiting_housed", "entered", "wait_days", "gave_up")
        }
        gave_up_after = figure(tandem_run, "gave_up_after_days", station)[0]
        days = known["entered"] * known["wait_days"] + known["gave_up"] * gave_up_after

        waiting = known["waiting"] + known["waiting_housed"]
        assert waiting == pytest.approx(days / YEAR, rel=0.005)

    lives = figure(tandem_run, "occupied", "second")[0]
    assert lives == pytest.approx(figure(tandem_run, "entered", "second")[0] * 0.15, rel=0.005)


def test_median_and_ninetieth_percentile_are_those_of_all_waits():
    """In M/M/1 waits are 0 with share 1 − ρ, else exponential: the median of ρ = 0.8 is known."""
    scenario = one_station(
        places=1, rate=0.8 * YEAR / 10, service=exponential(10.0), years=3000, replications=20
    )
    run = simulate_long(scenario)
    rate = (1 - 0.8) / 10

    for name, share in (("wait_median_days", 0.5), ("wait_p90_days", 0.9)):
        exact = np.log(0.8 / (1 - share)) / rate
        assert agrees(run, name, "home", exact)
