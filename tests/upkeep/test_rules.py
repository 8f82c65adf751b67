"""The pure laws of upkeep."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.upkeep.forms.own_criteria import UNITS
from heimveg.upkeep.queries.data import bounds_of, catalogue
from heimveg.upkeep.rules import (
    AccessStep,
    Answer,
    Conclusion,
    Dates,
    InspectionKind,
    Known,
    Looked,
    Measured,
    NotAMeasure,
    Step,
    Verdict,
    borne_by,
    days_in_steps,
    effect_of,
    is_beyond,
    measure_from,
    months_after,
    next_access_step,
    plain,
    step_on,
    unanswered,
    verdict,
    why_access_must_wait,
)

DAY = date(2026, 6, 15)
CODES = st.sampled_from("abcd")
measured = st.builds(Measured, CODES, st.none() | st.integers(1, 200), st.booleans())
known = st.builds(Known, st.sampled_from(Answer), st.none() | st.integers(0, 250))
standards = st.lists(measured, max_size=4, unique_by=lambda c: c.code)
homes = st.dictionaries(st.integers(1, 30), st.dictionaries(CODES, known), max_size=12)


def test_a_no_is_below_and_a_yes_without_its_measure_is_not_known():
    width = Measured("width", 90)

    assert verdict(width, Known(Answer.NO)) is Verdict.BELOW
    assert verdict(width, Known(Answer.YES)) is Verdict.UNKNOWN
    assert verdict(width, Known(Answer.YES, 89)) is Verdict.BELOW
    assert verdict(width, Known(Answer.YES, 90)) is Verdict.MET
    assert verdict(width, Known(Answer.NOT_RELEVANT)) is Verdict.MET
    assert verdict(width, None) is Verdict.UNKNOWN


@given(standards, standards, homes)
def test_what_falls_one_way_is_lifted_the_other(before, after, seen):
    there, back = effect_of(before, after, seen), effect_of(after, before, seen)

    assert there.would_fall == back.would_be_lifted
    assert there.would_be_lifted == back.would_fall
    assert there.below_after - there.below_before == len(there.would_fall) - len(
        there.would_be_lifted
    )


@given(standards, homes)
def test_the_same_standard_changes_nothing(standard, seen):
    effect = effect_of(standard, standard, seen)

    assert (effect.would_fall, effect.would_be_lifted) == ((), ())


@given(standards, measured, homes)
def test_asking_for_more_lifts_nobody(standard, more, seen):
    wider = [c for c in standard if c.code != more.code]

    assert effect_of(wider, [*wider, more], seen).would_be_lifted == ()


@st.composite
def turnovers(draw):
    """Dates in order, each later step resting on those before; works may be skipped."""
    days = sorted(draw(st.lists(st.dates(date(2025, 1, 1), DAY), min_size=6, max_size=6)))
    reached = draw(st.integers(1, 6))
    chosen = [day if n < reached else None for n, day in enumerate(days)]
    if draw(st.booleans()):
        chosen[3] = None
    return Dates(*chosen)


@given(turnovers())
def test_the_days_of_the_steps_are_the_days_from_notice_to_the_end(dates):
    spells = days_in_steps(dates, until=DAY)
    end = dates.ready or DAY

    assert sum(spell.days for spell in spells) == (end - dates.noticed).days
    assert spells[-1].step is step_on(dates, DAY)


looked_at = st.lists(st.builds(Looked, CODES, st.sampled_from(Verdict), st.booleans()), max_size=8)


@given(looked_at)
def test_below_needs_one_that_fails_and_at_the_standard_none_that_fails_or_is_unseen(looked):
    found = [one.verdict for one in looked]
    borne = borne_by(looked)

    assert (borne is Conclusion.BELOW_STANDARD) == (Verdict.BELOW in found)
    assert (borne is Conclusion.AT_STANDARD) == (set(found) <= {Verdict.MET})


@given(looked_at, st.sampled_from(InspectionKind))
def test_what_was_not_looked_at_has_a_reason_but_after_damage(looked, kind):
    silent = [o for o in looked if o.verdict is Verdict.UNKNOWN and not o.has_reason]

    assert bool(unanswered(looked, kind)) == (bool(silent) and kind is not InspectionKind.DAMAGE)


@given(st.decimals(0, 100_000, places=2))
def test_a_measure_is_read_as_it_is_written(value):
    assert measure_from(str(value).replace(".", ",")) == measure_from(str(value)) == value
    assert str(plain(value)) == (str(value).rstrip("0").rstrip(".") if "." in str(value) else "")


@pytest.mark.parametrize("text", ["varmt", "1e3", "-4", "18,555", "1 000", "٣", "100001", "1,2,3"])
def test_what_is_no_measure_is_not_read(text):
    with pytest.raises(NotAMeasure):
        measure_from(text)


any_day = st.dates(date(2020, 1, 1), date(2030, 12, 31))
any_dates = st.builds(Dates, any_day, *[st.none() | any_day for _step in range(5)])


@given(any_dates, any_day)
def test_whatever_the_dates_each_step_that_was_reached_has_its_days(dates, until):
    spells = days_in_steps(dates, until=until)

    past = [(step, day) for step, day in dates.reached() if day <= until]
    assert [(spell.step, spell.since) for spell in spells] == past
    assert all(0 <= spell.days <= (until - spell.since).days for spell in spells)
    assert step_on(dates, until) is (spells[-1].step if spells else Step.NOTICE)


def test_a_day_of_moving_out_still_to_come_is_notice():
    dates = Dates(DAY, DAY + timedelta(days=30))

    assert step_on(dates, DAY) is Step.NOTICE
    assert step_on(dates, DAY + timedelta(days=30)) is Step.VACATED


def test_access_is_not_taken_further_before_the_written_notice_has_run():
    taken = {
        AccessStep.NOT_OPENED: DAY,
        AccessStep.ASKED_AGAIN: DAY,
        AccessStep.WRITTEN_NOTICE: DAY,
    }
    last = AccessStep.TAKEN_FURTHER

    assert next_access_step(taken) is last
    week = DAY + timedelta(days=7)
    early = why_access_must_wait(taken, step=last, on=week - timedelta(days=1), notice_days=7)
    assert early == week
    assert why_access_must_wait(taken, step=last, on=week, notice_days=7) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("value", "unit", "is_wrong"),
    [
        ("200", "°C", True),
        ("50.01", "°C", True),
        ("50", "°C", False),
        ("0", "°C", False),
        ("5000", "cm", False),
        ("5001", "cm", True),
        ("200000", "lux", True),
        ("99999", "Bq", False),
    ],
)
def test_a_measure_lies_within_what_its_unit_can_be(value, unit, is_wrong):
    bounds = bounds_of(unit, on=date(2026, 11, 23))
    assert is_beyond(Decimal(value), bounds) is is_wrong
    assert not is_beyond(None, bounds)


def test_every_unit_to_choose_from_has_its_bounds():
    day = date(2026, 11, 23)
    assert all(bounds_of(unit, on=day) for unit in UNITS if unit)
    for row in catalogue(on=day):
        assert not is_beyond(row.minimum, bounds_of(row.unit, on=day))
