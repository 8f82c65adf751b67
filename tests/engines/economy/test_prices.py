"""Prices hold from their day, and every amount is the sum of its records."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.engines.economy import (
    Line,
    Per,
    Price,
    Prices,
    PriceUnknown,
    Step,
    course_cost,
    mix_cost,
    mix_sensitivity,
    published,
    total,
)

START = date(2024, 1, 1)
days = st.integers(0, 2000).map(lambda number: START + timedelta(number))
codes = st.sampled_from(["rent", "staff", "energy"])


@st.composite
def price_lists(draw):
    made = []
    for code in ("rent", "staff", "energy"):
        later = draw(st.sets(days, max_size=4)) - {START}
        per = draw(st.sampled_from(list(Per)))
        made += [
            Price(code, day, draw(st.integers(0, 10**9)), per, "a test") for day in {START, *later}
        ]
    return Prices(made)


steps = st.builds(
    lambda name, one, other, paid: Step(name, min(one, other), max(one, other), paid),
    st.sampled_from(["acute", "own home"]),
    days,
    days,
    st.lists(codes, unique=True, max_size=3).map(tuple),
)


@given(st.lists(steps, max_size=5), price_lists())
def test_the_cost_of_a_course_is_the_sum_of_its_records(course, prices):
    cost = course_cost(course, prices)

    assert cost.ore == sum(record.ore for record in cost.records)
    assert cost.ore == sum(cost.by_step().values())
    assert all(isinstance(record.ore, int) for record in cost.records)


@given(st.lists(steps, max_size=5), price_lists())
def test_a_course_costs_what_its_steps_cost_apart(course, prices):
    apart = sum(course_cost([step], prices).ore for step in course)

    assert course_cost(course, prices).ore == apart


@given(days, days, days, price_lists())
def test_a_stay_cut_in_two_costs_the_same_but_for_rounding(one, two, three, prices):
    start, cut, end = sorted([one, two, three])

    def cost(first, last):
        records = course_cost([Step("home", first, last, ("rent",))], prices).records
        return total(record for record in records if record.price.per is not Per.ONCE)

    assert abs(cost(start, end) - cost(start, cut) - cost(cut, end)) <= 1


@given(
    st.dictionaries(
        st.sampled_from(["shared", "acute", "ordinary"]),
        st.builds(Line, st.integers(0, 200), st.lists(codes, unique=True).map(tuple)),
    ),
    price_lists(),
)
def test_the_cost_of_a_mix_is_the_sum_of_its_records(mix, prices):
    cost = mix_cost(mix, prices, start=START, end=START + timedelta(365))

    assert cost.ore == sum(record.ore for record in cost.records)
    assert cost.ore == sum(cost.by_kind().values())


def test_a_price_that_changes_during_a_stay_splits_it():
    """31 days at 5 508 and 29 at 5 745 kroner."""
    stay = Step("ward", date(2023, 12, 1), date(2024, 1, 30), ("discharge_ready_day",))

    cost = course_cost([stay], published())

    assert [record.quantity for record in cost.records] == [31, 29]
    assert cost.ore == 31 * 550_800 + 29 * 574_500


def test_a_month_is_a_twelfth_of_a_year():
    price = Price("rent", START, 1_000_000, Per.MONTH, "a test")

    assert price.for_days(365) == 12_000_000
    assert price.for_days(1) == 32_877


def test_what_is_paid_once_is_not_paid_by_the_day():
    price = Price("upgrade", START, 5, Per.ONCE, "a test")

    with pytest.raises(ValueError, match="once"):
        price.for_days(3)
    assert course_cost([Step("home", START, START, ("upgrade",))], Prices([price])).ore == 5


def test_before_the_first_price_there_is_none():
    with pytest.raises(PriceUnknown):
        published().on("discharge_ready_day", date(2021, 12, 31))
    with pytest.raises(PriceUnknown):
        published().on("castle", START)


def test_two_prices_from_one_day_are_refused():
    price = Price("rent", START, 1, Per.DAY, "a test")

    with pytest.raises(ValueError, match="two prices"):
        Prices([price, price])


def test_a_step_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before"):
        Step("home", START, START - timedelta(1), ())


def test_every_published_price_has_a_source_and_a_positive_amount():
    prices = list(published())

    assert len(prices) == 26
    assert all(price.source and price.amount_ore > 0 for price in prices)


def test_the_price_a_mix_leans_on_most_comes_first():
    mix = {
        "shared": Line(10, ("institution_place_day",)),
        "ordinary": Line(10, ("market_rent_2_rooms",)),
    }
    stretch = {"start": date(2025, 1, 1), "end": date(2026, 1, 1)}

    swings = mix_sensitivity(mix, published(), **stretch, share=Fraction(1, 10))

    whole = mix_cost(mix, published(), **stretch)
    assert [swing.code for swing in swings] == ["institution_place_day", "market_rent_2_rooms"]
    assert swings[0].high_ore - whole.ore == pytest.approx(whole.by_kind()["shared"] / 10, abs=9)
    assert swings[0].low_ore < whole.ore < swings[0].high_ore


@given(
    st.dictionaries(
        st.sampled_from(["shared", "acute", "ordinary"]),
        st.builds(Line, st.integers(0, 200), st.lists(codes, max_size=4).map(tuple)),
    ),
    price_lists(),
    st.fractions(0, 1, max_denominator=100),
)
def test_a_swing_is_the_whole_mix_priced_anew(mix, prices, share):
    stretch = {"start": START, "end": START + timedelta(400)}

    for swing in mix_sensitivity(mix, prices, **stretch, share=share):
        for ore, factor in ((swing.low_ore, 1 - share), (swing.high_ore, 1 + share)):
            assert ore == mix_cost(mix, prices.scaled(swing.code, factor), **stretch).ore
