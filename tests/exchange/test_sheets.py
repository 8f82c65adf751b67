"""Bytes in, cells out; cells in, bytes out. Nothing of Heimveg is known here."""

# ruff: noqa: E501  # a table of rows is read whole

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.exchange.columns import cells
from heimveg.exchange.rules import folded, plain_file_name
from heimveg.exchange.sheets import writing
from heimveg.exchange.sheets.reading import read
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import cell_name
from tests.exchange.files import changed, comma_separated, ods, xlsx

ROWS = [["Objektnr", "Adresse", "Fra"], ["1", "Ålgata 1", date(2026, 5, 17)]]
GOOD = (xlsx(ROWS), ods(ROWS), comma_separated(ROWS))


@pytest.mark.parametrize("content", GOOD, ids=["xlsx", "ods", "csv"])
def test_a_sheet_is_read_with_its_rows_where_they_stand(content):
    table = read(content)

    assert table.rows[0] == ["Objektnr", "Adresse", "Fra"]
    assert table.rows[1][:2] == ["1", "Ålgata 1"]


def test_a_cell_far_from_the_corner_keeps_its_place():
    book = openpyxl.Workbook()
    book.active["C3"] = "x"
    out = io.BytesIO()
    book.save(out)

    assert read(out.getvalue()).rows[2][2] == "x"


def test_empty_rows_that_office_programs_add_are_not_too_many():
    padding = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'

    assert read(ods(content=f'<table:table table:name="A">{row}{padding}</table:table>')).rows == [
        ["x"]
    ]


def test_dates_are_the_same_in_the_calendar_of_old_macs():
    assert read(xlsx([[date(2026, 5, 17)]], epoch_1904=True)).rows == [[date(2026, 5, 17)]]


def test_the_other_sheets_are_told():
    table = read(xlsx([], [["x"]], [["y"]]))

    assert (table.sheet, table.other_sheets) == ("Ark2", ("Ark1", "Ark3"))


def test_a_part_without_a_name_is_refused():
    good = GOOD[0]
    name = next(info.filename for info in zipfile.ZipFile(io.BytesIO(good)).infolist())
    nameless = good.replace(name.encode(), b"\0" * len(name))

    with pytest.raises(Unreadable) as refused:
        read(nameless)

    assert refused.value.reason is Reason.BROKEN


@settings(max_examples=150, deadline=None)
@given(
    which=st.sampled_from(GOOD),
    places=st.lists(
        st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=8
    ),
    cut=st.integers(0, 20_000),
)
def test_no_bytes_bring_the_reader_down(which, places, cut):
    content = bytearray(which)
    for place, value in places:
        content[place % len(content)] = value

    for broken in (bytes(content), bytes(content[: cut % len(content)])):
        with suppress(Unreadable):
            read(broken)


SHEET = "xl/worksheets/sheet1.xml"


@settings(max_examples=150, deadline=None)
@given(
    which=st.sampled_from(
        [(GOOD[0], SHEET), (GOOD[0], "xl/workbook.xml"), (GOOD[1], "content.xml")]
    ),
    place=st.integers(0, 5_000),
    length=st.integers(0, 30),
    text=st.text(max_size=12),
)
def test_no_xml_brings_the_reader_down(which, place, length, text):
    content, name = which

    def spoilt(part):
        start = place % len(part)
        return part[:start] + text.encode("utf-8", "surrogatepass") + part[start + length :]

    with suppress(Unreadable):
        read(changed(content, {name: spoilt}))


# --- out ------------------------------------------------------------------------------------

EVIL = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0"]


def first_cell(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active["A1"]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_goes_out_as_a_formula(text):
    cell = first_cell(writing.as_xlsx([[text]], title="x"))

    assert (cell.data_type, cell.value[0]) == ("s", "'")
    assert writing.as_csv([[text]]).decode("utf-8-sig").lstrip('"')[0] == "'"


def test_without_neutralising_a_text_would_go_out_as_a_formula(monkeypatch):
    """The negative control: the danger is real, and this test would see it."""
    monkeypatch.setattr(writing, "neutral", lambda value: value)

    assert first_cell(writing.as_xlsx([["=1+1"]], title="x")).data_type == "f"


def test_characters_no_file_can_hold_are_shown_as_boxes():
    assert first_cell(writing.as_xlsx([["a\x07b\ud800"]], title="x")).value == "a□b?"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_text_that_goes_out_comes_back(text):
    composed = cells.plain(text)
    if composed.startswith("'"):
        return
    content = writing.as_csv([["Bustad", "Merknad"], ["x", composed]])  # a file has its headings

    assert cells.text(100)(read(content).rows[1][1]) == composed


# --- cells ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        (8500.0, 850_000), ("8500", 850_000), ("8 500", 850_000), ("8\u00a0500,50", 850_050), ("8.500,5", 850_050),
        ("kr 8 500,-", 850_000), ("8500 kr", 850_000), (8500.505, 850_050), ("0", 0), ("", None), (None, None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(cell, ore):
    assert cells.kroner_in_ore(cell) == ore


@pytest.mark.parametrize(
    "cell",
    [
        "17.05.2026", "17.5.2026", "17/5/2026", "2026-05-17", "2026-05-17T00:00:00", date(2026, 5, 17),
        datetime(2026, 5, 17, 12, 30), " 17.05.2026 ",
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cell):
    assert cells.day(cell) == date(2026, 5, 17)


@pytest.mark.parametrize("yes", ["ja", "Ja", "J", "x", "X", "1", 1.0, True, "true", "JA."])
def test_yes_is_said_in_many_ways(yes):
    assert cells.yes_or_no(yes) is True


@pytest.mark.parametrize("no", ["nei", "N", "0", 0.0, False, "false", "usann"])
def test_so_is_no(no):
    assert cells.yes_or_no(no) is False


def test_an_identity_number_that_lost_its_zero_gets_it_back():
    from tests.persons.numbers import synthetic_number

    number = synthetic_number(date(1980, 5, 1))

    assert number.startswith("0")
    assert cells.identity(float(number)) == number
    assert cells.identity(f"{number[:6]} {number[6:]}") == number
    assert cells.identity("ukjent") is None


def test_letters_are_composed_and_spaces_ordinary():
    assert cells.text(50)("A\u030algata\u00a0\u202f 1\u200b") == "Ålgata 1"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bruksareal (m²)", "BRUKS-AREAL"), ("Postnr.", "postnr"), ("Objekt nr", "objektnr"), ("A\u030ar", "år"), ("Leie [kr]", "leie")],
)  # fmt: skip
def test_headings_are_recognised_whatever_their_dress(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("liste.xlsx", "liste.xlsx"), ("..\\..\\x/liste.xlsx", "liste.xlsx"), ("/etc/passwd", "passwd"), ("..", "file"),
        ("", "file"), ("a\u202eb\x00c\ud800.csv", "abc?.csv"), ("x" * 300 + ".xlsx", "x" * 95 + ".xlsx"),
    ],
)  # fmt: skip
def test_a_file_name_is_only_a_name(name, kept):
    assert plain_file_name(name) == kept


@pytest.mark.parametrize(
    ("place", "name"),
    [((1, 1), "A1"), ((17, 4), "D17"), ((2, 26), "Z2"), ((3, 27), "AA3"), ((1, 703), "AAA1")],
)
def test_cells_are_called_what_the_spreadsheet_calls_them(place, name):
    assert cell_name(*place) == name
