"""From a decoded JSON document to a scenario, or to every reason why it is none."""

from typing import Any

from heimveg.engines.faults import as_written, join
from heimveg.engines.flow.format.refusal import Faults
from heimveg.engines.flow.format.scenario import (
    FORMAT,
    Arrivals,
    Cost,
    Distribution,
    Kind,
    Places,
    Rate,
    Route,
    Scenario,
    Staffing,
    Station,
)
from heimveg.engines.flow.format.sense import check_sense

MOST_REPLICATIONS = 100_000
LONGEST_HORIZON = 36_500  # a hundred years
MOST_PLACES = 1_000_000
HIGHEST_RATE = 10_000_000.0  # people a year
SHORTEST_STAY = 0.01  # days; a stay of no length could go round for ever
LONGEST_STAY = 100_000.0
MOST_CV = 20.0
SHAPE = (0.1, 50.0)
DEAREST = 10**12  # øre

NEEDS = {
    Kind.EXPONENTIAL: ("mean_days",),
    Kind.ERLANG: ("mean_days", "stages"),
    Kind.LOGNORMAL: ("mean_days", "cv"),
    Kind.WEIBULL: ("mean_days", "shape"),
    Kind.DETERMINISTIC: ("mean_days",),
    Kind.EMPIRICAL: ("values",),
}


def parse(data: object) -> Scenario:
    """Read a scenario in the format heimveg-flow/1.

    Raises ScenarioRefused with every fault found.
    """
    faults = Faults()
    required = ("format", "seed", "replications", "horizon_days", "stations", "arrivals", "routes")
    fields = faults.fields("", data, required, ("warmup_days", "title"))
    if fields is None:
        faults.raise_if_any()
        raise AssertionError("a missing field is a fault")
    if fields["format"] != FORMAT:
        faults.add("format", f"is {as_written(fields['format'])}", f'Write "{FORMAT}"')
    faults.title(fields)
    stations = [
        read_station(faults, *item)
        for item in faults.items("stations", fields["stations"], at_least=1)
    ]
    queues = {station.id for station in stations if station.queue}
    scenario = Scenario(
        seed=faults.whole("seed", fields["seed"], 0, 2**63 - 1),
        replications=faults.whole("replications", fields["replications"], 1, MOST_REPLICATIONS),
        horizon_days=faults.whole("horizon_days", fields["horizon_days"], 1, LONGEST_HORIZON),
        warmup_days=faults.whole("warmup_days", fields.get("warmup_days", 0), 0, LONGEST_HORIZON),
        stations=tuple(stations),
        arrivals=tuple(
            read_arrivals(faults, *item) for item in faults.items("arrivals", fields["arrivals"])
        ),
        routes=tuple(
            read_route(faults, *item, queues) for item in faults.items("routes", fields["routes"])
        ),
    )
    if not faults.found:
        check_sense(faults, scenario)
    faults.raise_if_any()
    return scenario


def read_station(faults: Faults, path: str, data: object) -> Station:
    optional = ("queue", "initial", "waiting", "patience", "cost", "staffed")
    fields = faults.fields(path, data, ("id", "places", "service"), optional)
    if fields is None:
        return Station("", (), Distribution(Kind.EXPONENTIAL))
    patience = fields.get("patience")
    return Station(
        id=faults.text(join(path, "id"), fields["id"]),
        places=read_places(faults, join(path, "places"), fields["places"]),
        service=read_distribution(faults, join(path, "service"), fields["service"]),
        queue=faults.flag(join(path, "queue"), fields.get("queue", False)),
        initial=faults.whole(join(path, "initial"), fields.get("initial", 0), 0, MOST_PLACES),
        waiting=faults.whole(join(path, "waiting"), fields.get("waiting", 0), 0, MOST_PLACES),
        patience=None
        if patience is None
        else read_distribution(faults, join(path, "patience"), patience),
        cost=read_cost(faults, join(path, "cost"), fields.get("cost", {})),
        staffed=read_staffing(faults, join(path, "staffed"), fields.get("staffed", [])),
    )


