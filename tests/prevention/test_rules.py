from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.prevention.queries.ladder import ladder
from heimveg.prevention.rules import (
    Again,
    Climbed,
    Instalment,
    PlanState,
    Result,
    TooEarly,
    also_before,
    check,
    climbed,
    next_step,
    shown_count,
    spread,
    standing,
)
from heimveg.prevention.rules.signs import lease_is_ending

DAY = date(2026, 11, 23)
RUNGS = ladder(on=DAY)
CODES = [rung.code for rung in RUNGS]
RESULTS = {rung.code: rung.results for rung in RUNGS}
DAYS = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))


def taken(**days):
    return Climbed({code: DAY + timedelta(days=n) for code, n in days.items()}, {})


def tried(*days, then=()):
    """Contact on these days with nobody reached, and what came after."""
    missed = [("contact", DAY + timedelta(days=n), Result.NOT_REACHED) for n in days]
    more = [(code, DAY + timedelta(days=n), result) for code, n, result in then]
    return climbed(RUNGS, missed + more)


def next_after(at):
    found = next_step(RUNGS, at, first_sign_on=DAY, is_planned=False)
    return found.code, (found.earliest_on - DAY).days


@given(st.dictionaries(st.sampled_from(CODES), DAYS), st.sampled_from(CODES), DAYS)
def test_nothing_is_done_before_there_has_been_contact(done, code, on):
    done.pop("contact", None)
    once = next(rung.once for rung in RUNGS if rung.code == code)
    if once and code in done:
        with pytest.raises(Again):
            check(RUNGS, code, Climbed(done, {}), on=on)
    elif code == "contact":
        check(RUNGS, code, Climbed(done, {}), on=on)
    else:
        with pytest.raises(TooEarly):
            check(RUNGS, code, Climbed(done, {}), on=on)


@given(st.integers(0, 60))
def test_a_petition_waits_fourteen_days_after_the_notice(days):
    """Tvangsfullbyrdelsesloven § 4-18."""
    done = taken(contact=0, plan=0, warning=0, social_services=0, notice_4_18=1)
    on = DAY + timedelta(days=1 + days)
    if days < 14:
        with pytest.raises(TooEarly) as early:
            check(RUNGS, "petition", done, on=on)
        assert early.value.earliest_on == DAY + timedelta(days=15)
    else:
        check(RUNGS, "petition", done, on=on)


def test_the_social_services_have_two_weeks_too():
    """Husleieloven § 9-11."""
    done = taken(contact=0, plan=0, warning=0, notice_4_18=0, social_services=10)
    with pytest.raises(TooEarly) as early:
        check(RUNGS, "petition", done, on=DAY + timedelta(days=20))
    assert early.value.earliest_on == DAY + timedelta(days=24)


def test_an_eviction_waits_for_the_enforcement_officers_fourteen_days():
    """Tvangsfullbyrdelsesloven § 13-6."""
    done = taken(contact=0, plan=0, warning=0, notice_4_18=0, social_services=0, petition=14)
    with pytest.raises(TooEarly):
        check(RUNGS, "eviction", done, on=DAY + timedelta(days=27))
    check(RUNGS, "eviction", done, on=DAY + timedelta(days=28))


def test_no_warning_without_a_plan_that_was_tried():
    with pytest.raises(TooEarly) as early:
        check(RUNGS, "warning", taken(contact=0, help=1), on=DAY + timedelta(days=90))
    assert early.value.missing == "plan"


def test_the_ladder_begins_with_contact_within_three_days():
    found = next_step(RUNGS, Climbed({}, {}), first_sign_on=DAY, is_planned=False)
    assert (found.code, found.earliest_on, found.due_on) == (
        "contact",
        DAY,
        DAY + timedelta(days=3),
    )


def test_while_a_plan_is_kept_nothing_is_done():
    assert next_step(RUNGS, taken(contact=0, plan=1), first_sign_on=DAY, is_planned=True) is None


