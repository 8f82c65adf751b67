import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.dwellings.queries import synonyms
from heimveg.dwellings.rules import (
    MOST_SPELLINGS,
    HomeState,
    NotAnAmount,
    Sizes,
    doubts_about,
    home_state,
    kroner_from,
    ore_from,
    spellings,
)


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("Kirkeveien 4", "kyrkjevegen 4"),
        ("kyrkjevegen", "kirkeveien"),
        ("Storgata", "storgate"),
        ("bustad", "bolig"),
        ("Solsida bofellesskap", "solsida bufellesskap"),
        ("Haakons veg", "håkons vei"),
        ("Østre gate", "austre gata"),
    ],
)
def test_a_word_is_looked_for_in_its_other_spellings(written, also):
    assert also in spellings(written, synonyms())


def test_what_was_written_comes_first():
    assert spellings("  Storgata   5 ", synonyms())[0] == "storgata 5"


@given(st.text(max_size=100))
def test_spellings_are_few_and_differ(text):
    found = spellings(text, synonyms())

    assert 1 <= len(found) <= MOST_SPELLINGS
    assert len(set(found)) == len(found)


def test_text_is_never_a_pattern():
    assert spellings("5 (a.*", [("a", "b")])[0] == "5 (a.*"


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("8500", 850_000),
        ("8 500", 850_000),
        ("8 500,50", 850_050),
        ("8500,5", 850_050),
        ("kr 8 500,-", 850_000),
        ("8500 kr", 850_000),
        ("", None),
        ("  ", None),
        ("0", 0),
    ],
)
def test_kroner_are_read_as_people_write_them(written, ore):
    assert ore_from(written) == ore


@pytest.mark.parametrize(
    "written", ["-1", "1e3", "8.500", "1,234", "x", "٣", "99999999", "8500,-,-"]
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(NotAnAmount):
        ore_from(written)


@given(st.integers(0, 999_999_999))
def test_an_amount_reads_back_unchanged(ore):
    assert ore_from(kroner_from(ore)) == ore


def test_ordinary_sizes_raise_no_doubt():
    assert doubts_about(Sizes(2, 55, 850_000, 3)) == []


@pytest.mark.parametrize(
    ("sizes", "code"),
    [
        (Sizes(7, None, None), "many_bedrooms"),
        (Sizes(None, 8, None), "unusual_area"),
        (Sizes(None, 900, None), "unusual_area"),
        (Sizes(None, None, 4_000_000), "unusual_rent"),
        (Sizes(None, None, None, 41), "unusual_floor"),
    ],
)
def test_each_oddity_has_its_doubt(sizes, code):
    assert [doubt.code for doubt in doubts_about(sizes)] == [code]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, HomeState.FREE),
        ({"is_held": True}, HomeState.HELD),
        ({"is_out": True, "is_held": True}, HomeState.OUT_OF_USE),
        ({"is_let": True, "is_out": True, "is_held": True}, HomeState.LET),
        ({"in_register": False, "is_let": True}, HomeState.GONE),
    ],
)
def test_a_tenant_outweighs_all_else_that_is_known_about_a_home(facts, state):
    known = {"in_register": True, "is_let": False, "is_out": False, "is_held": False} | facts

    assert home_state(**known) is state
