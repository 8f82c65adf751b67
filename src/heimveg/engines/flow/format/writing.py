"""From a scenario to the document it could have been read from."""

from typing import Any

from heimveg.engines.flow.format.scenario import (
    FORMAT,
    Cost,
    Distribution,
    Kind,
    Scenario,
    Station,
)

FIELDS = {
    Kind.EXPONENTIAL: (),
    Kind.ERLANG: ("stages",),
    Kind.LOGNORMAL: ("cv",),
    Kind.WEIBULL: ("shape",),
    Kind.DETERMINISTIC: (),
}


def as_dict(scenario: Scenario) -> dict[str, Any]:
    """The scenario in the format heimveg-flow/1; `parse` of it gives the scenario back."""
    return {
        "format": FORMAT,
        "seed": scenario.seed,
        "replications": scenario.replications,
        "horizon_days": scenario.horizon_days,
        "warmup_days": scenario.warmup_days,
        "stations": [station_as_dict(station) for station in scenario.stations],
        "arrivals": [
            {
                "station": arrivals.station,
                "priority": arrivals.priority,
                "per_year": [{"from_day": r.from_day, "rate": r.rate} for r in arrivals.per_year],
            }
            for arrivals in scenario.arrivals
        ],
        "routes": [
            {
                "from": route.origin,
                "to": route.to,
                "share": route.share,
                "holds_place": route.holds_place,
            }
            for route in scenario.routes
        ],
    }


def station_as_dict(station: Station) -> dict[str, Any]:
    return {
        "id": station.id,
        "places": [{"from_day": p.from_day, "places": p.places} for p in station.places],
        "queue": station.queue,
        "initial": station.initial,
        "waiting": station.waiting,
        "service": distribution_as_dict(station.service),
        "patience": station.patience and distribution_as_dict(station.patience),
        "cost": cost_as_dict(station.cost),
        "staffed": [{"from_day": s.from_day, "hours_week": s.hours_week} for s in station.staffed],
    }


def distribution_as_dict(distribution: Distribution) -> dict[str, Any]:
    if distribution.kind is Kind.EMPIRICAL:
        return {"distribution": str(distribution.kind), "values": list(distribution.values)}
    return {
        "distribution": str(distribution.kind),
        "mean_days": distribution.mean_days,
        **{name: getattr(distribution, name) for name in FIELDS[distribution.kind]},
    }


def cost_as_dict(cost: Cost) -> dict[str, Any]:
    names = ("place_day", "person_day", "empty_day", "staff_hour")
    return {"unit": "ore", **{name: getattr(cost, name) for name in names}}
