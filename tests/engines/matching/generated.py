"""Small problems of every sort, drawn from one random generator."""

from datetime import date
from random import Random

from heimveg.engines.matching import (
    Cluster,
    Concentration,
    Home,
    Kind,
    Location,
    Parameters,
    Problem,
    Requirements,
    Seeker,
    Staffed,
    Standard,
    Weights,
    Wishes,
)

DAY = date(2026, 11, 22)
AREAS = ("east", "west")


def some(random: Random, values, chance: float = 0.3) -> tuple:
    return tuple(sorted(value for value in values if random.random() < chance))


def a_home(random: Random, name: str, clusters, occupant: str | None) -> Home:
    return Home(
        id=name,
        kind=random.choice([Kind.SHARED, Kind.ORDINARY, Kind.SMALL_HOUSE]),
        rooms=random.randint(1, 3),
        standard=random.choice(list(Standard)),
        location=random.choice(list(Location)),
        cluster=random.choice([None, *clusters]),
        step_free=random.random() < 0.7,
        wheelchair=random.random() < 0.5,
        staffed=random.choice(list(Staffed)),
        pets=random.random() < 0.7,
        area=random.choice([None, *AREAS]),
        rent_nok_month=random.choice([None, 5_000, 7_000, 9_000]),
        tied_to="rop" if random.random() < 0.15 else None,
        occupant=occupant,
    )


def some_requirements(random: Random, clusters, chance: float = 0.2) -> Requirements:
    def maybe(value):
        return value if random.random() < chance else None

    return Requirements(
        kinds=some(random, [Kind.SHARED, Kind.ORDINARY, Kind.SMALL_HOUSE], 0.6 * chance / 0.2)
        if random.random() < 0.5
        else (),
        standard_at_least=maybe(random.choice(list(Standard))),
        locations=some(random, list(Location), chance / 2),
        rooms_at_least=maybe(random.randint(1, 2)),
        rooms_at_most=maybe(random.randint(2, 3)),
        step_free=random.random() < chance,
        wheelchair=random.random() < chance / 2,
        staffed_at_least=maybe(random.choice(list(Staffed))),
        pets=random.random() < chance / 2,
        areas_not=some(random, AREAS, chance / 2),
        clusters_not=some(random, clusters, chance / 2),
        rent_at_most=maybe(random.choice([6_000, 8_000])),
    )


def a_problem(random: Random, *, most: int = 5) -> Problem:
    """Up to `most` seekers and `most` homes; every feature of the format now and then."""
    clusters = [f"C{k}" for k in range(random.randint(0, 2))]
    seekers_count, movers = random.randint(0, most), random.randint(0, most)
    movers = min(movers, seekers_count)
    vacancies = random.randint(0, max(0, most - movers))
    names = [f"S{k}" for k in range(seekers_count)]
    random.shuffle(names)
    homes = [
        a_home(random, f"H{k}", clusters, names[k] if k < movers else None)
        for k in range(movers + vacancies)
    ]
    chance = random.choice([0.0, 0.1, 0.2])
    seekers = tuple(
        Seeker(
            id=name,
            urgency=random.randint(1, 5),
            home=homes[k].id if k < movers else None,
            waiting_days=random.randint(0, 900),
            active_use=random.random() < 0.6,
            groups=("rop",) if random.random() < 0.7 else (),
            require=some_requirements(random, clusters, chance),
            wish=Wishes(
                areas=some(random, AREAS),
                kinds=some(random, [Kind.SHARED, Kind.ORDINARY]),
                rooms=random.choice([None, 1, 2]),
                clusters=some(random, clusters),
            ),
        )
        for k, name in enumerate(names)
    )
    pairs = [(s.id, h.id) for s in seekers for h in homes if s.home != h.id]
    return Problem(
        day=DAY,
        homes=tuple(homes),
        seekers=seekers,
        clusters=tuple(
            Cluster(c, random.choice([None, 0, 1, 2]), random.randint(0, 2)) for c in clusters
        ),
        parameters=Parameters(
            weights=Weights(
                random.choice([0, 10, 10_000]),
                random.choice([0, 1, 100]),
                random.choice([0, 1]),
                random.choice([-50, -3_000, 0, 20]),
            ),
            concentration=random.choice(list(Concentration)),
            concentration_penalty=random.choice([0, 30, 2_000, 50_000]),
            max_chain=random.choice([None, None, 1, 2, 3]),
            max_cycle=random.choice([None, None, 1, 2, 3, 4]),
        ),
        pinned=tuple(random.sample(pairs, 1)) if pairs and random.random() < 0.2 else (),
        excluded=tuple(random.sample(pairs, min(len(pairs), random.choice([0, 0, 1, 3])))),
    )
