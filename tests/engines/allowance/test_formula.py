"""The published examples, and what must always be true of the housing allowance."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.engines.allowance import Household, MonthRefused, allowance, rates_for
from heimveg.engines.allowance.formula import Step, decimals, half_up

MONTH = "2026-07"


def household(income=0, cost=0, adults=1, children=0, group=4, **flags):
    month = flags.pop("month", MONTH)
    return Household(month, Fraction(income), Fraction(cost), adults, children, group, **flags)


def line(case, step):
    return next(x for x in allowance(case).lines if x.step == step).value


@pytest.mark.parametrize(
    ("income", "adults", "children", "weighted"),
    [
        (300_000, 3, 0, 238_095),  # Husbanken's guide
        (300_000, 1, 2, 230_769),  # Husbanken's guide
        (300_000, 1, 1, 260_870),  # annual report 2023, table 5
        (500_000, 2, 3, 316_456),  # annual report 2023, table 5
    ],
)
def test_the_published_weighting_comes_out(income, adults, children, weighted):
    case = household(income, adults=adults, children=children)
    assert half_up(line(case, Step.WEIGHTED_INCOME)) == weighted


# Annual report 2022, tables 16 and 20: monthly caps in December 2022, and what was paid for each.
CAPS = {1: (8385, 7741, 6361), 4: (11_709, 11_065, 9_685)}
PAID_AT_CAP = {1: (1650, 1175, 158), 4: (6185, 5710, 4693)}
RENTS = {1: (9660, 7590, 6520), 4: (19_370, 15_280, 11_440)}
PAID_AT_RENT = {1: (2589, 1064, 275), 4: (11_831, 8816, 5986)}
AT_CAP = [(n, CAPS[n][i : i + 2], PAID_AT_CAP[n][i : i + 2]) for n in (1, 4) for i in (0, 1)]
AT_RENT = [
    (n, (RENTS[n][i], CAPS[n][i]), (PAID_AT_RENT[n][i], PAID_AT_CAP[n][i]))
    for n in (1, 4)
    for i in (0, 1, 2)
]
POINTS = AT_CAP + AT_RENT


@pytest.mark.parametrize(("persons", "costs", "paid"), POINTS)
def test_ten_published_differences_between_payouts_come_out_to_a_krone(persons, costs, paid):
    """The same income and household at two costs: only the covered share of the cost differs."""
    coverage = rates_for(MONTH).of("coverage")
    assert len(POINTS) == 10
    assert abs(coverage * (costs[0] - costs[1]) - (paid[0] - paid[1])) <= 1


def test_the_published_highest_income_of_a_single_person_comes_out_in_oslo():
    """28 241 kroner a month: all the current constants at once."""
    low, high = Fraction(0), Fraction(10**6)
    while high - low > Fraction(1, 100):
        middle = (low + high) / 2
        is_paid = allowance(household(middle, 10**6, group=1)).nok_month
        low, high = (middle, high) if is_paid else (low, middle)
    assert half_up(low / 12) == 28_241


@pytest.mark.parametrize(("group", "limit"), [(4, 25_326), (2, 27_313), (3, 26_651)])
def test_the_limits_of_the_other_groups_follow(group, limit):
    paid = [allowance(household(12 * (limit + d), 10**6, group=group)).nok_month for d in (-1, 1)]
    assert paid[0] > 0
    assert paid[1] == 0


def test_the_lowest_payout_is_compared_before_rounding():
    """62.98 would round to 63, and is not paid."""
    case = household(338_890, 200_000, group=1)
    assert decimals(line(case, Step.MONTH), 2) == "62.98"
    assert allowance(case).nok_month == 0
    assert allowance(household(338_889, 200_000, group=1)).nok_month == 63


def test_pensioners_and_young_disabled_keep_more():
    plain = allowance(household(300_000, 10**6)).nok_month
    pensioner = allowance(household(300_000, 10**6, single_pensioner=True)).nok_month
    young = allowance(household(300_000, 10**6, young_disabled=True)).nok_month
    both = household(300_000, 10**6, young_disabled=True, single_pensioner=True)
    assert plain < pensioner < young < allowance(both).nok_month


def test_special_adaptation_lifts_the_cap():
    adapted = household(0, 10**6, specially_adapted=True)
    assert line(adapted, Step.CAP) - line(household(0, 10**6), Step.CAP) == 5724


def test_five_or_more_have_the_same_cap():
    assert (
        line(household(children=4), Step.CAP) == line(household(children=11), Step.CAP) == 150_385
    )


@pytest.mark.parametrize("month", ["2026-05", "2024-06", "2019-01"])
def test_older_months_are_refused(month):
    with pytest.raises(MonthRefused) as refused:
        allowance(household(month=month))
    assert refused.value.is_older


def test_months_whose_constants_are_not_adopted_are_refused():
    with pytest.raises(MonthRefused) as refused:
        allowance(household(month="2027-06"))
    assert not refused.value.is_older


@pytest.mark.parametrize("month", ["2026-13", "2026-7", "", "2026-07-01", "2026-00"])
def test_what_is_no_month_is_no_month(month):
    with pytest.raises(ValueError, match="month"):
        allowance(household(month=month))


CASES = st.builds(
    household,
    income=st.integers(0, 900_000),
    cost=st.integers(0, 300_000),
    adults=st.integers(1, 6),
    children=st.integers(0, 6),
    group=st.integers(1, 4),
    single_pensioner=st.booleans(),
    young_disabled=st.booleans(),
    specially_adapted=st.booleans(),
)


@given(CASES, st.integers(1, 100_000))
def test_more_income_never_pays_more_and_more_cost_never_less(case, more):
    from dataclasses import replace

    paid = allowance(case).nok_month
    assert allowance(replace(case, income_nok_year=case.income_nok_year + more)).nok_month <= paid
    assert allowance(replace(case, cost_nok_year=case.cost_nok_year + more)).nok_month >= paid


@given(CASES)
def test_it_is_what_the_formula_in_plain_numbers_says(case):
    """Written once more, with floats, straight from the guide."""
    weight = 1 + 0.13 * (case.adults - 1) + 0.15 * case.children
    weighted = float(case.income_nok_year) / weight
    first = 148_275 if case.single_pensioner else 137_462
    second = 256_613 if case.single_pensioner else 245_278
    second = 295_795 if case.young_disabled else second
    share = 26_576 + 0.1644 * max(0, weighted - first) + 0.6356 * max(0, weighted - second)
    cap = [92_234, 113_774, 125_977, 138_182, 150_385][min(case.persons, 5) - 1]
    cap += [27_982, 19_079, 12_720, 0][case.municipality_group - 1]
    cap += 5724 if case.specially_adapted else 0
    month = 0.737 * (min(float(case.cost_nok_year), cap) - share) / 12
    assert abs((month if month >= 63 else 0) - allowance(case).nok_month) <= 0.5001 or (
        abs(month - 63) < 1e-6
    )


@given(CASES)
def test_the_working_ends_in_what_is_paid(case):
    found = allowance(case)
    assert [x.step for x in found.lines] == list(Step)
    assert found.lines[-1].value == found.nok_month
    assert found.nok_month == 0 or found.nok_month >= 63
