from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.tenancies.rules.rent import (
    CORRECTABLE,
    MOVES,
    Account,
    Aged,
    EntryKind,
    NotYet,
    RentRules,
    Transfer,
    aged,
    balances,
    earliest_regulation,
    months_later,
    next_month,
    owed_on,
    parts_summing_to,
    regulated,
    regulation_days,
    rules_on,
    share_of_month,
    share_of_rents,
    turned,
)

RULES = RentRules(due_day=1, index_months=12, index_notice_months=1)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
ORE = st.integers(1, 5_000_000)
KINDS = st.sampled_from(sorted(MOVES))


@given(st.lists(st.tuples(KINDS, ORE, DAYS)))
def test_the_ledger_balances_whatever_is_written(entries):
    sums = balances(Transfer(*MOVES[kind], ore, day) for kind, ore, day in entries)
    assert sum(sums.values()) == 0


@given(st.lists(st.tuples(st.sampled_from(sorted(CORRECTABLE)), ORE, DAYS)))
def test_what_is_wholly_corrected_leaves_nothing(entries):
    there = [Transfer(*MOVES[kind], ore, day) for kind, ore, day in entries]
    back = [Transfer(*turned(kind), ore, day) for kind, ore, day in entries]
    assert set(balances(there + back).values()) == {0}


def test_what_the_bank_told_is_not_corrected_here():
    with pytest.raises(KeyError):
        turned(EntryKind.PAYMENT)


@given(ORE, DAYS, DAYS)
def test_two_tenants_of_one_month_pay_the_whole_of_it_together(ore, day, start):
    """One moves out the day the other moves in: to the øre, but for half an øre rounded up."""
    month = day.replace(day=1)
    first = share_of_month(ore, month, min(start, month), day)
    second = share_of_month(ore, month, day, None)
    assert ore <= first + second <= ore + 1


@given(ORE, DAYS, DAYS)
def test_a_share_is_never_more_than_the_month_nor_less_than_nothing(ore, month, start):
    share = share_of_month(ore, month.replace(day=1), start, None)
    assert 0 <= share <= ore
    assert (share == ore) == (start <= month.replace(day=1)) or ore < 32


@pytest.mark.parametrize(
    ("start", "end", "share"),
    [
        (date(2026, 1, 1), None, 900_000),
        (date(2026, 11, 16), None, 450_000),  # 15 of 30 days
        (date(2026, 1, 1), date(2026, 11, 11), 300_000),  # 10 days; the 11th is the first without
        (date(2026, 11, 5), date(2026, 11, 6), 30_000),  # one day
        (date(2026, 12, 1), None, 0),
        (date(2026, 1, 1), date(2026, 11, 1), 0),
    ],
)
def test_a_month_is_paid_by_day(start, end, share):
    assert share_of_month(900_000, date(2026, 11, 1), start, end) == share


@given(st.lists(st.tuples(DAYS, ORE), max_size=20), st.integers(0, 20_000_000), DAYS)
def test_arrears_by_age_are_those_of_paying_the_oldest_first(dues, paid, on):
    """Against the long way: pay each debt from the oldest until the money is gone."""
    dues = [(min(day, on), ore) for day, ore in dues]

    def due(first, last):
        return sum(ore for day, ore in dues if first <= (on - day).days <= last)

    found = aged(
        sum(ore for _day, ore in dues) - paid,
        due_30=due(0, 30),
        due_60=due(31, 60),
        due_90=due(61, 90),
    )

    rest, unpaid = paid, [0, 0, 0, 0]
    for day, ore in sorted(dues):
        left = max(ore - rest, 0)
        rest = max(rest - ore, 0)
        age = (on - day).days
        unpaid[0 if age <= 30 else 1 if age <= 60 else 2 if age <= 90 else 3] += left
    assert found == Aged(*unpaid)
    assert found.total == max(sum(ore for _day, ore in dues) - paid, 0)


@pytest.mark.parametrize(
    ("days", "column"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)]
)
def test_the_classes_of_age_meet_without_a_gap(days, column):
    windows = [(0, 30), (31, 60), (61, 90)]
    due = [100 if low <= days <= high else 0 for low, high in windows]
    found = aged(100, due_30=due[0], due_60=due[1], due_90=due[2])
    assert [found.to_30, found.to_60, found.to_90, found.over_90][column] == 100


