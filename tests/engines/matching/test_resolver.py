"""A solved problem stays solved, and proven, through whatever a committee does to it."""

from dataclasses import replace
from random import Random

import pytest

from heimveg.engines.matching import Home, Parameters, Problem, ProblemRefused, Seeker, solve
from heimveg.engines.matching.best.arrays import encode
from heimveg.engines.matching.best.eligibility import eligible_pairs
from heimveg.engines.matching.best.plan import NotProven, best_plan
from heimveg.engines.matching.changes import changing, closeness
from heimveg.engines.matching.changes.resolver import Resolver
from heimveg.engines.matching.format import cross_checks
from tests.engines.matching.brute import best_value
from tests.engines.matching.generated import a_home, a_problem, some_requirements
from tests.engines.matching.test_against_brute_force import without_limits


def resolvers(seeds: range, most: int = 5):
    for seed in seeds:
        problem = without_limits(a_problem(Random(seed), most=most))
        if cross_checks.errors_of(problem):
            continue
        try:
            yield Random(seed), Resolver(problem)
        except ProblemRefused:
            assert best_value(problem) is None


def value_anew(problem: Problem) -> int:
    """The value of the best plan, solved from the beginning, without its reasons."""
    encoded = encode(problem)
    return best_plan(eligible_pairs(encoded), encoded.must, encoded.most).value


def change_at_random(random: Random, resolver: Resolver, number: int):
    """One change of any sort; None when the draw gives nothing that can be done."""
    problem = resolver.problem
    seekers, homes = problem.seekers, problem.homes
    sort = random.choice(
        ["pin", "unpin", "exclude", "allow", "urgency", "home", "no_home", "seeker", "no_seeker"]
    )
    if sort == "home":
        names = [c.id for c in problem.clusters]
        return resolver.add_home(a_home(random, f"new{number}", names, None))
    if sort == "seeker":
        return resolver.add_seeker(
            Seeker(f"also{number}", random.randint(1, 5), require=some_requirements(random, []))
        )
    if sort == "unpin" and problem.pinned:
        return resolver.unpin(random.choice(problem.pinned)[0])
    if sort == "allow" and problem.excluded:
        return resolver.allow(*random.choice(problem.excluded))
    if not seekers or not homes:
        return None
    seeker, home = random.choice(seekers).id, random.choice(homes).id
    return {
        "pin": lambda: resolver.pin(seeker, home),
        "exclude": lambda: resolver.exclude(seeker, home),
        "urgency": lambda: resolver.change_urgency(seeker, random.randint(1, 5)),
        "no_home": lambda: resolver.withdraw_home(home),
        "no_seeker": lambda: resolver.withdraw_seeker(seeker),
    }.get(sort, lambda: None)()


@pytest.mark.parametrize("batch", range(6))
def test_every_change_is_followed_by_the_best_plan(batch):
    for random, resolver in resolvers(range(batch * 60, batch * 60 + 60)):
        for number in range(12):
            before = resolver.value
            try:
                change = change_at_random(random, resolver, number)
            except ProblemRefused:
                change = None
            assert resolver.audit() == resolver.value
            assert resolver.value == solve(resolver.problem).value
            if change is not None:
                assert (change.before, change.after) == (before, resolver.value)


def test_long_rows_of_changes_in_larger_problems_end_where_solving_anew_does():
    changed = 0
    for random, resolver in resolvers(range(1000, 1040), most=16):
        for number in range(50):
            try:
                changed += change_at_random(random, resolver, number) is not None
            except ProblemRefused:
                continue
            assert resolver.value == value_anew(resolver.problem)
        assert resolver.audit() == resolver.value
    assert changed > 800


def test_a_new_urgency_that_moves_nobody_is_still_counted():
    """Such a change is answered without a search; its value must be right all the same."""
    still = 0
    for random, resolver in resolvers(range(2000, 2080), most=8):
        for seeker in resolver.problem.seekers:
            change = resolver.change_urgency(seeker.id, random.randint(1, 5))
            still += not change.moved
            assert resolver.audit() == resolver.value == value_anew(resolver.problem)
    assert still > 100


def test_the_plan_after_many_changes_is_the_best_by_brute_force():
    for random, resolver in resolvers(range(500, 560), most=3):
        for number in range(4):
            try:
                change_at_random(random, resolver, number)
            except ProblemRefused:
                continue
        assert resolver.value == best_value(resolver.problem)


def test_many_new_homes_and_seekers_find_room_and_ever_more_of_it(monkeypatch):
    starts = []
    start = Resolver._start
    monkeypatch.setattr(
        Resolver, "_start", lambda self, problem: (starts.append(1), start(self, problem))[1]
    )
    _, resolver = next(iter(resolvers(range(7, 30))))
    for number in range(100):
        resolver.add_home(Home(f"N{number}", "ordinary", 1))
        resolver.add_seeker(Seeker(f"P{number}", 1 + number % 5))
        assert resolver.audit() == value_anew(resolver.problem)
    assert len(starts) <= 4  # 16, 32 and 64 newcomers


def misplaced(resolver: Resolver) -> tuple[int, int]:
    """(pairs that are not among the close ones though they might matter, pairs rightly so).

    Reads the lists of both sides, and sees that both tell the same pairs."""
    state = resolver._state
    pairs, wrong, far = [], 0, 0
    for mine, near, other in (
        (state.by_home, state.homes, state.seekers),
        (state.by_seeker, state.seekers, state.homes),
    ):
        found = set()
        for node, first in enumerate(mine.all.start):
            for at in range(first, first + mine.all.many[node]):
                who, value = int(mine.all.who[at]), int(mine.all.value[at])
                found.add((node, who, value))
                if at >= first + mine.close.many[node]:
                    slack = int(near.dual[node]) + int(other.dual[who]) - value
                    wrong += slack < closeness.NEAR_BY
                    far += 1
        pairs.append(found)
    assert pairs[0] == {(h, s, value) for s, h, value in pairs[1]}
    return wrong, far


