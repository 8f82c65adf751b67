"""The flow once more, as plainly as it can be said: lists, one heap, every wait an event of its
own. It finds its random numbers at the same addresses, so it must give the same history.
"""

import heapq
import math
from collections import Counter
from itertools import count

from heimveg.engines.flow.format.scenario import Kind
from heimveg.engines.flow.replication.model import key_of, route_name

MASK = 2**64 - 1
GOLDEN, VISIT = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
PATIENCE, ROUTE = 0x8CB92BA72F3D8DD7, 0xABC98388FB8FAC03

EDGE, RETRY = 0x8EBC6AF09C88C6E3, 0xE7037ED1A0B428DB


def widths():
    tail, area = 7.69711747013104972, 3.949659822581572e-3
    found = [area * math.exp(tail), tail]
    for _ in range(254):
        found.append(-math.log(math.exp(-found[-1]) + area / found[-1]))
    return [*found, 0.0]


WIDTHS = widths()


def mix(x):
    x &= MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def unit(address):
    return ((mix(address) >> 11) + 0.5) / 2**53


def exponential(address):
    """The layers of Marsaglia and Tsang, from their paper."""
    while True:
        bits = mix(address)
        layer = bits % 256
        number = (bits >> 11) / 2**53 * WIDTHS[layer]
        if number < WIDTHS[layer + 1]:
            return number
        chance = unit(address + EDGE)
        if layer == 0:
            return WIDTHS[1] - math.log(chance)
        low, high = math.exp(-WIDTHS[layer]), math.exp(-WIDTHS[layer + 1])
        if low + chance * (high - low) < math.exp(-number):
            return number
        address += RETRY


def length(kind, address):
    first, mean = unit(address), kind.mean_days
    if kind.kind is Kind.EXPONENTIAL:
        return mean * exponential(address)
    if kind.kind is Kind.ERLANG:
        stages = range(kind.stages)
        return mean / kind.stages * sum(exponential(address + k * GOLDEN) for k in stages)
    if kind.kind is Kind.LOGNORMAL:
        variance = math.log1p(kind.cv**2)
        normal = math.sqrt(-2 * math.log(first)) * math.cos(2 * math.pi * unit(address + GOLDEN))
        return math.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * normal)
    if kind.kind is Kind.WEIBULL:
        return mean / math.gamma(1 + 1 / kind.shape) * (-math.log(first)) ** (1 / kind.shape)
    raise AssertionError(kind)


class Person:
    def __init__(self, key, priority):
        self.key, self.priority = key, priority
        self.visit, self.lives, self.wants, self.held, self.seen = 0, None, None, False, set()
        self.joined = None


