"""What no single field of a scenario can tell: whether the parts fit together."""

from collections import Counter

from heimveg.engines.flow.format.refusal import Faults
from heimveg.engines.flow.format.scenario import DAYS_A_YEAR, Distribution, Kind, Scenario

MOST_EVENTS = 1_000_000_000.0  # in one replication
MOST_FIGURES = 50_000_000  # replications × stations × years
MOST_STATIONS = 2_000
TOTAL = "total"  # the row of all stations together in the figures


def check_sense(faults: Faults, scenario: Scenario) -> None:
    """Add the faults of a scenario whose fields are each in order."""
    check_names(faults, scenario)
    check_doubles(faults, scenario)
    check_stations(faults, scenario)
    check_shares(faults, scenario)
    check_size(faults, scenario)


def check_names(faults: Faults, scenario: Scenario) -> None:
    """Ids are unique, and what is named exists."""
    names = Counter(station.id for station in scenario.stations)
    for number, station in enumerate(scenario.stations):
        at = f"stations[{number}].id"
        if names[station.id] > 1:
            faults.add(at, f"{station.id!r} stands twice", "Give each station its own id")
        if station.id == TOTAL:
            faults.add(at, f"{TOTAL!r} is the name of the sum of all", "Give it another id")
    mentioned = [(f"arrivals[{n}].station", a.station) for n, a in enumerate(scenario.arrivals)]
    for number, route in enumerate(scenario.routes):
        mentioned.append((f"routes[{number}].from", route.origin))
        if route.to is not None:
            mentioned.append((f"routes[{number}].to", route.to))
    for path, name in mentioned:
        if name not in names:
            faults.add(path, f"{name!r} is not a station", f"Use one of {', '.join(names)}")


def check_doubles(faults: Faults, scenario: Scenario) -> None:
    """No stream of arrivals and no route stands twice."""
    streams = Counter((a.station, a.priority) for a in scenario.arrivals)
    pairs = Counter((r.origin, r.to) for r in scenario.routes)
    for number, arrivals in enumerate(scenario.arrivals):
        if streams[arrivals.station, arrivals.priority] > 1:
            at = f"arrivals[{number}]"
            faults.add(at, "has the station and priority of another", "Add the rates together")
    for number, route in enumerate(scenario.routes):
        if pairs[route.origin, route.to] > 1:
            faults.add(f"routes[{number}]", "stands twice", "Add the shares together")


def check_stations(faults: Faults, scenario: Scenario) -> None:
    """Day 0 is possible, and nobody waits where there is no queue."""
    queues = {station.id for station in scenario.stations if station.queue}
    for number, station in enumerate(scenario.stations):
        path = f"stations[{number}]"
        if station.initial > station.places[0].places:
            what = f"is {station.initial}, more than the {station.places[0].places} places"
            faults.add(
                f"{path}.initial", what, "Let at most as many live there as there are places"
            )
        if not station.queue and (station.waiting or station.patience):
            field = "waiting" if station.waiting else "patience"
            faults.add(f"{path}.{field}", "needs a queue", "Add 'queue': true, or take it away")
    for number, route in enumerate(scenario.routes):
        if route.to is not None and not route.holds_place and route.to not in queues:
            at, what = f"routes[{number}].holds_place", f"is false, and {route.to!r} has no queue"
            faults.add(at, what, "Give the station a queue, or let the place be held")


def check_shares(faults: Faults, scenario: Scenario) -> None:
    """The shares from each station sum to 1."""
    for number, station in enumerate(scenario.stations):
        shares = [route.share for route in scenario.routes if route.origin == station.id]
        if abs(sum(shares) - 1.0) > 1e-9:
            what = f"the shares of the routes from {station.id!r} sum to {sum(shares):.10g}, not 1"
            remedy = "Mend the shares; a route to null leaves the model"
            faults.add(f"stations[{number}]", what, remedy)


def check_size(faults: Faults, scenario: Scenario) -> None:
    """The run can be finished and its figures held in memory."""
    if scenario.warmup_days >= scenario.horizon_days:
        what = f"is {scenario.warmup_days}, and nothing is left of {scenario.horizon_days} days"
        faults.add("warmup_days", what, "Let the horizon be longer than the warm-up")
    if len(scenario.stations) > MOST_STATIONS:
        remedy = f"Use at most {MOST_STATIONS}, or several scenarios"
        faults.add("stations", f"has {len(scenario.stations)} stations", remedy)
    if expected_events(scenario) > MOST_EVENTS:
        what = f"gives about {expected_events(scenario):.0e} events in each replication"
        faults.add("horizon_days", what, "Shorten the horizon, or lengthen the stays")
    years = scenario.horizon_days // DAYS_A_YEAR + 2
    if scenario.replications * len(scenario.stations) * years > MOST_FIGURES:
        what = "times stations times years is more than can be kept"
        faults.add("replications", what, "Use fewer replications, or several scenarios")


def expected_events(scenario: Scenario) -> float:
    """At most about so many arrivals and ended stays in one replication."""
    most_stays = sum(
        max(step.places for step in station.places) / mean_days(station.service)
        for station in scenario.stations
    )
    most_arrivals = sum(
        max(rate.rate for rate in arrivals.per_year) / DAYS_A_YEAR
        for arrivals in scenario.arrivals
    )
    return (most_stays + most_arrivals) * scenario.horizon_days


def mean_days(distribution: Distribution) -> float:
    if distribution.kind is Kind.EMPIRICAL:
        return sum(distribution.values) / len(distribution.values)
    return distribution.mean_days
