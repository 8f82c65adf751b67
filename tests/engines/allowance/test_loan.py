from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.engines.allowance import LoanCase, loan_room
from heimveg.engines.allowance.loan import LoanStep, frame_on

CASE = LoanCase(
    net_income=24_000, allowance=2_000, living_costs=13_000, debts=1_000, running_costs=4_000,
    rate_per_mille_percent=4_500, years=30, grants=300_000, own_money=20_000, price=2_000_000,
)  # fmt: skip


def test_the_loan_is_what_the_room_pays_down_in_its_time():
    """An annuity checked the other way round: month by month to nothing."""
    found = loan_room(CASE)
    left = float(found.loan)
    for _month in range(CASE.years * 12):
        left = left * (1 + 0.045 / 12) - 8_000
    assert -1_000 < left <= 0.01
    assert found.reach == found.loan + 320_000
    assert found.gap == 2_000_000 - found.reach


def test_nobody_borrows_on_what_they_live_on():
    assert loan_room(replace(CASE, living_costs=30_000)).loan == 0


def test_without_interest_it_is_the_room_times_the_months():
    found = loan_room(replace(CASE, rate_per_mille_percent=0))
    assert found.loan == 8_000 * 360
    (how,) = (line.how for line in found.lines if line.step is LoanStep.LOAN)
    assert how == "8000 × 360, i = 0 %"  # and no division by nothing


def test_a_price_within_reach_leaves_no_gap():
    assert loan_room(replace(CASE, price=1_000_000)).gap == 0
    assert loan_room(replace(CASE, price=None)).gap is None


@given(
    st.integers(0, 60_000), st.integers(0, 20_000), st.integers(1, 15_000), st.integers(1, 50)
)  # fmt: skip
def test_more_income_never_borrows_less_and_a_higher_rate_never_more(income, more, rate, years):
    case = replace(CASE, net_income=income, rate_per_mille_percent=rate, years=years)
    loan = loan_room(case).loan
    assert loan_room(replace(case, net_income=income + more)).loan >= loan
    assert loan_room(replace(case, rate_per_mille_percent=rate + 500)).loan <= loan


def test_how_long_a_loan_may_run_is_dated_and_has_its_source():
    frame = frame_on(date(2026, 11, 23))
    assert (frame.usual_years, frame.most_years) == (30, 50)
    assert all("§ 8-5" in source for source in frame.sources.values())


def test_before_the_rules_there_is_no_frame():
    with pytest.raises(KeyError):
        frame_on(date(1999, 1, 1))
