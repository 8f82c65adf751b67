"""The law of leases: examples for each paragraph, and what must always hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.errors import NoRuleKnown
from heimveg.tenancies.lease_wording import sentence
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.law import end_of_month, months_after
from heimveg.tenancies.rules.lease import (
    LeaseTerms,
    Point,
    ShortGround,
    WeightyReason,
    check_lease,
    is_short,
    stops,
)
from heimveg.tenancies.rules.quitting import (
    GivenBy,
    Lacks,
    QuitForm,
    QuitGround,
    quit_days,
    what_lacks,
)
from heimveg.tenancies.rules.renewal import review_from

DAY = date(2026, 11, 23)
LAW = law_on(DAY)
MAIN = LeaseTerms(DAY, date(2029, 11, 23), rent_ore_month=900_000)
SHORT = replace(
    MAIN, ends_on=date(2028, 11, 23), short_ground=ShortGround.MUNICIPAL, told_in_writing_on=DAY
)


def stopped(terms, signed_on=DAY):
    return {check.point for check in stops(check_lease(terms, LAW, signed_on=signed_on))}


def test_three_years_is_the_shortest_without_a_ground():
    assert stopped(MAIN) == set()
    assert stopped(replace(MAIN, ends_on=date(2029, 11, 22))) == {Point.LENGTH}


def test_one_year_is_enough_in_the_landlords_own_house():
    year = replace(MAIN, ends_on=date(2027, 11, 23), in_landlords_house=True)
    assert stopped(year) == set()
    assert stopped(replace(year, ends_on=date(2027, 11, 22))) == {Point.LENGTH}


def test_a_lease_without_an_end_is_the_main_rule():
    assert stopped(replace(MAIN, ends_on=None)) == set()


def test_a_municipal_lease_may_be_shorter_when_the_tenant_was_told_in_writing():
    assert stopped(SHORT) == set()


@pytest.mark.parametrize("told", [None, DAY + timedelta(days=1)])
def test_without_the_notice_of_section_11_1_it_is_stopped(told):
    found = stops(check_lease(replace(SHORT, told_in_writing_on=told), LAW, signed_on=DAY))
    assert [check.point for check in found] == [Point.MUNICIPAL_NOTICE]
    assert LAW[found[0].law].paragraph == "husleieloven § 11-1"


def test_a_long_lease_that_leans_on_section_11_1_needs_the_notice_too():
    long = replace(SHORT, ends_on=date(2032, 1, 1), told_in_writing_on=None)
    assert stopped(long) == {Point.MUNICIPAL_NOTICE}


def test_a_short_lease_again_needs_a_weighty_reason():
    again = replace(SHORT, earlier_short=1)
    assert stopped(again) == {Point.WEIGHTY_REASON}
    assert stopped(replace(again, weighty_reason=WeightyReason.TO_OWN)) == set()
    assert stopped(replace(again, ends_on=MAIN.ends_on)) == set()


def test_a_deposit_is_at_most_six_months_rent():
    assert stopped(replace(MAIN, deposit_ore=6 * 900_000)) == set()
    assert stopped(replace(MAIN, deposit_ore=6 * 900_000 + 1)) == {Point.DEPOSIT}


def test_notice_is_three_months_and_one_for_a_room():
    assert stopped(replace(MAIN, notice_months=2)) == {Point.NOTICE_PERIOD}
    assert stopped(replace(MAIN, notice_months=1, is_single_room=True)) == set()


def test_words_that_make_the_home_depend_on_something_stop_it():
    assert stopped(replace(MAIN, conditions=("You must be sober.",))) == {Point.CONDITIONS}


def test_a_lease_that_ends_before_it_begins_is_stopped():
    assert stopped(replace(MAIN, ends_on=DAY)) == {Point.LENGTH}


def test_the_day_to_ask_for_moving_out_is_three_months_after_the_end():
    checks = {c.point: c for c in check_lease(MAIN, LAW, signed_on=DAY)}
    assert checks[Point.HOLD_OVER].day == date(2030, 2, 23)
    assert checks[Point.INDEX].day == date(2027, 11, 23)


def test_every_check_names_a_paragraph_with_its_source():
    bad = replace(
        SHORT, told_in_writing_on=None, earlier_short=2, deposit_ore=10**9, notice_months=0,
        conditions=("x",),
    )  # fmt: skip
    for check in [*check_lease(bad, LAW, signed_on=DAY), *check_lease(MAIN, LAW, signed_on=DAY)]:
        assert LAW[check.law].paragraph
        assert LAW[check.law].sources


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(DAYS, st.integers(1, 3000), st.sampled_from(ShortGround), st.none() | DAYS, st.booleans())
def test_a_short_lease_is_never_signed_without_a_ground_that_holds(start, days, ground, told, own):
    terms = LeaseTerms(
        start, start + timedelta(days=days), 900_000, short_ground=ground,
        told_in_writing_on=told, in_landlords_house=own,
    )  # fmt: skip
    if is_short(terms, LAW) and not stopped(terms, signed_on=start):
        assert ground is not ShortGround.NONE
        assert ground is not ShortGround.MUNICIPAL or (told is not None and told <= start)


@given(DAYS, st.integers(0, 60))
def test_a_month_later_is_in_that_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_the_landlords_notice_is_void_without_what_the_law_asks():
    whole = QuitForm(GivenBy.LANDLORD, True, QuitGround.OTHER, True, True)
    assert what_lacks(whole) == []
    assert what_lacks(QuitForm(GivenBy.LANDLORD, is_written=False)) == list(Lacks)
    assert what_lacks(replace(whole, tells_of_protest=False)) == [Lacks.PROTEST]
    assert what_lacks(QuitForm(GivenBy.TENANT, is_written=True)) == []


def test_notice_runs_to_the_end_of_a_calendar_month():
    form = QuitForm(GivenBy.LANDLORD, True, QuitGround.OTHER, True, True)
    days = quit_days(form, LAW, given_on=date(2026, 11, 30), is_single_room=False)
    assert (days.out_on, days.protest_by, days.sue_by) == (
        date(2027, 3, 1), date(2026, 12, 30), date(2027, 3, 30),
    )  # fmt: skip


@given(DAYS, st.booleans())
def test_nobody_is_out_before_the_notice_has_run(given_on, room):
    days = quit_days(QuitForm(GivenBy.TENANT, True), LAW, given_on=given_on, is_single_room=room)
    assert days.out_on > months_after(given_on, 1 if room else 3)
    assert days.out_on == end_of_month(days.out_on - timedelta(days=1))


def test_a_review_opens_six_months_before_the_end():
    assert review_from(date(2027, 5, 31), LAW) == date(2026, 11, 30)


def test_each_code_has_one_row_a_day():
    with pytest.raises(NoRuleKnown):
        law_on(date(1999, 1, 1))
    assert LAW["minimum_length"].number == 3


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "There is 1 short lease before", "There are 2 short leases before"),
        ("nb", "1 kort avtale", "2 korte avtaler"),
        ("nn", "1 kort avtale", "2 korte avtalar"),
    ],
)
def test_one_lease_is_told_of_as_one(language, one, many):
    with translation.override(language):
        told = {
            count: next(
                sentence(check)
                for check in check_lease(replace(SHORT, earlier_short=count), LAW, signed_on=DAY)
                if check.point is Point.WEIGHTY_REASON
            )
            for count in (1, 2)
        }
    assert one in told[1]
    assert many in told[2]
