from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.days import is_working_day
from heimveg.intake.queries.errands import time_limit
from heimveg.intake.rules import (
    MOVES,
    Asked,
    CountedIn,
    DecidedBy,
    ErrandKind,
    ErrandState,
    Route,
    TimeLimit,
    WhyNot,
    age_on,
    answer_by,
    limit_in_force,
    may_move,
    routed,
)

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
LAST = 99


def limit(amount, counted_in, kind=ErrandKind.CONCERN, started_on=date(2020, 1, 1)):
    return TimeLimit(kind, started_on, amount, counted_in, "")


@pytest.mark.parametrize(
    ("came_on", "amount", "counted_in", "by"),
    [
        (date(2026, 11, 2), 1, CountedIn.MONTHS, date(2026, 12, 2)),
        (date(2026, 1, 31), 1, CountedIn.MONTHS, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 11, 25), 1, CountedIn.MONTHS, date(2026, 12, 28)),  # over Christmas
        (date(2026, 11, 6), 1, CountedIn.WORKING_DAYS, date(2026, 11, 9)),  # Friday to Monday
        (date(2026, 3, 31), 3, CountedIn.WORKING_DAYS, date(2026, 4, 8)),  # over Easter
        (date(2026, 11, 2), 12, CountedIn.DAYS, date(2026, 11, 16)),
    ],
)
def test_the_day_of_answer_follows_from_the_day_it_came(came_on, amount, counted_in, by):
    assert answer_by(limit(amount, counted_in), came_on) == by


@given(came_on=DAYS, amount=st.integers(1, 60), counted_in=st.sampled_from(CountedIn))
def test_an_answer_is_due_on_a_working_day_after_it_came_and_never_sooner_for_later(
    came_on, amount, counted_in
):
    by = answer_by(limit(amount, counted_in), came_on)

    assert by > came_on
    assert is_working_day(by)
    assert answer_by(limit(amount, counted_in), came_on + timedelta(days=1)) >= by
    assert answer_by(limit(amount + 1, counted_in), came_on) >= by


def test_the_newest_limit_that_has_begun_is_in_force():
    old = limit(5, CountedIn.DAYS)
    new = limit(2, CountedIn.DAYS, started_on=date(2026, 7, 1))

    assert limit_in_force([new, old], ErrandKind.CONCERN, on=date(2026, 6, 30)) is old
    assert limit_in_force([new, old], ErrandKind.CONCERN, on=date(2026, 7, 1)) is new
    assert limit_in_force([new, old], ErrandKind.REFERRAL, on=date(2026, 7, 1)) is None


@pytest.mark.parametrize("kind", list(ErrandKind))
def test_every_kind_has_a_limit_with_a_source(kind):
    assert time_limit(kind, on=date(2026, 1, 1)).source


OPTIONAL_AGE = st.none() | st.integers(0, 100)
ROUTES = st.builds(
    Route,
    id=st.integers(1, 10**6),
    unit_id=st.integers(1, 9),
    kinds=st.frozensets(st.sampled_from([str(k) for k in ErrandKind]), max_size=3),
    institutions=st.frozensets(st.sampled_from(["hospital", "prison"]), max_size=2),
    age_from=OPTIONAL_AGE,
    age_below=OPTIONAL_AGE,
    only_homeless=st.booleans(),
    takes_over=st.booleans(),
)
ASKED = st.builds(
    Asked,
    kind=st.sampled_from(ErrandKind),
    age=OPTIONAL_AGE,
    institution=st.sampled_from(["", "hospital", "prison"]),
    is_homeless=st.booleans(),
    answering_unit=st.none() | st.integers(1, 9),
)


def fits(route, asked):
    """The rule in one sentence, as an oracle."""
    if asked.age is None and (route.age_from is not None or route.age_below is not None):
        return False
    least = -1 if route.age_from is None else route.age_from
    below = 999 if route.age_below is None else route.age_below
    return (
        (asked.answering_unit is None or route.takes_over)
        and asked.kind in (route.kinds or set(ErrandKind))
        and asked.institution in (route.institutions or {asked.institution})
        and least <= (0 if asked.age is None else asked.age) < below
        and (asked.is_homeless or not route.only_homeless)
    )


@given(routes=st.lists(ROUTES, max_size=6), asked=ASKED)
def test_it_goes_where_the_first_fitting_rule_says_and_every_rule_says_why(routes, asked):
    result = routed(routes, asked, last_resort=LAST)
    first = next((route for route in routes if fits(route, asked)), None)

    assert [tried.route for tried in result.tried] == routes
    assert result.route == first
    assert result.unit_id == (first.unit_id if first else asked.answering_unit or LAST)
    assert sum(not tried.why_not for tried in result.tried) == (first is not None)
    for tried in result.tried:
        would = fits(tried.route, asked)
        assert would is (not tried.why_not or tried.why_not == (WhyNot.EARLIER_RULE,))


@given(routes=st.lists(ROUTES, max_size=6), asked=ASKED)
def test_who_is_answered_for_is_taken_over_only_by_a_rule_that_says_so(routes, asked):
    answered = replace(asked, answering_unit=3)
    tame = [replace(route, takes_over=False) for route in routes]

    result = routed(tame, answered, last_resort=LAST)

    assert (result.unit_id, result.by) == (3, DecidedBy.ANSWERING_UNIT)


def test_what_is_closed_moves_no_more_and_everything_open_can_be_closed():
    assert not MOVES[ErrandState.CLOSED]
    for state in set(ErrandState) - {ErrandState.CLOSED}:
        assert may_move(state, ErrandState.CLOSED)
        assert not may_move(state, ErrandState.NEW)


@pytest.mark.parametrize(
    ("born_on", "year", "age"),
    [
        (date(2002, 11, 23), None, 24),
        (date(2002, 11, 24), None, 23),
        (date(2004, 2, 29), None, 22),
        (None, 2002, 24),
        (None, None, None),
    ],
)
def test_age_is_whole_years(born_on, year, age):
    assert age_on(date(2026, 11, 23), born_on=born_on, birth_year=year) == age
