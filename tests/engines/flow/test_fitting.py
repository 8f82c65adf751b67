"""What is fitted to a made-up history is what the history was made from."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.flow import Kind, ScenarioRefused
from heimveg.engines.flow.fitting import (
    Coming,
    History,
    Stay,
    fit,
    fit_length,
    fit_rate,
    fit_shares,
)

DRAWS = {
    Kind.EXPONENTIAL: lambda random, n: random.exponential(200, n),
    Kind.WEIBULL: lambda random, n: 200 / 0.8862269 * random.weibull(2.0, n),
    Kind.LOGNORMAL: lambda random, n: random.lognormal(np.log(200) - 0.32, 0.8, n),
    Kind.ERLANG: lambda random, n: random.gamma(4, 50, n),
}


def watched(random, kind, number, *, until=600.0):
    """Stays that began at random in `until` days: days seen, and whether the end was seen."""
    whole, room = DRAWS[kind](random, number), random.uniform(0, until, number)
    return np.minimum(whole, room), whole <= room


@pytest.mark.parametrize("kind", list(DRAWS))
def test_the_shape_and_mean_behind_the_stays_are_found(kind):
    days, ended = watched(np.random.default_rng(5), kind, 3000)

    found = fit_length(days, ended)

    assert found.chosen.distribution.kind is kind
    assert found.chosen.mean_low < 200 < found.chosen.mean_high
    assert found.chosen.mean_high / found.chosen.mean_low < 1.35
    assert found.chosen.gap < 0.04
    assert "poor_fit" not in found.notes
    assert found.ended < found.stays


def test_stays_that_go_on_are_not_taken_for_short_ones():
    """Without censoring the mean of these would be far below 200."""
    days, ended = watched(np.random.default_rng(6), Kind.EXPONENTIAL, 2000, until=300.0)

    assert days[ended].mean() < 100
    assert fit_length(days, ended).chosen.distribution.mean_days == pytest.approx(200, rel=0.1)


def test_nineteen_of_twenty_intervals_of_the_mean_hold_it():
    random = np.random.default_rng(7)
    held = sum(
        found.chosen.mean_low <= 200 <= found.chosen.mean_high
        for found in (
            fit_length(*watched(random, Kind.EXPONENTIAL, 19, until=2000.0)) for _ in range(200)
        )
    )

    assert held >= 180  # conservative: at least 95 % in the long run


def test_a_shape_that_does_not_fit_is_called_poor():
    random = np.random.default_rng(8)
    two_groups = np.concatenate([random.normal(20, 1, 300), random.normal(900, 20, 300)])

    assert "poor_fit" in fit_length(two_groups, np.ones(600, bool)).notes


def test_a_thin_history_says_so_and_gets_the_simplest_shape():
    days, ended = np.array([20.0, 50.0, 90.0, 400.0]), np.array([True, True, True, False])

    found = fit_length(days, ended)

    assert found.notes == ("thin_history",)
    assert [c.distribution.kind for c in found.candidates] == [Kind.EXPONENTIAL]
    assert found.chosen.distribution.mean_days == pytest.approx(560 / 3)
    assert found.chosen.mean_low < 100
    assert found.chosen.mean_high > 500


def test_stays_that_all_go_on_have_no_length():
    assert fit_length(np.array([5.0, 9.0]), np.zeros(2, bool)) is None


def test_the_seen_curve_is_kaplan_and_meiers():
    """Worked by hand: 5 stays, ends on days 1, 2 and 4, two go on."""
    days = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    curve = fit_length(days, np.array([True, True, False, True, False])).curve

    assert curve.days == (1.0, 2.0, 4.0)
    assert curve.seen == pytest.approx((0.8, 0.6, 0.3))


def test_shares_have_exact_intervals_and_sum_to_one():
    shares = fit_shares(["ordinary"] * 12 + ["acute"] * 3 + [None] * 15)

    assert [part.to for part in shares] == ["acute", "ordinary", None]
    assert sum(part.share for part in shares) == pytest.approx(1.0)
    # Clopper and Pearson for 3 of 30, from tables
    assert (shares[0].low, shares[0].high) == pytest.approx((0.0211, 0.2653), abs=1e-4)
    assert not shares[0].thin


def test_rates_have_exact_intervals():
    found = fit_rate(np.linspace(1, 729, 10), 0.0, 730.0)

    assert found.rate == pytest.approx(5.0)
    # Poisson, 10 seen: 4.795 to 18.39, from tables; in two years
    assert (found.low, found.high) == pytest.approx((2.3977, 9.1952), abs=1e-3)
    assert found.notes == ("thin_history",)


def test_people_who_come_in_flocks_are_seen_not_to_come_at_random():
    random = np.random.default_rng(3)
    at_random = random.uniform(0, 3650, 400)
    flocks = np.repeat(random.uniform(0, 3640, 40), 10)

    assert fit_rate(at_random, 0.0, 3650.0).notes == ()
    assert fit_rate(flocks, 0.0, 3650.0).notes == ("not_at_random",)


YEAR = 365.0


def yearly(*people):
    """So many people each year, evenly."""
    return np.concatenate(
        [YEAR * y + YEAR * (np.arange(n) + 0.5) / n for y, n in enumerate(people)]
    )


@pytest.mark.parametrize(
    ("people", "notes"),
    [
        ((20, 30, 45, 60), ("rising",)),
        ((60, 45, 30, 20), ("falling",)),
        ((20, 20, 60, 60), ("rising",)),
        ((40, 40, 40, 40), ()),
        ((38, 44, 37, 41), ()),
    ],
)
def test_a_rate_that_grows_falls_or_jumps_is_told(people, notes):
    found = fit_rate(yearly(*people), 0.0, 4 * YEAR)

    assert tuple(note for note in found.notes if note != "not_at_random") == notes
    assert found.halves == (people[0] + people[1], people[2] + people[3])


def test_the_chance_of_a_trend_is_that_of_laplace():
    late = np.linspace(60.5, 119.5, 24)  # a mean of three quarters of 120 days

    found = fit_rate(late, 0.0, 120.0)

    assert found.trend_chance == pytest.approx(math.erfc(0.25 * math.sqrt(12 * 24 / 2)))
    assert found.notes == ("rising",)


def test_too_few_to_say_anything_of_a_trend():
    found = fit_rate(np.linspace(60, 119, 19), 0.0, 120.0)

    assert (found.trend_chance, found.notes) == (None, ("thin_history",))
    assert found.halves == (0, 19)


def test_a_whole_day_lies_at_its_noon():
    every_day = np.repeat(np.arange(30.0), 300)

    assert fit_rate(every_day, 0.0, 30.0).trend_chance == pytest.approx(1.0)


def test_chance_alone_is_seldom_called_a_trend():
    random = np.random.default_rng(5)

    def called(days):
        return bool({"rising", "falling"} & set(fit_rate(days, 0.0, 1460.0).notes))

    even = sum(called(random.uniform(0, 1460, 155)) for _ in range(300))
    flocks = sum(called(np.repeat(random.uniform(0, 1460, 15), 10)) for _ in range(300))

    assert even <= 9  # 3 are awaited
    assert flocks <= 9


def test_a_history_becomes_parts_of_a_scenario():
    stays = tuple(
        Stay("acute", day, day + 30.0 + day % 7, "ordinary" if day % 4 else None)
        for day in range(0, 400, 8)
    )
    going_on = tuple(Stay("ordinary", float(day)) for day in range(5))
    history = History(0.0, 500.0, stays + going_on, (Coming("acute", 3.0), Coming("acute", 99.0)))

    found = fit(history)

    assert set(found.services()) == {"acute"}
    assert sum(route.share for route in found.routes(frozenset())) == pytest.approx(1.0)
    assert found.arrivals()[0].per_year[0].rate == pytest.approx(2 * 365 / 500)


@pytest.mark.parametrize(
    ("history", "path"),
    [
        (History(10.0, 10.0, ()), "until_day"),
        (History(0.0, float("nan"), ()), "until_day"),
        (History(0.0, 9.0, (Stay("a", -1.0),)), "stays[0].start_day"),
        (History(0.0, 9.0, (Stay("a", float("nan")),)), "stays[0].start_day"),
        (History(0.0, 9.0, (Stay("a", 5.0, 4.0),)), "stays[0].end_day"),
        (History(0.0, 9.0, (Stay("a", 5.0, 12.0),)), "stays[0].end_day"),
        (History(0.0, 9.0, (Stay("a", 5.0, None, "b"),)), "stays[0].to"),
        (History(0.0, 9.0, (), (Coming("a", 9.0),)), "comings[0].day"),
    ],
)
def test_a_history_that_cannot_be_is_refused(history, path):
    with pytest.raises(ScenarioRefused) as refused:
        fit(history)

    assert [fault.path for fault in refused.value.faults] == [path]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(0, 3000), st.booleans()), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_the_order_of_stays_does_not_matter_and_every_fit_is_a_number(stays, random):
    shuffled = random.sample(stays, len(stays))
    one, other = (
        fit_length(np.array([d for d, _ in s]), np.array([e for _, e in s]))
        for s in (stays, shuffled)
    )

    if one is None:
        assert other is None
    else:
        mean = one.chosen.distribution.mean_days
        assert other.chosen.distribution.mean_days == pytest.approx(mean, rel=1e-3)
        assert 0 < one.chosen.mean_low <= mean <= one.chosen.mean_high < np.inf
