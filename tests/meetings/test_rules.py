from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.days import is_working_day
from heimveg.meetings.patience import patience_on
from heimveg.meetings.rules import (
    MOVES,
    MeetingState,
    Seat,
    Sight,
    may_move,
    next_day,
    sight_of,
)
from heimveg.persons.rules import Topic

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
SEATS = st.builds(
    Seat,
    follows=st.booleans(),
    follows_health=st.booleans(),
    has_conflict=st.booleans(),
    in_casework=st.booleans(),
    consents=st.frozensets(st.sampled_from(list(Topic))),
    is_shielded=st.booleans(),
)


@given(DAYS, st.integers(1, 52))
def test_the_next_meeting_is_on_a_working_day_in_its_week_or_soon_after(day, weeks):
    following = next_day(day, weeks=weeks, is_open=is_working_day)

    assert is_working_day(following)
    assert 0 <= (following - (day + timedelta(weeks=weeks))).days <= 7


@given(SEATS)
def test_a_protected_person_is_never_even_counted_for_who_does_not_follow_them(seat):
    if seat.is_shielded and not seat.follows:
        assert sight_of(seat) is Sight.NOTHING


@given(SEATS)
def test_no_consent_opens_what_was_said(seat):
    if sight_of(seat) is Sight.WHOLE:
        assert seat.follows
        assert seat.follows_health


@given(SEATS)
def test_without_office_and_consent_only_that_it_is(seat):
    if not seat.follows and Topic.HOUSING not in seat.consents:
        assert sight_of(seat) in (Sight.NOTHING, Sight.THAT_IT_IS)


def test_what_is_over_stays_over():
    for state in MeetingState:
        assert not may_move(MeetingState.CLOSED, state)
    assert set(MOVES) == set(MeetingState)


def test_patience_is_dated():
    assert patience_on(date(2019, 1, 1)) == patience_on(date(2020, 1, 1))
    assert patience_on(date(2026, 1, 1)).need_days > 0
