# ruff: noqa: C901  the whole definition in one place
"""The best value of a tiny problem by trying everything. Shares no code with the engine's search:
only the records and the one-pair definitions of `requirements.py`.
"""

from collections import Counter
from collections.abc import Iterator

from heimveg.engines.matching.format.records import Concentration, Problem
from heimveg.engines.matching.format.requirements import broken, parts

NEW = "one more home"
Extra = dict[str, int]  # what one more home, outside the problem, is worth to whom


def plans(problem: Problem, extra: Extra | None = None) -> Iterator[dict[str, str]]:
    """Every way to house seekers that keeps requirements, pins and exclusions: seeker -> home."""
    pins = dict(problem.pinned)

    def choices(seeker) -> list[str | None]:
        if seeker.id in pins:
            return [pins[seeker.id]]
        able = [
            home.id
            for home in problem.homes
            if home.id == seeker.home
            or (not broken(seeker, home) and (seeker.id, home.id) not in problem.excluded)
        ]
        able += [NEW] if seeker.id in (extra or {}) else []
        return able if seeker.home is not None else [None, *able]

    def extend(place: int, taken: set[str], plan: dict[str, str]) -> Iterator[dict[str, str]]:
        if place == len(problem.seekers):
            yield dict(plan)
            return
        seeker = problem.seekers[place]
        for home in choices(seeker):
            if home is None:
                yield from extend(place + 1, taken, plan)
            elif home not in taken:
                plan[seeker.id] = home
                yield from extend(place + 1, taken | {home}, plan)
                del plan[seeker.id]

    yield from extend(0, set(), {})


def value_of(problem: Problem, plan: dict[str, str], extra: Extra | None = None) -> int | None:
    """The value of a plan, or None when it breaks a limit."""
    gained = sum((extra or {})[s] for s, h in plan.items() if h == NEW)
    after_all = {s: h for s, h in plan.items() if h != NEW}
    worth = _value_within(problem, after_all)
    return None if worth is None else worth + gained


def _value_within(problem: Problem, plan: dict[str, str]) -> int | None:
    homes = {home.id: home for home in problem.homes}
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    if not _lengths_kept(problem, plan):
        return None
    worth = sum(
        parts(
            seekers[s], homes.get(seekers[s].home or ""), homes[h], problem.parameters.weights
        ).value
        for s, h in plan.items()
    )
    today, after = Counter(), Counter()
    for cluster in problem.clusters:
        today[cluster.id] = after[cluster.id] = cluster.active_residents
    for seeker in problem.seekers:
        if seeker.active_use:
            if seeker.home is not None:
                today[homes[seeker.home].cluster] += 1
            if seeker.id in plan:
                after[homes[plan[seeker.id]].cluster] += 1
    for cluster in problem.clusters:
        if cluster.active_limit is None:
            continue
        match problem.parameters.concentration:
            case Concentration.LIMIT:
                if after[cluster.id] > max(cluster.active_limit, today[cluster.id]):
                    return None
            case Concentration.PENALTY:
                beyond = max(0, after[cluster.id] - cluster.active_limit)
                worth -= problem.parameters.concentration_penalty * beyond
    return worth


def _lengths_kept(problem: Problem, plan: dict[str, str]) -> bool:
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    into = {h: s for s, h in plan.items() if seekers[s].home != h}
    max_chain = problem.parameters.max_chain or 99
    max_cycle = problem.parameters.max_cycle or 99
    for home in problem.homes:
        seen, at = [], home.id
        while at in into and at not in seen:
            seen.append(at)
            at = seekers[into[at]].home
        if at == home.id and seen and len(seen) > max_cycle:
            return False
        if home.occupant is None and len(seen) > max_chain:
            return False
    return True


def best_value(problem: Problem, extra: Extra | None = None) -> int | None:
    """The highest value of any plan, None when there is no plan at all."""
    values = (value_of(problem, plan, extra) for plan in plans(problem, extra))
    return max((value for value in values if value is not None), default=None)
