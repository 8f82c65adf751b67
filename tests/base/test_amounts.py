"""Amounts are read at a glance: a space at the thousands, in sums and in what they come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.values import Money, in_thousands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("999", "999"),
        ("1000", "1 000"),
        ("26576 + 0.1644 × max(0, 1234567.12345 − 137462)",
         "26 576 + 0.1644 × max(0, 1 234 567.12345 − 137 462)"),
        ("12345,6789", "12 345,6789"),
        ("-4500", "-4 500"),
        ("", ""),
    ],
)  # fmt: skip
def test_thousands_are_set_apart_and_nothing_behind_the_decimal_sign(text, shown):
    assert in_thousands(text) == shown


@given(st.integers(-(10**12), 10**12))
def test_an_amount_is_the_same_number_and_set_apart_once(ore):
    shown = str(Money(ore))
    assert in_thousands(shown) == shown
    whole, _comma, rest = shown.replace(" ", "").partition(",")
    assert abs(int(whole)) * 100 + int(rest or 0) == abs(ore)
