"""Deadlines, moves, and figures that shame nobody."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.days import is_working_day
from heimveg.handoffs.rules import (
    MOVES,
    OPEN,
    HandoffState,
    Sharing,
    answer_by,
    is_past,
    may_move,
    sharing,
    states_before,
)
from heimveg.handoffs.rules.figures import FEWEST, Movement, few, figures, told

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
COUNTS = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@given(DAYS, st.integers(1, 15))
def test_the_last_day_is_a_working_day_and_so_many_lie_between(asked_on, days):
    last = answer_by(asked_on, days, is_working_day)
    between = [asked_on + timedelta(days=n + 1) for n in range((last - asked_on).days)]

    assert is_working_day(last)
    assert sum(is_working_day(day) for day in between) == days
    assert not is_past(last, on=last)
    assert is_past(last, on=last + timedelta(days=1))


def test_a_decision_and_a_yes_are_final():
    assert all(not MOVES[state] for state in HandoffState if state not in OPEN | {"declined"})


@given(st.sampled_from(HandoffState), st.sampled_from(HandoffState))
def test_moves_are_told_the_same_both_ways(before, after):
    assert may_move(before, after) == (str(before) in states_before(after))


def test_outside_the_municipality_needs_consent_or_law():
    assert sharing(is_inside=True, has_consent=False, statute="") is Sharing.INSIDE
    assert sharing(is_inside=False, has_consent=True, statute="") is Sharing.CONSENT
    assert sharing(is_inside=False, has_consent=False, statute="§ 25") is Sharing.STATUTE
    assert sharing(is_inside=False, has_consent=False, statute="  ") is None


@given(COUNTS)
def test_no_small_figure_is_told_and_none_can_be_worked_out(counts):
    shown = told(counts.items())
    total = sum(counts.values())

    assert all(n >= FEWEST for _key, n in shown.cells)
    assert len(shown.cells) + shown.rest == sum(1 for n in counts.values() if n)
    if shown.rest:
        assert shown.rest_count is None or (shown.rest_count >= FEWEST and shown.rest > 1)
    if shown.rest_count is not None:
        assert sum(n for _key, n in shown.cells) + shown.rest_count == total


@given(COUNTS)
def test_the_order_of_the_input_does_not_matter_for_what_is_told(counts):
    one, other = told(sorted(counts.items())), told(sorted(counts.items(), reverse=True))

    assert sorted(n for _k, n in one.cells) == sorted(n for _k, n in other.cells)
    assert (one.rest, one.rest_count) == (other.rest, other.rest_count)


def test_fewer_than_five_are_not_told_but_none_at_all_is_no_secret():
    assert [few(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]


def movement(who, day, state=HandoffState.DECLINED, **changed):
    kept = {
        "who": who, "from_unit": 1, "to_unit": 2, "state": state,
        "declined_because": "not_yet" if state is HandoffState.DECLINED else "",
        "asked_on": day, "ended_on": day + timedelta(days=4), "was_escalated": False,
    }  # fmt: skip
    return Movement(**kept | changed)


def test_figures_of_a_year():
    today = date(2026, 11, 23)
    day = today - timedelta(days=50)
    rows = [movement(who, day) for who in range(6) for _ in range(3)]
    rows += [movement(9, today - timedelta(days=9), HandoffState.ASKED, ended_on=None)]
    rows += [movement(9, today - timedelta(days=500))]

    found = figures(rows, on=today, late=0)

    assert (found.asked, found.bounced, found.open_now, found.often_moved) == (19, 18, None, 6)
    assert (found.median_days, found.median_open_days) == (4.0, None)
    assert found.pairs.cells == (((1, 2), 18),)
    assert found.declines.cells == (("not_yet", 18),)
