"""What must hold for every scenario."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.flow import (
    Arrivals,
    Distribution,
    Kind,
    Places,
    Rate,
    Route,
    Scenario,
    Station,
    as_dict,
    differences,
    document,
    parse,
    simulate,
)
from heimveg.engines.flow import world as w
from heimveg.engines.flow.figures import figures_of
from tests.engines.flow.scenarios import YEAR, exponential, one_station, scenarios, tandem

few = settings(max_examples=60, deadline=None, derandomize=True)


@few
@given(scenarios())
def test_nobody_comes_from_nothing_or_vanishes(scenario):
    run = simulate(scenario, cores=1)
    counted = run.figures.sum(axis=2)
    at_end = run.figures[:, :, -1]
    opening = sum(s.initial + s.waiting for s in scenario.stations)

    came = opening + counted[..., w.ARRIVED].sum(axis=1)
    gone = counted[..., [w.EXITS, w.GAVE_UP, w.TURNED_AWAY]].sum(axis=(1, 2))
    there = at_end[..., [w.OCCUPIED + 1, w.WAITING + 1]].sum(axis=(1, 2))
    assert came == pytest.approx(gone + there)


@few
@given(scenarios())
def test_no_level_is_below_zero_and_nobody_is_over_the_places_for_no_reason(scenario):
    run = simulate(scenario, cores=1)
    levels = run.figures[..., 0 : w.LEVEL_COLUMNS]

    assert levels.min() >= -1e-6
    if all(len(s.places) == 1 for s in scenario.stations):
        assert run.figures[..., w.OVER].max() <= 1e-6


@few
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(scenario, random):
    def shuffled(items):
        return tuple(random.sample(items, len(items)))

    other = replace(
        scenario,
        stations=shuffled(scenario.stations),
        arrivals=shuffled(scenario.arrivals),
        routes=shuffled(scenario.routes),
    )

    assert simulate(other).figures.tobytes() == simulate(scenario).figures.tobytes()


@few
@given(scenarios())
def test_a_scenario_written_and_read_again_is_the_same(scenario):
    assert parse(as_dict(scenario)) == scenario


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_same_seed_same_bytes_on_any_number_of_cores(cores):
    scenario = tandem(replications=101)
    expected = simulate(scenario, cores=3)

    run = simulate(scenario, cores=cores)

    assert run.figures.tobytes() == expected.figures.tobytes()
    assert run.waits.tobytes() == expected.waits.tobytes()


def test_another_seed_is_another_history():
    assert simulate(tandem(seed=1)).figures.tobytes() != simulate(tandem(seed=2)).figures.tobytes()


def test_first_replications_do_not_depend_on_how_many_follow():
    few_runs, many = simulate(tandem(replications=10)), simulate(tandem(replications=60))

    assert many.figures[:10].tobytes() == few_runs.figures.tobytes()


@few
@given(scenarios(), st.integers(0, 3))
def test_the_same_people_come_whatever_places_there_are(scenario, more):
    wider = replace(
        scenario,
        stations=tuple(
            replace(s, places=tuple(replace(p, places=p.places + more) for p in s.places))
            for s in scenario.stations
        ),
    )
    arrived = simulate(scenario).figures[..., w.ARRIVED]

    assert simulate(wider).figures[..., w.ARRIVED].tobytes() == arrived.tobytes()


@few
@given(st.integers(1, 8), st.integers(1, 4), st.floats(5, 60), st.integers(0, 2**60))
def test_more_places_never_lengthen_the_line(places, more, rate, seed):
    """First come first served with everyone's own stay: each waits at most as long as before."""
    narrow = one_station(
        places=places, rate=rate, service=exponential(60), years=3, replications=4, seed=seed
    )
    wide = replace(
        narrow, stations=(replace(narrow.stations[0], places=(Places(0, places + more),)),)
    )

    before = simulate(narrow).figures[..., w.WAITING].sum(axis=(1, 2))
    after = simulate(wide).figures[..., w.WAITING].sum(axis=(1, 2))
    assert np.all(after <= before + 1e-6)


def test_common_random_numbers_narrow_the_difference():
    scenario = tandem(replications=100)
    wide = replace(scenario.stations[1], places=(Places(0, 4),))
    old, new = (
        simulate(scenario),
        simulate(replace(scenario, stations=(scenario.stations[0], wide))),
    )
    apart = [float(figures_of(run)["waiting"].half_width()[0]) for run in (old, new)]

    paired = differences(new, old)["first"]["waiting"]

    assert paired.value + paired.half_width() < 0
    assert paired.half_width() < 0.6 * np.hypot(*apart)


def test_runs_of_different_seeds_are_not_compared():
    with pytest.raises(ValueError, match="seed"):
        differences(simulate(tandem(seed=1)), simulate(tandem(seed=2)))


def test_runs_cut_short_are_not_compared_with_whole_ones():
    with pytest.raises(ValueError, match="replications"):
        differences(simulate(tandem(replications=3)), simulate(tandem(replications=4)))


def test_progress_ends_at_all_and_never_falls():
    seen = []

    simulate(
        tandem(replications=97), cores=2, progress=lambda done, all_: seen.append((done, all_))
    )

    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (97, 97)
    assert len(seen) > 4


def test_stop_keeps_what_is_done_and_says_so():
    scenario = tandem(replications=200)

    run = simulate(scenario, cores=2, stop=lambda: True)

    assert 0 < run.replications < 200
    assert run.stopped
    assert document(run)["status"] == "stopped"
    assert run.figures.tobytes() == simulate(scenario).figures[: run.replications].tobytes()


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


def test_one_replication_has_no_interval():
    total = document(simulate(tandem(replications=1)))["total"]["figures"]

    assert total["occupied"]["mean"] > 0
    assert total["occupied"]["low"] is None


def test_the_figure_of_each_replication_on_request():
    run = simulate(tandem(replications=7))
    waiting = document(run, each_replication=True)["total"]["figures"]["waiting"]

    assert len(waiting["each"]) == 7
    assert np.mean(waiting["each"]) == pytest.approx(waiting["mean"], abs=1e-5)
    assert "each" not in document(run)["total"]["figures"]["waiting"]


def test_years_and_stations_add_up_to_the_total():
    run = simulate(replace(tandem(), warmup_days=0, horizon_days=3 * YEAR))
    whole = document(run)
    parts = [station["figures"]["left"]["mean"] for station in whole["stations"]]
    years = [year["left"]["mean"] for year in whole["total"]["years"]]

    assert sum(parts) == pytest.approx(whole["total"]["figures"]["left"]["mean"], abs=1e-5)
    assert np.mean(years) == pytest.approx(whole["total"]["figures"]["left"]["mean"], abs=1e-5)


def test_a_crowd_larger_than_first_thought_is_played_anyway():
    """The tables grow when people pile up, and the figures are none the worse for it."""
    scenario = one_station(
        places=1, rate=5000.0, service=exponential(300.0), years=1, replications=2
    )
    run = simulate(scenario)

    assert run.figures[..., -1, w.WAITING + 1].min() > 14_000
