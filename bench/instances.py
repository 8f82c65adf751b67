"""Matching problems to measure on, written in the format itself; same seed, same bytes.

    python bench/instances.py waiting --seekers 1000 --homes 300 --seed 1 --out problem.json

Everybody here is invented. Shares of kinds, needs and waiting follow nobody's register; they are
set so that a seeker has about 50 eligible homes.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np

DAY = "2026-11-22"
AREAS = [f"area-{k}" for k in range(1, 13)]
#        kind             standard            location    staffed
SORTS = [
    ("specialised", "extra_reinforced", "screened", "round_the_clock"),
    ("small_house", "reinforced", "screened", "day"),
    ("shared", "ordinary", "ordinary", "round_the_clock"),
    ("rehabilitation", "ordinary", "ordinary", "evening"),
    ("housing_first", "reinforced", "ordinary", "none"),
    ("ordinary", "ordinary", "ordinary", "none"),
    ("temporary", "ordinary", "ordinary", "day"),
]
SHARES = [0.10, 0.20, 0.15, 0.15, 0.15, 0.20, 0.05]


def waiting(seekers: int, homes: int, seed: int) -> dict:
    """Seekers without a home, free homes. Towns keep their homes for their own inhabitants."""
    random = np.random.default_rng(seed)
    towns = max(1, round(homes / 1000))
    clusters = max(1, homes // 8)
    return _problem(
        [_home(random, f"H{k:06}", towns, clusters) for k in range(homes)],
        [_seeker(random, f"S{k:06}", towns, homes) for k in range(seekers)],
        [f"C{k:05}" for k in range(clusters)],
    )


def _problem(homes: list, seekers: list, clusters: list, **parameters) -> dict:
    return {
        "format": "heimveg-match/1",
        "day": DAY,
        "parameters": {"concentration": "off", **parameters},
        "clusters": [{"id": c} if isinstance(c, str) else c for c in clusters],
        "homes": homes,
        "seekers": seekers,
    }


def _chance(random, share: float) -> bool:
    return bool(random.random() < share)


def _home(random, name: str, towns: int, clusters: int) -> dict:
    kind, standard, location, staffed = SORTS[random.choice(7, p=SHARES)]
    return {
        "id": name,
        "kind": kind,
        "standard": standard,
        "location": location,
        "staffed": staffed,
        "cluster": f"C{random.integers(clusters):05}",
        "rooms": int(random.choice([1, 2, 3, 4], p=[0.4, 0.35, 0.17, 0.08])),
        "step_free": _chance(random, 0.6),
        "wheelchair": _chance(random, 0.2),
        "pets": _chance(random, 0.6),
        "area": AREAS[random.integers(12)],
        "rent_nok_month": int(random.integers(50, 120)) * 100,
        "tied_to": f"town-{random.integers(towns)}" if towns > 1 else None,
    }


def _seeker(random, name: str, towns: int, homes: int) -> dict:
    """`homes` sets how much is required, so that about 50 homes are eligible."""
    strict = math.log(max(homes, 300) / 300) / math.log(10)  # 0 at 300 homes, 1 at 3,000
    target = SORTS[random.choice(7, p=SHARES)]
    kinds = {target[0]} | (
        {SORTS[random.choice(7, p=SHARES)][0]} if strict < 0.5 and _chance(random, 0.7) else set()
    )
    require: dict = {"kinds": sorted(kinds)}
    if _chance(random, 0.5 * strict):
        require["rooms_at_least"] = int(random.choice([1, 2]))
    if _chance(random, 0.5):
        require["rooms_at_most"] = int(random.choice([2, 3]))
    if _chance(random, 0.25):
        require["step_free"] = True
    if _chance(random, 0.1 * strict):
        require["wheelchair"] = True
    if _chance(random, 0.2):
        require["pets"] = True
    if _chance(random, 0.7 * min(strict, 1)):
        require["rent_at_most"] = int(random.integers(65, 120)) * 100
    if _chance(random, 0.4):
        require["areas_not"] = sorted(random.choice(AREAS, 4, replace=False).tolist())
    wished = random.choice(AREAS, random.integers(0, 4), replace=False)
    return {
        "id": name,
        "urgency": int(random.choice([1, 2, 3, 4, 5], p=[0.15, 0.25, 0.3, 0.2, 0.1])),
        "waiting_days": int(min(random.gamma(2, 150), 2000)),
        "active_use": _chance(random, 0.4),
        "groups": [f"town-{random.integers(towns)}"] if towns > 1 else [],
        "require": require,
        "wish": {
            "areas": sorted(wished.tolist()),
            "kinds": [target[0]],
            "rooms": int(random.choice([1, 2, 3])),
        },
    }


def pile_up(movers: int, seekers: int, vacancies: int, seed: int, **parameters) -> dict:
    """People ready to move on who hold the places that others wait for: most movers live in
    specialised or rehabilitation homes, most vacancies are ordinary flats."""
    random = np.random.default_rng(seed)
    sorts = {"special": SORTS[0], "rehab": SORTS[3], "flat": SORTS[5]}
    levels = list(sorts)
    of_mover = random.choice(3, movers, p=[0.35, 0.35, 0.30])
    of_vacancy = random.choice(3, vacancies, p=[0.05, 0.10, 0.85])
    level = np.concatenate([of_mover, of_vacancy])
    cluster = _clusters(level, 8)
    homes = []
    for k in range(movers + vacancies):
        kind, standard, location, staffed = sorts[levels[level[k]]]
        homes.append(
            {
                "id": f"H{k:05}",
                "kind": kind,
                "standard": standard,
                "location": location,
                "staffed": staffed,
                "cluster": None if cluster[k] < 0 else f"C{cluster[k]:03}",
                "rooms": int(random.choice([1, 2, 3], p=[0.5, 0.4, 0.1])),
                "step_free": _chance(random, 0.5),
                "area": AREAS[random.integers(12)],
                "rent_nok_month": int(random.integers(55, 110)) * 100,
                "occupant": f"M{k:05}" if k < movers else None,
            }
        )
    people, active_in = [], {}
    for k in range(movers + seekers):
        mover = k < movers
        if mover:
            target = random.choice([1, 2], p=[0.6, 0.4]) if of_mover[k] == 0 else 2
        else:
            target = random.choice(3, p=[0.60, 0.35, 0.05])
        active = _chance(random, [0.75, 0.35, 0.15][target])
        if mover and active and cluster[k] >= 0:
            active_in[cluster[k]] = active_in.get(cluster[k], 0) + 1
        people.append(_person(random, k, movers, sorts[levels[target]][0], active))
    size = np.bincount(cluster[cluster >= 0])
    clusters = [{"id": f"C{c:03}", "active_limit": int(size[c]) // 2} for c in range(len(size))]
    return _problem(homes, people, clusters, **parameters)


def _clusters(level, size: int):
    """Groups of `size` homes of the first two levels; -1 for flats."""
    cluster = np.full(len(level), -1)
    number = 0
    for wanted in (0, 1):
        members = np.flatnonzero(level == wanted)
        for at in range(0, len(members), size):
            cluster[members[at : at + size]] = number
            number += 1
    return cluster


def _person(random, k: int, movers: int, kind: str, active: bool) -> dict:
    require: dict = {"kinds": [kind]}
    if _chance(random, 0.15):
        require["step_free"] = True
    if _chance(random, 0.6):
        require["rooms_at_most"] = 2
    excluded = random.choice(AREAS, 9, replace=False)
    require["areas_not"] = sorted(excluded.tolist())
    wish = sorted(random.choice(AREAS, 2, replace=False).tolist())
    return {
        "id": f"M{k:05}" if k < movers else f"S{k - movers:05}",
        "home": f"H{k:05}" if k < movers else None,
        "urgency": int(random.choice([1, 2, 3, 4, 5], p=[0.15, 0.25, 0.3, 0.2, 0.1])),
        "waiting_days": int(min(random.gamma(2, 150), 1000)),
        "active_use": active,
        "require": require,
        "wish": {"areas": wish, "kinds": [kind], "rooms": int(random.choice([1, 2]))},
    }


def robustness(sort: str, seed: int) -> dict:
    """Instances that are hard in one way each; about 2,000 seekers."""
    random = np.random.default_rng(seed)
    plenty = {"more_homes": (1000, 2500), "balanced": (2000, 2000)}.get(sort, (2000, 600))
    problem = waiting(*plenty, seed)
    if sort == "uniform":  # everybody accepts a random twentieth, all weights alike
        for seeker in problem["seekers"]:
            seeker["require"] = {"kinds": [SORTS[random.integers(7)][0]], "rooms_at_most": 2}
            seeker["urgency"] = 3
    if sort == "ties":
        for seeker in problem["seekers"]:
            seeker |= {"urgency": 3, "waiting_days": 70, "wish": {}}
    if sort == "one_cluster":
        problem["clusters"] = [{"id": "C00000"}]
        for home in problem["homes"]:
            home |= {"cluster": "C00000", "kind": "shared", "area": "area-1"}
        for seeker in problem["seekers"]:
            seeker["require"] = {"kinds": ["shared"], "rooms_at_most": 2}
    if sort == "nobody":
        for home in problem["homes"]:
            home["kind"] = "temporary"
        for seeker in problem["seekers"]:
            seeker["require"]["kinds"] = ["housing_first"]
    return problem


ROBUSTNESS = ("uniform", "balanced", "more_homes", "ties", "one_cluster", "nobody")


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument("sort", choices=["waiting", "pile_up", *ROBUSTNESS])
    read.add_argument("--seekers", type=int, default=1000)
    read.add_argument("--homes", type=int, default=300)
    read.add_argument("--movers", type=int, default=500)
    read.add_argument("--vacancies", type=int, default=60)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--out", type=Path, required=True)
    asked = read.parse_args()
    if asked.sort == "waiting":
        problem = waiting(asked.seekers, asked.homes, asked.seed)
    elif asked.sort == "pile_up":
        problem = pile_up(asked.movers, asked.seekers, asked.vacancies, asked.seed)
    else:
        problem = robustness(asked.sort, asked.seed)
    asked.out.write_text(json.dumps(problem, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
