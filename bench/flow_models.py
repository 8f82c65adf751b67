"""The four-station model of the flow measurements, once for each engine.

Acute places with a queue that people give up on, then specialised, shared and ordinary housing;
who is ready to move on keeps the place until the next is free; evictions and returns queue again.
Each engine is used as its own documentation shows. Run as a script it plays one engine in a
process of its own and prints seconds, events and figures as JSON.
"""

import json
import random
import sys
import time
from itertools import pairwise

YEARS, WARMUP_YEARS = 15.0, 5.0
RATE = 60.0  # a year
PLACES = (10, 14, 24, 160)
STAY = (0.20, 1.1, 1.3, 4.0)  # years
EVICTED = (0.10, 0.12, 0.10, 0.15)  # back to the queue of acute places
LEAVE = (0.25, 0.10, 0.08, 0.85)
PATIENCE = 0.5  # years
NAMES = ("acute", "specialised", "shared", "ordinary")
FIGURES = ("waiting", "blocked", "gave_up", *NAMES, "finished_ordinary")
MEASURED = YEARS - WARMUP_YEARS


class Tally:
    """Numbers over time and counts, after the warm-up. 0 to 3 live there, 4 wait, 5 blocked."""

    def __init__(self):
        self.number, self.area, self.since = [0] * 6, [0.0] * 6, [0.0] * 6
        self.events = self.gave_up = self.finished = 0

    def change(self, what, by, now):
        if now > WARMUP_YEARS:
            start = max(self.since[what], WARMUP_YEARS)
            self.area[what] += self.number[what] * (now - start)
        self.since[what] = now
        self.number[what] += by

    def figures(self):
        for what in range(6):
            self.change(what, 0, YEARS)
        lived, waiting, blocked = self.area[:4], self.area[4], self.area[5]
        values = [waiting, blocked, self.gave_up, *lived, self.finished]
        return dict(zip(FIGURES, (value / MEASURED for value in values), strict=True))


def simpy_replication(seed):
    import simpy

    rng, env, tally = random.Random(seed), simpy.Environment(), Tally()
    homes = [simpy.Resource(env, places) for places in PLACES]

    def person():
        back = True
        while back:
            place = homes[0].request()
            tally.change(4, 1, env.now)
            got = yield place | env.timeout(rng.expovariate(1 / PATIENCE))
            tally.change(4, -1, env.now)
            if place not in got:
                place.cancel()
                tally.events += 1
                tally.gave_up += env.now >= WARMUP_YEARS
                return
            tally.change(0, 1, env.now)
            for home in range(4):
                yield env.timeout(rng.expovariate(1 / STAY[home]))
                tally.events += 1
                chance = rng.random()
                tally.finished += home == 3 and env.now >= WARMUP_YEARS
                if chance < EVICTED[home] + LEAVE[home]:
                    homes[home].release(place)
                    tally.change(home, -1, env.now)
                    back = chance < EVICTED[home]
                    break
                following = homes[home + 1].request()
                tally.change(5, 1, env.now)
                yield following
                tally.change(5, -1, env.now)
                homes[home].release(place)
                tally.change(home, -1, env.now)
                tally.change(home + 1, 1, env.now)
                place = following

    def arrivals():
        while True:
            yield env.timeout(rng.expovariate(RATE))
            tally.events += 1
            env.process(person())

    env.process(arrivals())
    env.run(YEARS)
    return tally.events, tally.figures()


def salabim_replication(seed):
    import salabim

    salabim.yieldless(False)
    rng, tally = random.Random(seed), Tally()
    env = salabim.Environment(trace=False, random_seed=seed)
    homes = [salabim.Resource(capacity=places, monitor=False) for places in PLACES]

    class Person(salabim.Component):
        def process(self):
            back = True
            while back:
                tally.change(4, 1, env.now())
                yield self.request(homes[0], fail_delay=rng.expovariate(1 / PATIENCE))
                tally.change(4, -1, env.now())
                if self.failed():
                    tally.events += 1
                    tally.gave_up += env.now() >= WARMUP_YEARS
                    return
                tally.change(0, 1, env.now())
                for home in range(4):
                    yield self.hold(rng.expovariate(1 / STAY[home]))
                    tally.events += 1
                    chance = rng.random()
                    tally.finished += home == 3 and env.now() >= WARMUP_YEARS
                    if chance < EVICTED[home] + LEAVE[home]:
                        self.release(homes[home])
                        tally.change(home, -1, env.now())
                        back = chance < EVICTED[home]
                        break
                    tally.change(5, 1, env.now())
                    yield self.request(homes[home + 1])
                    tally.change(5, -1, env.now())
                    self.release(homes[home])
                    tally.change(home, -1, env.now())
                    tally.change(home + 1, 1, env.now())

    class Arrivals(salabim.Component):
        def process(self):
            while True:
                yield self.hold(rng.expovariate(RATE))
                tally.events += 1
                Person()

    Arrivals()
    env.run(till=YEARS)
    return tally.events, tally.figures()


def ciw_network():
    import ciw

    routing = [[0.0] * 4 for _ in range(4)]
    for home in range(4):
        routing[home][0] = EVICTED[home]
        if home < 3:
            routing[home][home + 1] = 1 - EVICTED[home] - LEAVE[home]
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE), None, None, None],
        service_distributions=[ciw.dists.Exponential(1 / stay) for stay in STAY],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE), None, None, None],
        number_of_servers=list(PLACES),
        queue_capacities=[float("inf"), 0, 0, 0],
        routing=routing,
    )