@given(st.data())
def test_whoever_follows_the_next_step_may_always_take_it_on_its_first_day(data):
    """Whether anybody is reached or not."""
    steps, on = [], DAY
    for _ in range(20):
        found = next_step(RUNGS, climbed(RUNGS, steps), first_sign_on=DAY, is_planned=False)
        if found is None:
            break
        on = max(on, found.earliest_on) + timedelta(days=data.draw(st.integers(0, 9)))
        check(RUNGS, found.code, climbed(RUNGS, steps), on=on)
        result = data.draw(st.sampled_from(sorted(RESULTS[found.code])))
        steps.append((found.code, on, result))
        on += timedelta(days=1)
    codes = [code for code, _, _ in steps]
    assert codes[0] == "contact"
    assert codes[-1] == "eviction"
    missed = [r for code, _, r in steps if code == "contact"].count(Result.NOT_REACHED)
    assert ("outreach" in codes) == (missed == 3)


@given(st.lists(st.integers(0, 60), max_size=8), st.sampled_from(CODES[2:]))
def test_no_number_of_tries_is_contact(days, code):
    """Three or thirty: a visit by another hand comes first, and nothing else may be done."""
    at = tried(*days)
    assert "contact" not in at.taken
    with pytest.raises(TooEarly) as early:
        check(RUNGS, code, at, on=DAY + timedelta(days=400))
    assert early.value.missing == ("outreach" if len(set(days)) >= 3 else "contact")


def test_after_three_tries_the_next_is_a_visit_by_another_hand():
    assert next_after(tried(1, 1, 1))[0] == "contact"  # three times in a day is one day
    assert next_after(tried(1, 2)) == ("contact", 0)
    assert next_after(tried(1, 2, 6)) == ("outreach", 6)
    assert len(tried(1, 2, 6).tried["contact"]) == 3


@pytest.mark.parametrize("result", [Result.REACHED, Result.DECLINED])
def test_who_is_met_by_the_other_hand_is_in_contact(result):
    at = tried(1, 2, 3, then=[("outreach", 5, result)])
    assert (at.taken["contact"], at.tried) == (DAY + timedelta(days=5), {})
    assert next_after(at) == ("help", 5)


def test_when_the_other_hand_met_nobody_help_is_still_offered():
    at = tried(1, 2, 3, then=[("outreach", 5, Result.NOT_REACHED)])
    assert sorted(at.tried) == ["contact", "outreach"]
    assert next_after(at) == ("help", 5)


def test_no_visit_by_another_hand_before_the_others_have_tried():
    for at in (tried(1, 2), tried(then=[("contact", 1, Result.REACHED)])):
        with pytest.raises(TooEarly):
            check(RUNGS, "outreach", at, on=DAY + timedelta(days=9))


def test_a_step_that_is_not_of_the_ladder_is_none():
    with pytest.raises(KeyError):
        check(RUNGS, "threat", taken(contact=0), on=DAY)


@given(st.integers(100, 50_000_000), st.integers(1, 36))
def test_instalments_add_up_to_what_is_owed(ore, times):
    if ore < times * 100:
        with pytest.raises(ValueError, match="nothing to spread"):
            spread(ore, times=times, first_on=DAY)
        return
    parts = spread(ore, times=times, first_on=DAY)
    assert sum(part.ore for part in parts) == ore
    assert all(part.ore > 0 for part in parts)
    assert len({part.due_on for part in parts}) == times


PLAN = [Instalment(date(2026, 12, 1), 300), Instalment(date(2027, 1, 1), 300)]
OLD = [(date(2026, 9, 1), 600)]


def second_on(day):
    return [(date(2026, 12, 1), 1_200), (date(2027, 1, day), 1_200)]


RENT = [(date(2026, 12, 1), 900), (date(2027, 1, 1), 900)]