class Town:
    """One replication. `seen` counts what happened after the warm-up, per station."""

    def __init__(self, scenario, replication):
        self.scenario = scenario
        self.stream = mix(mix(scenario.seed) + replication * GOLDEN)
        self.stations = {s.id: s for s in scenario.stations}
        self.places = {s.id: s.places[0].places for s in scenario.stations}
        self.people = {s.id: [] for s in scenario.stations}
        self.lines = {s.id: [] for s in scenario.stations}
        self.keys = {s.id: key_of("station", s.id) for s in scenario.stations}
        self.heap, self.order, self.now = [], count(), 0.0
        self.seen, self.waits = Counter(), {s.id: [] for s in scenario.stations}

    def later(self, day, action, *arguments):
        if day < self.scenario.horizon_days:
            heapq.heappush(self.heap, (day, next(self.order), action, arguments))

    def note(self, station, what, amount=1.0):
        if self.now >= self.scenario.warmup_days:
            self.seen[station, what] += amount

    def play(self):
        changes = {}
        for station in self.scenario.stations:
            for step in station.places[1:]:
                changes.setdefault(step.from_day, {})[station.id] = step.places
        for day, places in changes.items():
            self.later(day, self.change, places)
        for station in self.scenario.stations:
            self.open(station)
        for stream in self.scenario.arrivals:
            key = mix(self.stream + key_of("arrivals", stream.station, str(stream.priority)))
            self.next_arrival(stream, key, 0, 0.0)
        while self.heap:
            day, _, action, arguments = heapq.heappop(self.heap)
            self.pass_time(day)
            action(*arguments)
        self.pass_time(float(self.scenario.horizon_days))
        return self

    def pass_time(self, day):
        days = max(0.0, day - max(self.now, self.scenario.warmup_days))
        for name, people in self.people.items():
            line = self.lines[name]
            self.seen[name, "occupied"] += days * len(people)
            self.seen[name, "over"] += days * max(0, len(people) - self.places[name])
            self.seen[name, "blocked"] += days * sum(p.wants is not None for p in people)
            self.seen[name, "waiting"] += days * sum(not p.held for p in line)
            self.seen[name, "waiting_housed"] += days * sum(p.held for p in line)
        self.now = day

    def open(self, station):
        last = max([a.priority for a in self.scenario.arrivals] + [5])
        for number in range(station.initial + station.waiting):
            base = mix(self.stream + self.keys[station.id])
            person = Person(mix(base + number * VISIT), last)
            if number < station.initial:
                self.people[station.id].append(person)
                self.begin(person, station.id)
            else:
                self.wait(person, station.id, held=False)

    def next_arrival(self, stream, key, number, day):
        step = exponential(key + number * GOLDEN)
        ends = [r.from_day for r in stream.per_year[1:]] + [self.scenario.horizon_days]
        for rate, end in zip(stream.per_year, ends, strict=True):
            if end <= day:
                continue
            daily = rate.rate / 365
            if step < (end - day) * daily:
                self.later(day + step / daily, self.arrive, stream, key, number + 1)
                return
            step -= (end - day) * daily
            day = float(end)

    def arrive(self, stream, key, number):
        person = Person(mix(key + number * VISIT), stream.priority)
        self.next_arrival(stream, key, number, self.now)
        self.note(stream.station, "arrived")
        self.come(person, stream.station)

    def ask(self, person, name):
        self.note(name, "asked")
        self.note(name, "returns", float(name in person.seen))

    def come(self, person, name):
        self.ask(person, name)
        if len(self.people[name]) < self.places[name]:
            self.enter(person, name)
        elif self.stations[name].queue:
            self.wait(person, name, held=False)
        else:
            self.note(name, "turned_away")

    def wait(self, person, name, *, held):
        person.joined, person.wants, person.held = self.now, name, held
        self.lines[name].append(person)
        self.lines[name].sort(key=lambda p: p.priority)  # stable: first come first served
        patience = self.stations[name].patience
        if not held and patience is not None:
            address = person.key + self.keys[name] + PATIENCE + person.visit * VISIT
            self.later(self.now + length(patience, address), self.give_up, person, person.visit)

    def give_up(self, person, visit):
        if person.wants is not None and person.visit == visit and not person.held:
            self.lines[person.wants].remove(person)
            self.note(person.wants, "gave_up")
            self.note(person.wants, "gave_up_days", self.now - person.joined)
            person.wants = None

    def begin(self, person, name):
        person.seen.add(name)
        person.lives, person.visit = name, person.visit + 1
        address = person.key + self.keys[name] + person.visit * VISIT
        stay = length(self.stations[name].service, address)
        self.later(self.now + stay, self.finish, person)

    def enter(self, person, name):
        self.people[name].append(person)
        self.note(name, "entered")
        self.waits[name] += [0.0] if self.now >= self.scenario.warmup_days else []
        self.begin(person, name)

    def leave(self, person):
        self.people[person.lives].remove(person)
        self.note(person.lives, "left")

    def take_place(self, person):
        name, home = person.wants, person.lives if person.held else None
        self.lines[name].remove(person)
        if person.held:
            self.leave(person)
        person.wants, person.held = None, False
        self.enter(person, name)
        self.note(name, "waited", self.now - person.joined)
        if self.now >= self.scenario.warmup_days:
            self.waits[name][-1] = self.now - person.joined
        return home

    def fill(self, name):
        while self.lines[name] and len(self.people[name]) < self.places[name]:
            home = self.take_place(self.lines[name][0])
            if home is not None:
                self.fill(home)

    def finish(self, person):
        home = person.lives
        chance = unit(person.key + self.keys[home] + ROUTE + person.visit * VISIT)
        routes = sorted((r for r in self.scenario.routes if r.origin == home), key=route_name)
        upto = 0.0
        for route in routes:
            upto += route.share
            if chance < upto:
                break
        if route.to is not None and route.holds_place:
            self.move_with_place(person, route.to)
            return
        self.leave(person)
        self.fill(home)
        if route.to is not None:
            self.come(person, route.to)
        else:
            self.note(home, "exits")

    def move_with_place(self, person, name):
        home = person.lives
        self.ask(person, name)
        if name == home or len(self.people[name]) < self.places[name]:
            self.leave(person)
            self.enter(person, name)
            self.fill(home)
            return
        self.wait(person, name, held=True)
        ring = self.ring(person)
        for one in ring or []:
            self.take_place(one)

    def ring(self, person):
        """The shortest way from where the person wants to go back to where they live."""
        reached = {person.wants: [person]}
        search = [person.wants]
        for name in search:
            ways = sorted({p.wants for p in self.people[name] if p.held and p.wants})
            for way in ways:
                if way in reached:
                    continue
                first = next(p for p in self.lines[way] if p.held and p.lives == name)
                reached[way] = [*reached[name], first]
                search.append(way)
        return reached.get(person.lives)

    def change(self, places):
        self.places.update(places)
        for name in places:
            self.fill(name)