def test_every_pair_that_might_matter_soon_is_among_the_close_ones_after_each_change():
    far = 0
    for random, resolver in resolvers(range(3000, 3060), most=12):
        for number in range(20):
            try:
                change_at_random(random, resolver, number)
            except ProblemRefused:
                continue
            wrong, right = misplaced(resolver)
            assert not wrong
            far += right
    assert far > 1_000


def test_the_full_proof_finds_a_wrong_surplus_or_price_after_any_change():
    found = 0
    for random, resolver in resolvers(range(4000, 4030), most=8):
        for number in range(4):
            try:
                change_at_random(random, resolver, number)
            except ProblemRefused:
                continue
            state = resolver._state
            held = (
                resolver._now.held
            )  # the pinned are out of reach, and their figures are not used
            given = {resolver._now.pins[name] for name in held}
            at_hand = [
                (state.seekers.dual, [s for p, s in resolver._now.place.items() if p not in held]),
                (state.homes.dual, [h for n, h in resolver._now.where.items() if n not in given]),
            ]
            for dual, nodes in at_hand:
                for node in nodes:
                    by = random.choice([-1, 1])
                    dual[node] += by
                    with pytest.raises(NotProven):
                        resolver.audit()
                    dual[node] -= by
                    found += 1
            assert resolver.audit() == resolver.value
    assert found > 200


def test_a_pin_says_whom_it_moves_and_what_it_costs():
    problem = without_limits(
        replace(
            a_problem(Random(2)),
            homes=(Home("H1", "ordinary", 1),),
            seekers=(Seeker("S1", 5), Seeker("S2", 1)),
            clusters=(),
            pinned=(),
            excluded=(),
            parameters=a_problem(Random(0)).parameters.__class__(),
        )
    )
    resolver = Resolver(problem)
    change = resolver.pin("S2", "H1")
    assert sorted(change.moved) == [("S1", "H1", None), ("S2", None, "H1")]
    assert change.cost == 40_000
    assert resolver.unpin("S2").cost == -40_000


def test_an_impossible_pin_is_refused_and_changes_nothing():
    _, resolver = next(iter(resolvers(range(3, 30))))
    value = resolver.value
    with pytest.raises(ProblemRefused):
        resolver.pin("nobody", "nowhere")
    assert resolver.value == value == resolver.audit()


def test_the_full_proof_finds_a_wrong_price():
    found = 0
    for _, resolver in resolvers(range(40)):
        prices = resolver._state.homes.dual
        for at in range(len(resolver.problem.homes)):
            prices[at] += 1
            with pytest.raises(NotProven):
                resolver.audit()
            prices[at] -= 1
            found += 1
        assert resolver.audit() == resolver.value
    assert found > 50


def test_a_change_is_not_called_proven_when_somebody_elses_price_is_wrong():
    problem = without_limits(
        replace(
            a_problem(Random(2)),
            homes=(Home("H1", "ordinary", 1), Home("H2", "ordinary", 1)),
            seekers=(Seeker("S1", 5), Seeker("S2", 4), Seeker("S3", 3)),
            clusters=(),
            pinned=(),
            excluded=(),
            parameters=Parameters(),
        )
    )
    resolver = Resolver(problem)
    home = resolver.home_of("S1")
    other = next(h.id for h in problem.homes if h.id != home)
    assert changing.exclude_pair(resolver._kept, 0, resolver._now.where[home])
    resolver = Resolver(problem)
    resolver._state.homes.dual[resolver._now.where[other]] -= 20_000
    assert not changing.exclude_pair(resolver._kept, 0, resolver._now.where[home])


def test_what_happens_around_a_pin_holds_after_it_is_lifted():
    """A pinned pair takes no part, yet its lists follow the changes made meanwhile."""
    for random, resolver in resolvers(range(200, 300)):
        free = [(s.id, h.id) for s in resolver.problem.seekers for h in resolver.problem.homes]
        if not free:
            continue
        seeker, home = random.choice(free)
        try:
            resolver.pin(seeker, home)
        except ProblemRefused:
            continue
        resolver.change_urgency(seeker, random.randint(1, 5))
        resolver.add_home(a_home(random, "later", [], None))
        resolver.add_seeker(Seeker("later", random.randint(1, 5)))
        assert resolver.home_of(seeker) == home
        assert resolver.audit() == resolver.value == solve(resolver.problem).value
        resolver.unpin(seeker)
        assert resolver.audit() == resolver.value == solve(resolver.problem).value


def test_a_home_that_comes_is_listed_the_same_by_home_and_by_seeker():
    """Its pairs are listed by seeker only after the answer, for the changes that follow."""
    listed = 0
    for random, resolver in resolvers(range(300, 360), most=8):
        resolver.add_home(a_home(random, "later", [], None))
        home, state = resolver._now.where["later"], resolver._state
        mine, theirs = state.by_home.all, state.by_seeker.all
        for at in range(mine.start[home], mine.start[home] + mine.many[home]):
            seeker = mine.who[at]
            theirs_at = range(theirs.start[seeker], theirs.start[seeker] + theirs.many[seeker])
            worth = [theirs.value[k] for k in theirs_at if theirs.who[k] == home]
            assert worth == [mine.value[at]]
            listed += 1
    assert listed > 50
