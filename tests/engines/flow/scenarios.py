"""Scenarios the tests are about, and hypothesis' way of making others."""

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
)

YEAR = 365


def exponential(mean_days):
    return Distribution(Kind.EXPONENTIAL, mean_days)


def one_station(
    *, places, rate, service, patience=None, years=20, replications=50, seed=1, initial=0
):
    """People come at `rate` a year to a queue before one station, and leave after their stay."""
    station = Station(
        "home", (Places(0, places),), service, queue=True, patience=patience, initial=initial
    )
    return Scenario(
        seed=seed,
        replications=replications,
        horizon_days=(years + 2) * YEAR,
        warmup_days=2 * YEAR,
        stations=(station,),
        arrivals=(Arrivals("home", (Rate(0, rate),)),),
        routes=(Route("home", None, 1.0),),
    )


def tandem(*, rate=30.0, years=20, replications=200, seed=1, first_mean=0.12 * YEAR):
    """Two stations: blocking between them, people who give up, and returns to the queue."""
    first = Station(
        "first", (Places(0, 4),), exponential(first_mean), True, 0, 0, exponential(0.4 * YEAR)
    )
    second = Station("second", (Places(0, 3),), exponential(0.15 * YEAR))
    return Scenario(
        seed=seed,
        replications=replications,
        horizon_days=(years + 2) * YEAR,
        warmup_days=2 * YEAR,
        stations=(first, second),
        arrivals=(Arrivals("first", (Rate(0, rate),)),),
        routes=(
            Route("first", "first", 0.05, holds_place=False),
            Route("first", None, 0.20),
            Route("first", "second", 0.75),
            Route("second", "first", 0.10, holds_place=False),
            Route("second", None, 0.90),
        ),
    )


lengths = st.one_of(
    st.builds(Distribution, st.just(Kind.EXPONENTIAL), st.floats(5, 300)),
    st.builds(Distribution, st.just(Kind.ERLANG), st.floats(5, 300), stages=st.integers(1, 4)),
    st.builds(Distribution, st.just(Kind.LOGNORMAL), st.floats(5, 300), cv=st.floats(0.1, 2)),
    st.builds(Distribution, st.just(Kind.WEIBULL), st.floats(5, 300), shape=st.floats(0.5, 3)),
)


@st.composite
def stations(draw, name):
    queue = draw(st.booleans())
    days = sorted(draw(st.sets(st.integers(1, 700), max_size=2)))
    places = [draw(st.integers(0, 6)) for _ in range(len(days) + 1)]
    return Station(
        id=name,
        places=tuple(Places(day, n) for day, n in zip([0, *days], places, strict=True)),
        service=draw(lengths),
        queue=queue,
        initial=draw(st.integers(0, places[0])),
        waiting=draw(st.integers(0, 3)) if queue else 0,
        patience=draw(st.none() | lengths) if queue else None,
    )


@st.composite
def routes(draw, origin, chosen):
    """Shares to every station and out, in hundredths; nobody waits where there is no queue."""
    goals = [*chosen, None]
    weights = [draw(st.integers(0, 5)) for _ in chosen] + [draw(st.integers(1, 5))]
    total = sum(weights)
    made = []
    for goal, weight in zip(goals, weights, strict=True):
        if weight:
            may_leave = goal is not None and goal.queue
            holds = goal is not None and not (may_leave and draw(st.booleans()))
            made.append(Route(origin, goal and goal.id, weight / total, holds))
    return made


@st.composite
def scenarios(draw, replications=2):
    """Up to four stations, every feature of the format mixed."""
    chosen = [draw(stations(name)) for name in "abcd"[: draw(st.integers(1, 4))]]
    streams = []
    for station in chosen:
        for priority in sorted(draw(st.sets(st.sampled_from([1, 5, 9]), max_size=2))):
            steps = (Rate(0, draw(st.floats(0, 40))), Rate(300, draw(st.floats(0, 40))))
            streams.append(Arrivals(station.id, steps, priority))
    return Scenario(
        seed=draw(st.integers(0, 2**62)),
        replications=replications,
        horizon_days=draw(st.integers(400, 1200)),
        warmup_days=draw(st.integers(0, 390)),
        stations=tuple(chosen),
        arrivals=tuple(streams),
        routes=tuple(route for station in chosen for route in draw(routes(station.id, chosen))),
    )
