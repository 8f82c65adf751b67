"""What a run cost: one record per replication, station, window and kind of cost, in whole øre.

Every other amount is a sum of these records.
"""

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.format.scenario import Scenario
from heimveg.engines.flow.replication.model import windows
from heimveg.engines.flow.replication.world import OCCUPIED, OVER
from heimveg.engines.flow.runs import Run

COST_KINDS = ("place_day", "person_day", "empty_day", "staff_hour")


def cost_records(run: Run) -> NDArray[np.int64]:
    """Øre, [R, S, W, 4], kinds as in COST_KINDS, stations sorted by id."""
    scenario = run.scenario
    ordered = sorted(scenario.stations, key=lambda station: station.id)
    places, occupied = place_days(scenario), run.figures[..., OCCUPIED]
    empty = np.maximum(places - occupied + run.figures[..., OVER], 0.0)
    hours = staff_hours(scenario)
    amounts = (places, occupied, empty, hours)
    records = np.empty((*occupied.shape, len(COST_KINDS)), np.int64)
    for kind, (name, amount) in enumerate(zip(COST_KINDS, amounts, strict=True)):
        price = np.array([getattr(station.cost, name) for station in ordered], np.int64)
        records[..., kind] = np.rint(price[:, None] * amount)
    return records


def place_days(scenario: Scenario) -> NDArray[np.float64]:
    """Places times days, [S, W]."""
    ordered = sorted(scenario.stations, key=lambda station: station.id)
    steps = [[(step.from_day, float(step.places)) for step in s.places] for s in ordered]
    return days_times_value(steps, windows(scenario))


def staff_hours(scenario: Scenario) -> NDArray[np.float64]:
    """Staffed hours, [S, W]."""
    ordered = sorted(scenario.stations, key=lambda station: station.id)
    steps = [[(step.from_day, step.hours_week / 7.0) for step in s.staffed] for s in ordered]
    return days_times_value(steps, windows(scenario))


def days_times_value(
    steps: list[list[tuple[int, float]]], cuts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The integral in each window of values that change on days, [S, W]."""
    area = np.zeros((len(steps), len(cuts) - 1))
    for station, changes in enumerate(steps):
        if not changes:
            continue
        ends = [day for day, _ in changes[1:]] + [float(cuts[-1])]
        for (start, value), end in zip(changes, ends, strict=True):
            overlap = np.minimum(cuts[1:], end) - np.maximum(cuts[:-1], start)
            area[station] += value * np.maximum(overlap, 0.0)
    return area