def read_steps(
    faults: Faults, path: str, data: object, name: str, *, at_least: int = 1
) -> list[tuple[str, int, Any]]:
    """The steps of a value that changes on days: path of the value, day, value as written."""
    steps: list[tuple[str, int, Any]] = []
    for item_path, item in faults.items(path, data, at_least=at_least):
        fields = faults.fields(item_path, item, ("from_day", name), ())
        if fields is None:
            continue
        day_path = join(item_path, "from_day")
        day = faults.whole(day_path, fields["from_day"], 0, LONGEST_HORIZON)
        if not steps and day != 0:
            faults.add(day_path, f"is {day}", "Let the first step begin on day 0")
        if steps and day <= steps[-1][1]:
            faults.add(day_path, f"is {day}, not after the step before", "Write rising days")
        steps.append((join(item_path, name), day, fields[name]))
    return steps


def read_places(faults: Faults, path: str, data: object) -> tuple[Places, ...]:
    return tuple(
        Places(day, faults.whole(at, value, 0, MOST_PLACES))
        for at, day, value in read_steps(faults, path, data, "places")
    )


def read_staffing(faults: Faults, path: str, data: object) -> tuple[Staffing, ...]:
    return tuple(
        Staffing(day, faults.number(at, value, 0.0, 1_000_000.0))
        for at, day, value in read_steps(faults, path, data, "hours_week", at_least=0)
    )


def read_distribution(faults: Faults, path: str, data: object) -> Distribution:
    stand_in = Distribution(Kind.EXPONENTIAL, 1.0)
    if not isinstance(data, dict) or data.get("distribution") not in list(Kind):
        at, kinds = join(path, "distribution"), ", ".join(Kind)
        faults.add(at, "is not a known distribution", f"Write one of {kinds}")
        return stand_in
    kind = Kind(data["distribution"])
    fields = faults.fields(path, data, ("distribution", *NEEDS[kind]), ())
    if fields is None:
        return stand_in
    if kind is Kind.EMPIRICAL:
        listed = faults.items(join(path, "values"), fields["values"], at_least=1)
        days = (faults.number(at, value, SHORTEST_STAY, LONGEST_STAY) for at, value in listed)
        return Distribution(kind, values=tuple(sorted(days)))
    return Distribution(
        kind,
        faults.number(join(path, "mean_days"), fields["mean_days"], SHORTEST_STAY, LONGEST_STAY),
        stages=faults.whole(join(path, "stages"), fields.get("stages", 1), 1, 100),
        cv=faults.number(join(path, "cv"), fields.get("cv", 0.0), 0.0, MOST_CV),
        shape=faults.number(join(path, "shape"), fields.get("shape", 1.0), *SHAPE),
    )


def read_cost(faults: Faults, path: str, data: object) -> Cost:
    """Amounts are whole kroner, or whole øre where the unit says so."""
    amounts = ("place_day", "person_day", "empty_day", "staff_hour")
    fields = faults.fields(path, data, (), ("unit", *amounts))
    if fields is None:
        return Cost()
    unit = fields.get("unit", "nok")
    if unit not in {"nok", "ore"}:
        faults.add(join(path, "unit"), f"is {unit!r:.60}", "Write 'nok' or 'ore'")
    in_ore = 1 if unit == "ore" else 100
    place, person, empty, hour = (
        in_ore * faults.whole(join(path, name), fields.get(name, 0), 0, DEAREST)
        for name in amounts
    )
    return Cost(place, person, empty, hour)


def read_arrivals(faults: Faults, path: str, data: object) -> Arrivals:
    fields = faults.fields(path, data, ("station", "per_year"), ("priority",))
    if fields is None:
        return Arrivals("", ())
    return Arrivals(
        station=faults.text(join(path, "station"), fields["station"]),
        per_year=tuple(
            Rate(day, faults.number(at, value, 0.0, HIGHEST_RATE))
            for at, day, value in read_steps(
                faults, join(path, "per_year"), fields["per_year"], "rate"
            )
        ),
        priority=faults.whole(join(path, "priority"), fields.get("priority", 5), 1, 9),
    )


def read_route(faults: Faults, path: str, data: object, queues: set[str]) -> Route:
    """Who goes to a station with a queue waits there; else the place is held, unless said."""
    fields = faults.fields(path, data, ("from", "to", "share"), ("holds_place",))
    if fields is None:
        return Route("", None, 0.0)
    to = fields["to"]
    if to is not None:
        to = faults.text(join(path, "to"), to)
    holds = fields.get("holds_place", to is not None and to not in queues)
    return Route(
        origin=faults.text(join(path, "from"), fields["from"]),
        to=to,
        share=faults.number(join(path, "share"), fields["share"], 0.0, 1.0),
        holds_place=faults.flag(join(path, "holds_place"), holds),
    )
