"""The compiled loop gives the same history as the plain one, on thousands of small scenarios."""

import numpy as np
import pytest
from hypothesis import given, settings

from heimveg.engines.flow import simulate
from heimveg.engines.flow.figures.per_station import warm_window
from heimveg.engines.flow.replication import world as w
from tests.engines.flow.reference import Town
from tests.engines.flow.scenarios import scenarios

COUNTED = {
    "occupied": w.OCCUPIED,
    "over": w.OVER,
    "blocked": w.BLOCKED,
    "waiting": w.WAITING,
    "waiting_housed": w.WAITING_HOUSED,
    "asked": w.ASKED,
    "arrived": w.ARRIVED,
    "entered": w.ENTERED,
    "waited": w.WAITED,
    "left": w.LEFT,
    "gave_up": w.GAVE_UP,
    "gave_up_days": w.GAVE_UP_DAYS,
    "turned_away": w.TURNED_AWAY,
    "returns": w.RETURNS,
    "exits": w.EXITS,
}


def assert_same_history(scenario):
    run = simulate(scenario, cores=1)
    for replication in range(scenario.replications):
        town = Town(scenario, replication).play()
        counted = run.figures[replication, :, warm_window(run) :].sum(axis=1)
        for row, name in enumerate(sorted(town.stations)):
            for what, column in COUNTED.items():
                expected = pytest.approx(town.seen[name, what], rel=1e-9, abs=1e-6)
                assert counted[row, column] == expected, (name, what)
            for column, share in enumerate((0.5, 0.9)):
                measured = run.waits[replication, row, column]
                if town.waits[name]:
                    expected = np.quantile(town.waits[name], share)
                    assert measured == pytest.approx(expected, rel=1e-9, abs=1e-6)
                else:
                    assert np.isnan(measured)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(scenarios())
def test_compiled_and_plain_give_the_same_history(scenario):
    assert_same_history(scenario)
