"""What nobody sees is not taken in: by no form, no search, and into no name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.legible import legible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ola\u200b Nordmann", "Ola Nordmann"),
        ("bu\u00adstad", "bustad"),
        ("\u202eenrA", "enrA"),
        ("a\x00b\x07", "ab"),
        ("éi line\r\n\tog ei til", "éi line\r\n\tog ei til"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian is spelt with a joiner
        ("12\u00a0000\u202fkr", "12\u00a0000\u202fkr"),  # spaces that are seen
    ],
)
def test_only_signs_that_nobody_sees_are_taken_away(typed, kept):
    assert legible(typed) == kept


@given(st.text())
def test_what_is_left_is_printed_or_a_line_end_and_says_the_same_twice(text):
    once = legible(text)
    assert legible(once) == once
    assert "\x00" not in once
