"""From a scenario to the tables the event loop works on.

Stations, routes and arrivals are sorted by their names here, and their random numbers are found
by name, so that the order in a file never changes a figure.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.format.scenario import (
    DAYS_A_YEAR,
    Distribution,
    Kind,
    Route,
    Scenario,
    Station,
)
from heimveg.engines.flow.format.sense import expected_events
from heimveg.engines.flow.replication import world as w

MOST_BUCKETS = 1 << 18


@dataclass(frozen=True, slots=True)
class Sizes:
    """Room in the tables that a replication can outgrow."""

    people: int
    waits: int

    def doubled(self) -> "Sizes":
        return Sizes(2 * self.people, 2 * self.waits)


def first_sizes(scenario: Scenario) -> Sizes:
    """A guess that is mostly enough."""
    places = sum(max(step.places for step in station.places) for station in scenario.stations)
    waiting = sum(station.waiting for station in scenario.stations)
    events = int(min(expected_events(scenario), 4e6))
    return Sizes(2 * places + waiting + 256, events // 2 + 256)


def sizes_of(world: w.World) -> Sizes:
    """The sizes a world was built with."""
    row = world.row[0]
    return Sizes(int(row["most_people"] - row["fixed"]), int(row["most_waits"]))


def windows(scenario: Scenario) -> NDArray[np.float64]:
    """Days at which figures are cut: each year, the end of the warm-up, the horizon. [W + 1]"""
    cuts = {0, scenario.warmup_days, scenario.horizon_days}
    cuts.update(range(0, scenario.horizon_days, DAYS_A_YEAR))
    return np.array(sorted(cuts), np.float64)


def build(scenario: Scenario, sizes: Sizes) -> w.World:
    """The tables of one worker. Only those of people and waits depend on `sizes`."""
    stations = sorted(scenario.stations, key=lambda station: station.id)
    at = {station.id: number for number, station in enumerate(stations)}
    values: list[float] = []
    cuts = windows(scenario)
    priorities = sorted({a.priority for a in scenario.arrivals} | {5})
    station_rows = np.zeros(len(stations), w.STATION)
    route_rows = np.zeros(len(scenario.routes), w.ROUTE)
    fill_stations(station_rows, stations, values)
    fill_routes(route_rows, station_rows, sorted(scenario.routes, key=route_name), at)
    arrival_rows, pieces = arrival_tables(scenario, at, priorities)
    change_rows = change_table(scenario, at)
    openings = [(s.initial, s.waiting, s.places[0].places) for s in stations]
    fixed = len(arrival_rows) + len(change_rows)
    people = fixed + sizes.people
    lines, words = len(stations) * len(priorities), len(stations) // 64 + 1
    tables = {
        "people": np.zeros(people, w.PERSON),
        "stations": station_rows,
        "routes": route_rows,
        "arrivals": arrival_rows,
        "pieces": pieces,
        "changes": change_rows,
        "openings": np.array(openings, w.OPENING),
        "values": table_of(values, w.NUMBER),
        "windows": table_of(cuts, w.NUMBER),
        "years": table_of(
            np.searchsorted(cuts, np.arange(0, scenario.horizon_days + 1, DAYS_A_YEAR)), w.COUNT
        ),
        "heads": np.zeros(buckets(scenario), w.ROW),
        "heap": np.zeros(people, w.ROW),
        "first": np.zeros(lines, w.ROW),
        "last": np.zeros(lines, w.ROW),
        "lived": np.zeros(people * words, w.WORD),
        "todo": np.zeros(len(stations) + 1, w.COUNT),
        "before": np.zeros(len(stations), w.COUNT),
        "taken": np.zeros(len(stations), w.COUNT),
        "search": np.zeros(len(stations), w.COUNT),
        "waits": np.zeros(sizes.waits, w.WAIT),
        "sorted_waits": np.zeros(sizes.waits, w.NUMBER),
        "starts": np.zeros(len(stations) + 1, w.COUNT),
    }
    world = w.world_of(tables)
    world.row["horizon"] = scenario.horizon_days
    world.row["buckets_a_day"] = buckets(scenario) / scenario.horizon_days
    world.row["fixed"] = fixed
    world.row["warm_window"] = int(np.searchsorted(cuts, scenario.warmup_days))
    world.row["window_count"] = len(cuts) - 1
    world.row["ranks"], world.row["words"] = len(priorities), words
    world.row["rings"] = has_rings(scenario)
    return world


def table_of(values: Sequence[float] | NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """A table of rows with one field."""
    return np.array(values, dtype[0]).view(dtype)


def key_of(*name: str) -> int:
    """The 64-bit address that random numbers for `name` begin at."""
    text = "\x00".join(name).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def route_name(route: Route) -> tuple[str, str]:
    return route.origin, "" if route.to is None else "to " + route.to


def buckets(scenario: Scenario) -> int:
    """About one bucket for each event."""
    wanted = max(64.0, min(expected_events(scenario), MOST_BUCKETS))
    return 1 << math.ceil(math.log2(wanted))


def fill_stations(rows: NDArray[Any], stations: list[Station], values: list[float]) -> None:
    for row, station in zip(rows, stations, strict=True):
        row["key"] = key_of("station", station.id)
        row["queue"] = station.queue
        row["service"] = distribution_row(station.service, values)
        row["patience"] = distribution_row(station.patience, values)


def distribution_row(
    distribution: Distribution | None, values: list[float]
) -> tuple[int, float, float, int]:
    """A row of type DISTRIBUTION; empirical values are added to `values`."""
    if distribution is None:
        return w.NEVER, 0.0, 0.0, 0
    kind, mean = list(Kind).index(distribution.kind), distribution.mean_days
    if distribution.kind is Kind.EMPIRICAL:
        first = len(values)
        values.extend(distribution.values)
        return kind, 0.0, float(len(distribution.values)), first
    if distribution.kind is Kind.ERLANG:
        return kind, mean / distribution.stages, float(distribution.stages), 0
    if distribution.kind is Kind.LOGNORMAL:
        variance = math.log1p(distribution.cv**2)
        return kind, math.log(mean) - variance / 2, math.sqrt(variance), 0
    if distribution.kind is Kind.WEIBULL:
        shape = distribution.shape
        return kind, mean / math.gamma(1 + 1 / shape), 1 / shape, 0
    return kind, mean, 0.0, 0


def fill_routes(
    rows: NDArray[Any], stations: NDArray[Any], routes: list[Route], at: dict[str, int]
) -> None:
    """Cumulative shares; the last route of a station takes what rounding leaves."""
    for number, (row, route) in enumerate(zip(rows, routes, strict=True)):
        station = stations[at[route.origin]]
        if number == 0 or routes[number - 1].origin != route.origin:
            station["first_route"] = number
            row["upto"] = route.share
        else:
            row["upto"] = rows[number - 1]["upto"] + route.share
        station["end_route"] = number + 1
        row["to"] = w.NOWHERE if route.to is None else at[route.to]
        row["stays"] = route.to is not None and route.holds_place
    for station in stations:
        used = rows[station["first_route"] : station["end_route"]]
        last = max(n for n, row in enumerate(used) if n == 0 or row["upto"] > used[n - 1]["upto"])
        used["upto"][last:] = 2.0


def arrival_tables(
    scenario: Scenario, at: dict[str, int], priorities: list[int]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Streams of arrivals, and the pieces of constant rate (people a day) they run through."""
    ordered = sorted(scenario.arrivals, key=lambda a: (a.station, a.priority))
    rows = np.zeros(len(ordered), w.ARRIVAL)
    pieces: list[tuple[float, float]] = []
    for row, arrivals in zip(rows, ordered, strict=True):
        row["key"] = key_of("arrivals", arrivals.station, str(arrivals.priority))
        row["station"] = at[arrivals.station]
        row["rank"] = priorities.index(arrivals.priority)
        row["first_piece"] = len(pieces)
        ends = [rate.from_day for rate in arrivals.per_year[1:]] + [scenario.horizon_days]
        pieces.extend(
            (float(end), rate.rate / DAYS_A_YEAR)
            for rate, end in zip(arrivals.per_year, ends, strict=True)
        )
        row["end_piece"] = len(pieces)
    return rows, np.array(pieces or [(0.0, 0.0)], w.PIECE)


def change_table(scenario: Scenario, at: dict[str, int]) -> NDArray[Any]:
    """Changes of places after day 0, by day and station."""
    changes = sorted(
        (float(step.from_day), at[station.id], step.places)
        for station in scenario.stations
        for step in station.places[1:]
    )
    return np.array(changes, w.CHANGE)


def has_rings(scenario: Scenario) -> bool:
    """Whether people who hold places can block each other in a ring of two stations or more."""
    onward: dict[str, set[str]] = {station.id: set() for station in scenario.stations}
    for route in scenario.routes:
        if route.to is not None and route.holds_place and route.share > 0:
            onward[route.origin].add(route.to)
    ends = [name for name, goals in onward.items() if not goals - {name}]
    while ends:  # take away those who lead nowhere; what is left goes round
        gone = set(ends)
        onward = {name: goals - gone for name, goals in onward.items() if name not in gone}
        ends = [name for name, goals in onward.items() if not goals - {name}]
    return bool(onward)
