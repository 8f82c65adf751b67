from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.allocation.rules import (
    ABOUT_THE_HOME,
    FOLLOWS,
    HOLDING,
    MOVES,
    AfterDecline,
    DeclineReason,
    OfferState,
    after_decline,
    can_be_answered,
    earliest_move_in,
    has_expired,
    is_working_day,
    states_before,
    working_days_after,
)
from heimveg.allocation.terms import terms_on

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
states = st.sampled_from(OfferState)
MONDAY = date(2026, 11, 23)


def test_the_last_day_to_answer_is_in_time():
    assert can_be_answered(OfferState.OPEN, answer_by=MONDAY, on=MONDAY)
    assert not can_be_answered(OfferState.OPEN, answer_by=MONDAY, on=MONDAY + timedelta(days=1))


@given(state=states, answer_by=st.none() | days, on=days)
def test_an_offer_is_never_both_answerable_and_expired(state, answer_by, on):
    answerable = can_be_answered(state, answer_by=answer_by, on=on)
    expired = has_expired(state, answer_by=answer_by, on=on)
    assert not (answerable and expired)
    assert not answerable or state is OfferState.OPEN
    assert not expired or state in HOLDING


@given(state=states)
def test_an_answer_is_never_answered_again(state):
    assert (state in HOLDING) == bool(MOVES[state])
    assert all(state in MOVES[before] for before in states_before(state))


def test_a_link_cannot_be_accepted_before_it_was_offered():
    assert states_before(OfferState.ACCEPTED) == {OfferState.OPEN}


@given(reason=st.sampled_from(DeclineReason))
def test_a_no_parks_changes_the_wish_or_closes_and_nothing_else(reason):
    assert after_decline(reason) in AfterDecline
    assert (reason in ABOUT_THE_HOME) == (reason not in FOLLOWS)


def test_working_days_jump_weekends_and_public_holidays():
    assert working_days_after(MONDAY, 7) == date(2026, 12, 2)
    # Maundy Thursday, Good Friday and Easter Monday 2026 are 2, 3 and 6 April
    assert working_days_after(date(2026, 4, 1), 1) == date(2026, 4, 7)
    # 17 May 2027 is a Monday, Whit Monday too
    assert working_days_after(date(2027, 5, 14), 1) == date(2027, 5, 18)
    assert working_days_after(MONDAY, 1, closed={date(2026, 11, 24)}) == date(2026, 11, 25)


@settings(deadline=None)  # the first day of a year reads its holidays
@given(start=days, count=st.integers(1, 30))
def test_the_last_day_is_a_working_day_and_just_so_many_lie_between(start, count):
    end = working_days_after(start, count)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert is_working_day(end)
    assert sum(is_working_day(day) for day in between) == count


@given(on=days, left=st.none() | days, ready=st.none() | days, turnover=st.integers(0, 60))
def test_nobody_moves_in_before_the_home_is_left_and_made_ready(on, left, ready, turnover):
    first = earliest_move_in(on=on, left_on=left, ready_on=ready, turnover_days=turnover)
    assert first >= on
    assert left is None or first >= left + timedelta(days=turnover)
    assert ready is None or first >= ready


def test_the_terms_are_dated_and_have_a_source():
    assert terms_on(MONDAY).answer_working_days == 7
    assert terms_on(date(2000, 1, 1)) == terms_on(date(2020, 1, 1))
