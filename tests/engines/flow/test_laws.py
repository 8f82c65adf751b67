"""What must hold for every scenario."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.flow import (
    Places,
    as_dict,
    differences,
    document,
    parse,
    simulate,
)
from heimveg.engines.flow.figures.per_station import figures_of
from heimveg.engines.flow.replication import world as w
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