def test_what_is_paid_in_advance_owes_nothing():
    assert owed_on([(date(2026, 1, 1), 100)], [(date(2026, 1, 1), 300)], date(2026, 2, 1)) == -200
    assert aged(-200, due_30=100, due_60=0, due_90=0) == Aged()


@given(DAYS, DAYS)
def test_rent_is_regulated_a_year_and_a_months_notice_later_on_a_first(last_set, told):
    """Husleieloven § 4-2."""
    day = earliest_regulation(last_set_on=last_set, told_on=told, rules=RULES)
    assert day.day == 1
    assert day >= last_set + timedelta(days=365)
    assert day >= told + timedelta(days=28)
    assert (day - max(last_set + timedelta(days=366), told + timedelta(days=31))).days <= 31


def test_a_rent_set_on_a_first_can_change_a_year_later_to_the_day():
    on = earliest_regulation(last_set_on=date(2025, 3, 1), told_on=date(2026, 2, 1), rules=RULES)
    assert on == date(2026, 3, 1)
    late = earliest_regulation(last_set_on=date(2025, 3, 1), told_on=date(2026, 2, 2), rules=RULES)
    assert late == date(2026, 4, 1)


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    st.integers(0, 6),
)
def test_the_days_of_regulation_are_those_of_each_rent(last_set, told, ahead):
    """A rent stands under its earliest day and no other, and under none where that is too far."""
    days = list(regulation_days(told_on=told, ahead_months=ahead, rules=RULES))
    under = [
        day.from_on
        for day in days
        if (day.set_after is None or last_set > day.set_after) and last_set <= day.set_until
    ]
    earliest = earliest_regulation(last_set_on=last_set, told_on=told, rules=RULES)
    assert under == [earliest] * (earliest <= months_later(told, ahead))


@given(ORE, st.integers(1000, 2000), st.integers(0, 400))
def test_a_regulated_rent_is_never_above_the_index(ore, then, rise):
    after = regulated(ore, index_then=then, index_now=then + rise)
    assert after * then <= ore * (then + rise) < (after + 1) * then


def test_an_index_that_fell_regulates_nothing():
    with pytest.raises(NotYet, match="falls"):
        regulated(900_000, index_then=1350, index_now=1349)


def test_the_numbers_come_from_dated_rows():
    rows = [
        {"code": code, "value": value, "started_on": "2020-01-01", "ended_on": end}
        for code, value, end in (
            ("due_day", "20", "2026-01-01"), ("index_months", "12", ""),
            ("index_notice_months", "1", ""),
        )
    ]  # fmt: skip
    rows.append({"code": "due_day", "value": "31", "started_on": "2026-01-01", "ended_on": ""})
    assert rules_on(rows, date(2025, 12, 31)).due_day == 20
    assert rules_on(rows, date(2026, 2, 1)).due_on(date(2026, 2, 1)) == date(2026, 2, 28)
    with pytest.raises(KeyError):
        rules_on(rows, date(2019, 1, 1))


def test_months_follow_each_other_over_new_year():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert next_month(date(2026, 1, 1)) == date(2026, 2, 1)


def test_every_account_is_reached_and_left():
    touched = {account for pair in MOVES.values() for account in pair}
    assert touched == set(Account)


@given(
    st.integers(0, 3_000_000),
    st.dictionaries(st.sampled_from(["electricity", "heating", "rent"]), st.integers(0, 900_000)),
)
def test_the_parts_of_a_new_rent_add_up_to_it(whole, before):
    parts = parts_summing_to(whole, before)
    assert sum(parts.values()) == whole
    assert min(parts.values()) >= 0


def test_a_rent_that_changes_in_the_month_is_paid_by_day():
    rents = [(date(2026, 1, 1), 900_000), (date(2026, 11, 16), 1_200_000)]
    month = date(2026, 11, 1)
    assert share_of_rents(rents, month, date(2026, 1, 1), None) == 450_000 + 600_000
    assert share_of_rents(rents, month, date(2026, 1, 1), date(2026, 11, 11)) == 300_000
    assert share_of_rents(rents, date(2026, 12, 1), date(2026, 1, 1), None) == 1_200_000
    assert share_of_rents([], month, date(2026, 1, 1), None) == 0
