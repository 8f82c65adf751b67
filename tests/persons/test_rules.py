from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.persons.rules import (
    Grade,
    IdKind,
    NotANumber,
    Sketch,
    duf_number,
    looks_like,
    national_number,
    strictest,
)
from tests.persons.numbers import synthetic_number

births = st.dates(date(1900, 1, 1), date(2040, 1, 1)).filter(
    lambda day: (day.day, day.month) != (29, 2)
)
serials = st.integers(0, 900)


@given(born=births, serial=serials, d_number=st.booleans(), shift=st.sampled_from([80, 65, 40]))
def test_synthetic_numbers_of_every_series_are_read(born, serial, d_number, shift):
    digits = synthetic_number(born, serial, d_number=d_number, shift=shift)

    read = national_number(f"{digits[:6]} {digits[6:]}")

    assert read.digits == digits
    assert read.born_day_month == (born.day, born.month)
    assert read.kind == (IdKind.D_NUMBER if d_number else IdKind.NATIONAL)
    assert read.is_synthetic


@given(born=births, serial=serials, remainder=st.integers(0, 3))
def test_numbers_of_2032_may_leave_one_two_or_three_in_the_first_control(born, serial, remainder):
    assert national_number(synthetic_number(born, serial, remainder=remainder))


@given(born=births, serial=serials, remainder=st.integers(4, 10))
def test_any_other_remainder_in_the_first_control_is_refused(born, serial, remainder):
    with pytest.raises(NotANumber, match="check_digits"):
        national_number(synthetic_number(born, serial, remainder=remainder))


@given(born=births, serial=serials, place=st.integers(6, 9), slip=st.integers(1, 9))
def test_one_digit_mistyped_is_found(born, serial, place, slip):
    """The second control weighs every digit by something that 11 does not divide."""
    digits = synthetic_number(born, serial)
    mistyped = f"{digits[:place]}{(int(digits[place]) + slip) % 10}{digits[place + 1 :]}"

    with pytest.raises(NotANumber, match="check_digits"):
        national_number(mistyped)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "length"),
        ("1234567890", "length"),
        ("123456789012", "length"),
        ("o1818012345", "length"),
        ("¹1818012345", "length"),
        ("32818012345", "date"),
        ("00818012345", "date"),
        ("01938012345", "date"),
        ("01148012345", "date"),
        ("31848012345", "date"),
        ("30828012345", "date"),
        ("29828112345", "date"),
        ("72818012345", "date"),
        ("01858010000", "check_digits"),
    ],
)
def test_what_is_no_number_says_why(text, why):
    with pytest.raises(NotANumber) as refusal:
        national_number(text)

    assert refusal.value.code == why


def test_the_29th_of_february_is_believed_in_every_fourth_year():
    assert national_number(synthetic_number(date(2000, 2, 29))).born_day_month == (29, 2)
    assert national_number(synthetic_number(date(1996, 2, 29))).born_day_month == (29, 2)


def test_a_duf_number_is_held_by_its_two_last_digits():
    # 2+0+... weighed 4 6 3 2 4 6 3 2 7 5 over 2026000001: 8+0+6+12+0+0+0+0+0+5 = 31, 31 mod 11 = 9
    assert duf_number("2026 0000 0109") == "202600000109"
    with pytest.raises(NotANumber, match="check_digits"):
        duf_number("202600000108")


KARI = Sketch("Kari Nordheim", date(1980, 5, 1))


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (Sketch("Nordheim Kari", date(1980, 5, 1)), ["same_name", "same_birth_date"]),
        (Sketch("kari nordheim"), ["same_name"]),
        (Sketch("Kari Anne Nordheim"), ["similar_name"]),
        (Sketch("Kari Norheim"), ["similar_name"]),
        (Sketch("Kari Nordheim", birth_year=1981), []),
        (Sketch("Kari Norheim", birth_year=1980), ["similar_name"]),
        (Sketch("Kari"), []),
        (Sketch("Per Haugen", date(1980, 5, 1)), []),
        (Sketch("", date(1980, 5, 1)), []),
    ],
)
def test_records_look_alike_for_reasons_that_can_be_named(other, reasons):
    assert looks_like(KARI, other) == reasons


def test_birth_date_and_telephone_together_are_enough():
    one = Sketch("Kari", date(1980, 5, 1), phone="+47 900 00 001")
    other = Sketch("Amir Haugen", date(1980, 5, 1), phone="90000001")

    assert looks_like(one, other) == ["same_birth_date", "same_phone"]


sketches = st.builds(
    Sketch,
    st.text("abcæøå -", max_size=12),
    st.none() | st.dates(date(1980, 1, 1), date(1980, 1, 3)),
    st.none() | st.integers(1979, 1981),
    st.sampled_from(["", "90000001", "90000002", "123"]),
)


@given(one=sketches, other=sketches)
def test_likeness_does_not_depend_on_which_record_comes_first(one, other):
    assert looks_like(one, other) == looks_like(other, one)


def test_the_strictest_grade_is_kept():
    assert strictest(None, None) is None
    assert strictest(Grade.CONFIDENTIAL, None) is Grade.CONFIDENTIAL
    assert strictest(Grade.CONFIDENTIAL, Grade.STRICTLY) is Grade.STRICTLY