@pytest.mark.parametrize(
    ("paid", "on", "state", "short"),
    [
        ([], date(2026, 12, 3), PlanState.RUNNING, 0),
        ([], date(2026, 12, 4), PlanState.BROKEN, 1_200),  # the rent was to be paid as well
        ([(date(2026, 12, 1), 1_200)], date(2026, 12, 4), PlanState.RUNNING, 0),
        ([(date(2026, 12, 4), 1_199)], date(2026, 12, 9), PlanState.BROKEN, 1),
        ([(date(2026, 11, 25), 2_400)], date(2027, 1, 9), PlanState.KEPT, 0),
        (second_on(4), date(2027, 1, 4), PlanState.KEPT, 0),
        (second_on(5), date(2027, 1, 5), PlanState.BROKEN, 1_200),
    ],
)  # fmt: skip
def test_a_plan_is_held_against_what_is_owed(paid, on, state, short):
    found = standing(PLAN, owed_ore=600, dues=OLD + RENT, paid=paid, on=on)
    assert (found.state, found.short_ore) == (state, short)


@given(st.integers(0, 5_000), st.integers(0, 400))
def test_who_pays_more_is_never_worse_off(ore, extra):
    on = date(2027, 2, 1)
    paid = [(date(2026, 12, 1), ore)]
    less = standing(PLAN, owed_ore=600, dues=OLD + RENT, paid=paid, on=on)
    more = standing(
        PLAN, owed_ore=600, dues=OLD + RENT, paid=[*paid, (date(2026, 12, 2), extra)], on=on
    )
    assert not (less.state is PlanState.KEPT and more.state is PlanState.BROKEN)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (99, 99)])
def test_small_counts_are_hidden(count, shown):
    assert shown_count(count).count == shown


@pytest.mark.parametrize(("days", "ends"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_lease_is_ending_in_its_last_three_months(days, ends):
    assert lease_is_ending(DAY + timedelta(days=days), on=DAY) is ends
    assert not lease_is_ending(None, on=DAY)


@given(st.lists(st.tuples(st.sampled_from(CODES), DAYS), max_size=20), st.lists(DAYS, max_size=3))
def test_nothing_noticed_before_a_new_lease_stands_after_it(found, leases):
    steps = [(code, day, min(RESULTS[code] - {Result.NOT_REACHED})) for code, day in found]
    at = climbed(RUNGS, steps, leases)
    before = climbed(RUNGS, steps)
    for rung in RUNGS:
        if rung.lapses and leases:
            assert at.taken.get(rung.code, date.max) > max(leases)
        elif not rung.lapses:
            assert at.taken.get(rung.code) == before.taken.get(rung.code)


@given(st.lists(st.tuples(st.sampled_from(CODES), DAYS), max_size=20), st.lists(DAYS, max_size=3))
def test_what_comes_next_is_taken_on_its_first_day_and_stands(found, leases):
    """On the first day that is shown the step may be taken, and does not fall away."""
    steps = [(code, day, min(RESULTS[code] - {Result.NOT_REACHED})) for code, day in found]
    at = climbed(RUNGS, steps, leases)
    coming = next_step(RUNGS, at, first_sign_on=DAY, is_planned=False)
    if coming is None or coming.code == "contact":
        return
    check(RUNGS, coming.code, at, on=coming.earliest_on)
    result = min(RESULTS[coming.code] - {Result.NOT_REACHED})
    then = climbed(RUNGS, [*steps, (coming.code, coming.earliest_on, result)], leases)
    assert then.taken[coming.code] == coming.earliest_on


def test_a_petition_is_made_once():
    at = taken(
        contact=0, help=0, plan=0, warning=7, social_services=21, notice_4_18=21, petition=35
    )
    with pytest.raises(Again):
        check(RUNGS, "petition", at, on=DAY + timedelta(days=40))


def test_who_notes_the_notice_learns_what_else_the_petition_waits_for():
    at = taken(contact=0, help=0, plan=0, warning=7, notice_4_18=21)
    assert also_before(RUNGS, "notice_4_18", at) == [("social_services", "petition", 14)]
    both = taken(contact=0, help=0, plan=0, warning=7, notice_4_18=21, social_services=21)
    assert also_before(RUNGS, "notice_4_18", both) == []