def ciw_replication(seed):
    import ciw

    ciw.seed(seed)
    town = ciw.Simulation(ciw_network())
    town.simulate_until_max_time(YEARS)
    records = town.get_all_records(include_incomplete=True)

    def known(value):
        return value if isinstance(value, float) and value == value else YEARS  # noqa: PLR0124

    def overlap(start, end):
        return max(0.0, min(known(end), YEARS) - max(known(start), WARMUP_YEARS))

    values = dict.fromkeys(FIGURES, 0.0)
    events = town.nodes[0].number_of_individuals
    for r in records:
        if r.record_type == "renege":
            events += 1
            values["gave_up"] += r.exit_date >= WARMUP_YEARS
            values["waiting"] += overlap(r.arrival_date, r.exit_date)
            continue
        events += known(r.service_end_date) < YEARS
        values[NAMES[r.node - 1]] += overlap(r.service_start_date, r.exit_date)
        values["blocked"] += overlap(r.service_end_date, r.exit_date)
        if r.node == 1:
            values["waiting"] += overlap(r.arrival_date, r.service_start_date)
        ended = known(r.service_end_date)
        values["finished_ordinary"] += r.node == 4 and WARMUP_YEARS <= ended < YEARS
    return events, {name: value / MEASURED for name, value in values.items()}


def heimveg_scenario(replications, seed, *, scale=1.0, years=YEARS, warmup_years=WARMUP_YEARS):
    """The same in the format heimveg-flow/1, `scale` times as large."""
    from heimveg.engines import flow

    def exponential(years):
        return flow.Distribution(flow.Kind.EXPONENTIAL, 365 * years)

    stations = [
        flow.Station(
            id=name,
            places=(flow.Places(0, max(1, round(scale * places))),),
            service=exponential(stay),
            queue=name == "acute",
            patience=exponential(PATIENCE) if name == "acute" else None,
        )
        for name, places, stay in zip(NAMES, PLACES, STAY, strict=True)
    ]
    routes = []
    for name, evicted, leave in zip(NAMES, EVICTED, LEAVE, strict=True):
        routes.append(flow.Route(name, "acute", evicted, holds_place=False))
        routes.append(flow.Route(name, None, leave))
    for (name, following), evicted, leave in zip(
        pairwise(NAMES), EVICTED[:3], LEAVE[:3], strict=True
    ):
        routes.append(flow.Route(name, following, 1 - evicted - leave))
    return flow.Scenario(
        seed=seed,
        replications=replications,
        horizon_days=round(365 * years),
        warmup_days=round(365 * warmup_years),
        stations=tuple(stations),
        arrivals=(flow.Arrivals("acute", (flow.Rate(0, RATE * scale),)),),
        routes=tuple(routes),
    )


def heimveg_figures(run):
    """Events of each replication, and the figures of each, as the other engines give them."""
    from heimveg.engines.flow.figures.per_station import warm_window
    from heimveg.engines.flow.replication import world as w

    at = {name: row for row, name in enumerate(sorted(NAMES))}
    every = run.figures.sum(axis=2)
    warm = run.figures[:, :, warm_window(run) :].sum(axis=2)
    ending = run.figures[:, :, :, w.BLOCKED + 1]
    blocked_at_end, blocked_before = ending[:, :, -1], ending[:, :, warm_window(run) - 1]
    ended = every[..., [w.ARRIVED, w.GAVE_UP, w.LEFT]].sum(axis=(1, 2))
    events = ended + blocked_at_end.sum(axis=1)
    last = at["ordinary"]
    finished = warm[:, last, w.LEFT] + blocked_at_end[:, last] - blocked_before[:, last]
    days = 365 * MEASURED
    values = {
        "waiting": warm[:, at["acute"], w.WAITING] / days,
        "blocked": warm[:, :, w.BLOCKED].sum(axis=1) / days,
        "gave_up": warm[:, at["acute"], w.GAVE_UP] / MEASURED,
        **{name: warm[:, at[name], w.OCCUPIED] / days for name in NAMES},
        "finished_ordinary": finished / MEASURED,
    }
    return events, values


RIVALS = {
    "SimPy": simpy_replication,
    "Ciw": ciw_replication,
    "salabim": salabim_replication,
}


def play_rival(name, seed, replications):
    replication = RIVALS[name]
    replication(0)  # imports and first-time costs are not the engine's speed
    start = time.process_time()
    played = [replication(seed + number) for number in range(replications)]
    seconds = time.process_time() - start
    each = {figure: [values[figure] for _, values in played] for figure in FIGURES}
    return {"seconds": seconds, "events": sum(events for events, _ in played), "figures": each}


def play_heimveg(seed, replications, cores):
    from heimveg.engines import flow

    flow.simulate(heimveg_scenario(2 * cores, 0), cores=cores)
    scenario = heimveg_scenario(replications, seed)
    start, used = time.perf_counter(), time.process_time()
    run = flow.simulate(scenario, cores=cores)
    wall, used = time.perf_counter() - start, time.process_time() - used
    events, values = heimveg_figures(run)
    each = {name: value.tolist() for name, value in values.items()}
    return {
        "seconds": used if cores == 1 else wall,
        "wall": wall,
        "events": float(events.sum()),
        "figures": each,
    }


if __name__ == "__main__":
    engine, first_seed, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if engine == "Heimveg":
        answer = play_heimveg(first_seed, number, int(sys.argv[4]))
    else:
        answer = play_rival(engine, first_seed, number)
    print(json.dumps(answer))
