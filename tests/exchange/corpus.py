"""Bad files, each with a written verdict: the reason the file is refused, or every bad cell and
what is wrong in it. The verdicts are written by hand, not taken from the code."""

# ruff: noqa: E501  # a table of rows is read whole

import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date

from tests.exchange.files import changed, comma_separated, ods, ods_cell, xlsx, zipped
from tests.persons.numbers import synthetic_number

D = ["Objektnr", "Adresse"]
GOOD = ["1", "Storgata 1"]
KARI = synthetic_number(date(1980, 5, 17))


@dataclass(frozen=True)
class Bad:
    name: str
    content: bytes
    reason: str = ""  # the whole file
    cells: list[tuple[str, str]] = field(default_factory=list)  # or these cells
    kind: str = "dwellings"


def _with_column(heading, *values):
    """A dwelling list with one more column: what stands in it, row by row."""
    return [
        [*D, heading],
        *([str(n), f"Storgata {n}", value] for n, value in enumerate(values, 1)),
    ]


def _xml(content, name, old, new):
    return changed(content, {name: lambda part: part.replace(old, new, 1)})


def _lying(content, *, size):
    """The same zip, declaring another size for what is packed."""
    return bytes(content).replace(struct.pack("<I", _size_of(content)), struct.pack("<I", size))


def _size_of(content):
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.getinfo("xl/worksheets/sheet1.xml").file_size


def _locked(content):
    """The same zip with the flag of a password on its first part, in the directory at its end."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + bytes([content[place] | 1]) + content[place + 1 :]


HOME = xlsx([D, GOOD])
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
A_TEXT = ods_cell("Storgata 1")


def _ods_rows(rows):
    return ods(content=f'<table:table table:name="A">{rows}</table:table>')


ODS_HEAD = f"<table:table-row>{ods_cell('Objektnr')}{ods_cell('Adresse')}</table:table-row>"

REFUSED = [
    # nothing, or nothing of ours
    Bad("no-bytes", b"", "empty_file"),
    Bad("blanks", b" \r\n\t \n", "empty_file"),
    Bad("empty-workbook", xlsx([]), "no_rows"),
    Bad("empty-ods", ods([]), "no_rows"),
    Bad("only-separators", b";;;\n;;;\n", "no_rows"),
    Bad("only-headings", xlsx([D]), "no_rows"),
    Bad("only-headings-csv", b"Objektnr;Adresse\n", "no_rows"),
    Bad("no-headings", xlsx([["1", "Storgata 1"], ["2", "Storgata 2"]]), "no_header"),
    Bad(
        "headings-too-far-down",
        xlsx([*([[f"line {n}"] for n in range(12)]), D, GOOD]),
        "no_header",
    ),
    Bad("headings-as-numbers", xlsx([[1, 2], [3, 4]]), "no_header"),
    Bad("only-hidden-sheet", xlsx([], [D, GOOD], hidden=("Ark2",)), "no_rows"),
    Bad("no-object-number", xlsx([["Adresse", "Etasje"], ["Storgata 1", 1]]), "missing_columns"),
    Bad("no-address", xlsx([["Objektnr", "Etasje"], ["1", 1]]), "missing_columns"),
    Bad("needs-without-name", xlsx([["Fnr"], [KARI]]), "missing_columns", kind="needs"),
    Bad(
        "a-dwelling-list-as-needs",
        xlsx([["Adresse", "Etasje"], ["x", 1]]),
        "no_header",
        kind="needs",
    ),
    Bad("heading-twice", xlsx([[*D, "Adresse"], [*GOOD, "x"]]), "duplicate_headers"),
    Bad(
        "heading-twice-in-two-languages",
        xlsx([[*D, "Bruksareal (m²)", "Kvm"], [*GOOD, 1, 2]]),
        "duplicate_headers",
    ),
    Bad("heading-twice-in-capitals", xlsx([[*D, "ADRESSE "], [*GOOD, "x"]]), "duplicate_headers"),
    # something else than a spreadsheet, whatever it is called
    Bad("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "not_a_spreadsheet"),
    Bad("png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not_a_spreadsheet"),
    Bad("program", b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 60, "not_a_spreadsheet"),
    Bad("windows-program", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 60, "not_a_spreadsheet"),
    Bad(
        "gzip",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + zlib.compress(b"Objektnr"),
        "not_a_spreadsheet",
    ),
    Bad("html", b"<html><table><tr><td>Objektnr</td></tr></table></html>", "not_a_spreadsheet"),
    Bad("html-saved-as-xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html><table>", "not_a_spreadsheet"),
    Bad("xml-spreadsheet-2003", b'<?xml version="1.0"?><Workbook/>', "not_a_spreadsheet"),
    Bad("rtf", b"{\\rtf1\\ansi Objektnr}", "not_a_spreadsheet"),
    Bad("zip-of-texts", zipped({"a.txt": "x"}), "not_a_spreadsheet"),
    Bad("empty-zip", zipped({}), "not_a_spreadsheet"),
    Bad(
        "word-document",
        zipped({TYPES: "<Types/>", "word/document.xml": "<w/>"}),
        "not_a_spreadsheet",
    ),
    Bad(
        "text-document",
        ods(parts={"mimetype": "application/vnd.oasis.opendocument.text"}),
        "not_a_spreadsheet",
    ),
    Bad("nul-in-csv", b"Objektnr;Adresse\n1;Stor\x00gata\n", "not_a_spreadsheet"),
    # old, locked, binary
    Bad("old-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
    Bad(
        "excel-behind-a-password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 512
        + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    Bad("encrypted-zip", _locked(HOME), "encrypted"),
    Bad(
        "encrypted-ods",
        ods([D, GOOD], parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "encrypted",
    ),
    Bad("xlsb", changed(HOME, {"xl/workbook.bin": b"\x83\x01\x00"}), "binary_excel"),
    # what acts
    Bad("vba", changed(HOME, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "macros"),
    Bad("vba-elsewhere", changed(HOME, {"custom/VBAPROJECT.BIN": b"x"}), "macros"),
    Bad(
        "xlsm-type",
        _xml(HOME, TYPES, b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"),
        "macros",
    ),
    Bad("excel-4-macros", changed(HOME, {"xl/macrosheets/sheet1.xml": b"<m/>"}), "macros"),
    Bad("activex", changed(HOME, {"xl/activeX/activeX1.bin": b"x"}), "macros"),
    Bad("basic-in-ods", ods([D, GOOD], parts={"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    Bad("script-in-ods", ods([D, GOOD], parts={"Scripts/python/x.py": "x"}), "macros"),
    # what reaches out
    Bad(
        "external-link",
        changed(HOME, {"xl/externalLinks/externalLink1.xml": b"<e/>"}),
        "external_links",
    ),
    Bad("connection", changed(HOME, {"xl/connections.xml": b"<c/>"}), "external_links"),
    Bad(
        "query-table", changed(HOME, {"xl/queryTables/queryTable1.xml": b"<q/>"}), "external_links"
    ),
    Bad(
        "external-entity",
        _xml(
            HOME,
            SHEET,
            b"<worksheet",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet',
        ),
        "document_type",
    ),
    Bad(
        "billion-laughs",
        _xml(
            HOME,
            "xl/workbook.xml",
            b"<workbook",
            b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook',
        ),
        "document_type",
    ),
    Bad("doctype-in-ods", ods(parts={"content.xml": "<!DOCTYPE x><x/>"}), "document_type"),
    Bad(
        "doctype-hidden-in-utf-16",
        changed(
            HOME,
            {
                SHEET: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><worksheet/>'.encode(
                    "utf-16"
                )
            },
        ),
        "document_type",
    ),
    # what swells
    Bad("zip-bomb", changed(HOME, {"xl/media/a.bin": b"\x00" * 30_000_000}), "zip_bomb"),
    Bad("zip-bomb-in-the-sheet", changed(HOME, {SHEET: b" " * 30_000_000}), "zip_bomb"),
    Bad(
        "thousands-of-parts",
        changed(HOME, {f"xl/media/{n}": b"" for n in range(2_100)}),
        "zip_bomb",
    ),
    Bad("a-lie-about-the-size", _lying(HOME, size=50), "broken"),
    Bad(
        "last-cell-of-the-sheet", _xml(HOME, SHEET, b'r="B2"', b'r="XFD1048576"'), "too_many_rows"
    ),
    Bad("last-column", _xml(HOME, SHEET, b'r="B2"', b'r="XFD2"'), "too_many_columns"),
    Bad(
        "a-row-a-million-times",
        _ods_rows(
            ODS_HEAD
            + f'<table:table-row table:number-rows-repeated="1000000">{A_TEXT * 2}</table:table-row>'
        ),
        "too_many_rows",
    ),
    Bad(
        "a-cell-a-thousand-times",
        _ods_rows(
            ODS_HEAD
            + '<table:table-row><table:table-cell table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "too_many_columns",
    ),
    Bad(
        "rows-repeated-not-a-number",
        _ods_rows('<table:table-row table:number-rows-repeated="x"/>'),
        "broken",
    ),
    Bad("too-many-rows", b"Objektnr;Adresse\n" + b"1;a\n" * 50_100, "too_many_rows"),
    Bad("just-too-many-rows", b"Objektnr;Adresse\n" + b"1;a\n" * 50_001, "too_many_rows"),
    Bad(
        "too-many-columns",
        (";".join([*D, *map(str, range(300))]) + "\n1;a\n").encode(),
        "too_many_columns",
    ),
    # what is broken
    Bad("cut-in-two", HOME[: len(HOME) // 2], "broken"),
    Bad("no-end", HOME[:-30], "broken"),
    Bad("bits-turned", HOME[:80] + bytes(b ^ 0xFF for b in HOME[80:200]) + HOME[200:], "broken"),
    Bad("no-workbook", changed(HOME, {}, without=("xl/workbook.xml",)), "broken"),
    Bad("no-relations", changed(HOME, {}, without=("xl/_rels/workbook.xml.rels",)), "broken"),
    Bad("broken-xml", changed(HOME, {SHEET: b"<worksheet><sheetData><row>"}), "broken"),
    Bad("broken-styles", changed(HOME, {"xl/styles.xml": b"<styleSheet><"}), "broken"),
    Bad("nonsense-reference", _xml(HOME, SHEET, b'r="B2"', b'r="2B"'), "broken"),
    Bad("nonsense-row", _xml(HOME, SHEET, b'<row r="2"', b'<row r="two"'), "broken"),
    Bad("row-zero", _xml(HOME, SHEET, b'r="B2"', b'r="B0"'), "broken"),
    Bad("traversal-in-zip", changed(HOME, {"../../etc/passwd": b"x"}), "broken"),
    Bad("absolute-path-in-zip", changed(HOME, {"/etc/passwd": b"x"}), "broken"),
    Bad("drive-in-zip", changed(HOME, {"C:\\x": b"x"}), "broken"),
    Bad(
        "no-content-in-ods",
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "broken",
    ),
    Bad("broken-ods", ods(parts={"content.xml": "<a><b></a>"}), "broken"),
    Bad("quote-never-closed", b'Objektnr;Adresse\n1;"Storgata 1\n2;Storgata 2\n', "quotes"),
    Bad("text-after-quote", b'Objektnr;Adresse\n1;"Stor"gata\n', "quotes"),
    Bad("unknown-bytes", b"Objektnr;Adresse\n1;Stor\x81gata \xff\x8d\n", "encoding"),
    Bad("half-utf-16", b"\xff\xfeO\x00b\x00j", "encoding"),
    Bad(
        "lone-surrogate-utf-16",
        b"\xff\xfe" + "Objektnr;Adresse\n1;".encode("utf-16-le") + b"\x00\xd8x\x00",
        "encoding",
    ),
]

BAD_CELLS = [
    # formulas
    Bad("formula-xlsx", xlsx(_with_column("Etasje", 1, "=1+1")), cells=[("C3", "formula")]),
    Bad("formula-in-text", xlsx([D, ["1", "=A1"]]), cells=[("B2", "formula")]),
    Bad(
        "formula-with-cached-value",
        _xml(xlsx(_with_column("Etasje", 3)), SHEET, b"<v>3</v>", b"<f>1+2</f><v>3</v>"),
        cells=[("C2", "formula")],
    ),
    Bad(
        "formula-with-prefix",
        _xml(
            xlsx(_with_column("Etasje", 3)),
            SHEET,
            b"<v>3</v>",
            b'<x:f xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">1</x:f><v>3</v>',
        ),
        cells=[("C2", "formula")],
    ),
    Bad(
        "formula-ods",
        _ods_rows(
            ODS_HEAD
            + f"<table:table-row>{ods_cell(1)}{ods_cell('x', formula='of:=A1')}</table:table-row>"
        ),
        cells=[("B2", "formula")],
    ),
    Bad(
        "formula-csv",
        comma_separated(_with_column("Etasje", "=1+1", 2)),
        cells=[("C2", "formula")],
    ),
    Bad("plus", comma_separated([D, ["1", "+47"]]), cells=[("B2", "formula")]),
    Bad("minus", comma_separated([D, ["1", "-1+2"]]), cells=[("B2", "formula")]),
    Bad("at", comma_separated([D, ["1", "@SUM(A1)"]]), cells=[("B2", "formula")]),
    Bad("dde", comma_separated([D, ["1", "=cmd|' /C calc'!A0"]]), cells=[("B2", "formula")]),
    Bad("marked-twice", comma_separated([D, ["1", "''=1+1"]]), cells=[("B2", "formula")]),
    Bad("blank-before", comma_separated([D, ["1", "  =1+1"]]), cells=[("B2", "formula")]),
    Bad(
        "formula-as-word",
        comma_separated(_with_column("Standard", "=x")),
        cells=[("C2", "formula")],
    ),
    Bad(
        "formula-as-day",
        comma_separated(_with_column("Fra", "=TODAY()")),
        cells=[("C2", "formula")],
    ),
    Bad(
        "error-cell",
        _xml(xlsx(_with_column("Etasje", 3)), SHEET, b't="n"><v>3</v>', b't="e"><v>#REF!</v>'),
        cells=[("C2", "error_cell")],
    ),
    # letters
    Bad(
        "control-character",
        comma_separated([D, ["1", "Stor\x07gata"]]),
        cells=[("B2", "control_characters")],
    ),
    Bad(
        "direction-turned",
        comma_separated([D, ["1", "Stor\u202egata"]]),
        cells=[("B2", "control_characters")],
    ),
    Bad(
        "damaged-letters",
        comma_separated([D, ["1", "Stor\ufffdgata"]]),
        cells=[("B2", "broken_characters")],
    ),
    Bad(
        "no-such-letter",
        comma_separated([D, ["1", "Stor\uffffgata"]]),
        cells=[("B2", "broken_characters")],
    ),
    Bad(
        "private-letter",
        comma_separated([D, ["1", "Stor\ue000gata"]]),
        cells=[("B2", "broken_characters")],
    ),
    Bad("too-long", comma_separated([D, ["1", "x" * 201]]), cells=[("B2", "too_long")]),
    Bad("far-too-long", comma_separated([D, ["1", "x" * 100_000]]), cells=[("B2", "too_long")]),
    Bad(
        "object-number-too-long", comma_separated([D, ["1" * 31, "x"]]), cells=[("A2", "too_long")]
    ),
    # rows
    Bad(
        "no-address-in-row",
        xlsx([D, ["1", None], ["2", "x"]]),
        cells=[("B2", "must_be_filled_in")],
    ),
    Bad("blank-address", xlsx([D, ["1", "  \u00a0 "]]), cells=[("B2", "must_be_filled_in")]),
    Bad("no-number-in-row", xlsx([D, [None, "Storgata 1"]]), cells=[("A2", "must_be_filled_in")]),
    Bad("too-many-cells", b"Objektnr;Adresse\n1;a;b;c\n", cells=[("2", "too_many_cells")]),
    Bad(
        "number-twice",
        xlsx([D, GOOD, ["1", "Storgata 2"]]),
        cells=[("A2", "object_number_twice"), ("A3", "object_number_twice")],
    ),
    Bad(
        "number-twice-as-text-and-number",
        xlsx([D, GOOD, [1, "x"]]),
        cells=[("A2", "object_number_twice"), ("A3", "object_number_twice")],
    ),
    Bad(
        "number-twice-with-blanks",
        xlsx([D, GOOD, [" 1 ", "x"]]),
        cells=[("A2", "object_number_twice"), ("A3", "object_number_twice")],
    ),
    # numbers
    Bad("word-for-number", xlsx(_with_column("Etasje", "første")), cells=[("C2", "not_a_number")]),
    Bad("half-bedroom", xlsx(_with_column("Soverom", 1.5)), cells=[("C2", "not_whole")]),
    Bad("minus-bedrooms", xlsx(_with_column("Soverom", -1)), cells=[("C2", "out_of_range")]),
    Bad("thousand-bedrooms", xlsx(_with_column("Soverom", 1000)), cells=[("C2", "out_of_range")]),
    Bad(
        "infinite",
        comma_separated(_with_column("Soverom", "1e400")),
        cells=[("C2", "not_a_number")],
    ),
    Bad("huge-number", xlsx(_with_column("Areal", 1e300)), cells=[("C2", "out_of_range")]),
    Bad(
        "two-commas",
        comma_separated(_with_column("Areal", "1,2,3")),
        cells=[("C2", "not_a_number")],
    ),
    Bad(
        "arabic-digits-apart",
        comma_separated(_with_column("Soverom", "2 stk")),
        cells=[("C2", "not_a_number")],
    ),
    Bad("minus-rent", xlsx(_with_column("Husleie", -5)), cells=[("C2", "out_of_range")]),
    Bad("euro", xlsx(_with_column("Husleie", "€ 900")), cells=[("C2", "not_a_number")]),
    Bad(
        "day-for-number",
        xlsx(_with_column("Areal", date(2026, 1, 1))),
        cells=[("C2", "not_a_number")],
    ),
    Bad("true-for-number", xlsx(_with_column("Areal", True)), cells=[("C2", "not_a_number")]),
    Bad("day-for-text", xlsx([D, ["1", date(2026, 4, 3)]]), cells=[("B2", "date_for_text")]),
    Bad("short-postal-code", xlsx(_with_column("Postnr", "68")), cells=[("C2", "not_digits")]),
    Bad(
        "letters-in-postal-code",
        xlsx(_with_column("Postnr", "68OO")),
        cells=[("C2", "not_digits")],
    ),
    # days
    Bad(
        "no-leap-day",
        comma_separated(_with_column("Fra", "29.02.2027")),
        cells=[("C2", "no_such_day")],
    ),
    Bad(
        "thirty-first-of-april",
        comma_separated(_with_column("Fra", "31.04.2026")),
        cells=[("C2", "no_such_day")],
    ),
    Bad(
        "thirteenth-month",
        comma_separated(_with_column("Fra", "2026-13-01")),
        cells=[("C2", "no_such_day")],
    ),
    Bad(
        "year-zero",
        comma_separated(_with_column("Fra", "01.01.0000")),
        cells=[("C2", "no_such_day")],
    ),
    Bad(
        "year-1026",
        comma_separated(_with_column("Fra", "01.01.1026")),
        cells=[("C2", "absurd_year")],
    ),
    Bad("year-9999", xlsx(_with_column("Fra", date(9999, 12, 31))), cells=[("C2", "absurd_year")]),
    Bad(
        "five-digit-year",
        comma_separated(_with_column("Fra", "01.01.20226")),
        cells=[("C2", "not_a_date")],
    ),
    Bad(
        "short-year",
        comma_separated(_with_column("Fra", "01.02.26")),
        cells=[("C2", "two_digit_year")],
    ),
    Bad("number-for-day", xlsx(_with_column("Fra", 45000)), cells=[("C2", "number_for_date")]),
    Bad(
        "word-for-day",
        comma_separated(_with_column("Fra", "i fjor")),
        cells=[("C2", "not_a_date")],
    ),
    Bad(
        "american-order",
        comma_separated(_with_column("Fra", "12/31/2026")),
        cells=[("C2", "no_such_day")],
    ),
    Bad(
        "ends-before-it-starts",
        xlsx([[*D, "Fra", "I registeret til"], [*GOOD, date(2026, 1, 2), date(2026, 1, 1)]]),
        cells=[("D2", "ends_before_it_starts")],
    ),
    # words
    Bad("unknown-kind", xlsx(_with_column("Boligtype", "Slott")), cells=[("C2", "unknown_word")]),
    Bad(
        "unknown-standard",
        xlsx(_with_column("Standard", "Luksus")),
        cells=[("C2", "unknown_word")],
    ),
    Bad("number-for-word", xlsx(_with_column("Standard", 7)), cells=[("C2", "unknown_word")]),
    Bad(
        "neither-yes-nor-no",
        xlsx(_with_column("Husdyr", "kanskje")),
        cells=[("C2", "not_yes_or_no")],
    ),
    Bad("two-for-yes", xlsx(_with_column("Husdyr", 2)), cells=[("C2", "not_yes_or_no")]),
    Bad(
        "grant-without-group",
        xlsx(_with_column("Tilskudd", "Husbanken")),
        cells=[("C2", "needs_another_cell")],
    ),
    Bad(
        "group-without-grant",
        xlsx(_with_column("Tilskudd bundet til", "ROP")),
        cells=[("C2", "needs_another_cell")],
    ),
    Bad(
        "repaid-without-grant",
        xlsx(_with_column("Tilbakebetaling", 450_000)),
        cells=[("C2", "needs_another_cell")],
    ),
    Bad(
        "repaid-below-nothing",
        xlsx(_with_column("Tilbakebetaling", -1)),
        cells=[("C2", "out_of_range")],
    ),
    Bad(
        "repaid-in-ore",
        xlsx(_with_column("Tilbakebetaling", "450 000,50")),
        cells=[("C2", "not_whole")],
    ),
    Bad(
        "out-of-use-without-cause",
        xlsx(_with_column("Ute av bruk fra", date(2026, 1, 1))),
        cells=[("C2", "needs_another_cell")],
    ),
    Bad(
        "all-at-once",
        xlsx([[*D, "Soverom", "Fra"], [None, "=x", "to", "i går"]]),
        cells=[
            ("A2", "must_be_filled_in"),
            ("B2", "formula"),
            ("C2", "not_a_number"),
            ("D2", "not_a_date"),
        ],
    ),
]

BAD_NEEDS = [
    ("short-id", [["Fnr", "Namn"], ["123", "Kari"]], [("A2", "identity_length")]),
    ("letters-in-id", [["Fnr", "Namn"], ["1705801234X", "Kari"]], [("A2", "identity_length")]),
    ("no-such-birth-date", [["Fnr", "Namn"], ["99999912345", "Kari"]], [("A2", "identity_date")]),
    ("check-digits", [["Fnr", "Namn"], [KARI[:-1] + str((int(KARI[-1]) + 1) % 10), "Kari"]], [("A2", "identity_check_digits")]),
    ("id-as-formula", [["Fnr", "Namn"], ["=" + KARI, "Kari"]], [("A2", "formula")]),
    ("id-twice", [["Fnr", "Namn"], [KARI, "Kari"], [KARI[:6] + " " + KARI[6:], "Kari N"]], [("A2", "identity_twice"), ("A3", "identity_twice")]),
    ("no-name", [["Fnr", "Namn"], [KARI, None]], [("B2", "must_be_filled_in")]),
    ("another-birth-date", [["Fnr", "Namn", "Født"], [KARI, "Kari", date(1980, 5, 18)]], [("C2", "birth_date_and_identity")]),
    ("born-tomorrow", [["Namn", "Født"], ["Kari", date(2099, 1, 1)]], [("B2", "in_the_future")]),
    ("waits-since-the-future", [["Namn", "Søknadsdato"], ["Kari", date(2099, 1, 1)]], [("B2", "in_the_future")]),
    ("telephone-in-words", [["Namn", "Telefon"], ["Kari", "ring mor"]], [("B2", "not_a_telephone")]),
    ("telephone-formula", [["Namn", "Telefon"], ["Kari", "=47+1"]], [("B2", "formula")]),
    ("urgency-six", [["Namn", "Hastegrad"], ["Kari", 6]], [("B2", "unknown_word")]),
    ("reason-unknown", [["Namn", "Hvorfor det haster"], ["Kari", "Barn, drage"]], [("B2", "unknown_word")]),
    ("fewer-rooms-than-least", [["Namn", "Rom minst", "Rom høyst"], ["Kari", 3, 2]], [("C2", "fewer_rooms_than_least")]),
    ("nobody-in-the-household", [["Namn", "Husstandsstørrelse"], ["Kari", 0]], [("B2", "out_of_range")]),
    ("since-without-where", [["Namn", "Bor der siden"], ["Kari", date(2026, 1, 1)]], [("B2", "needs_another_cell")]),
    ("language-unknown", [["Namn", "Språk"], ["Kari", "klingonsk"]], [("B2", "unknown_word")]),
]  # fmt: skip
for _name, _rows, _cells in BAD_NEEDS:
    for _form, _write in (("xlsx", xlsx), ("csv", comma_separated)):
        BAD_CELLS.append(Bad(f"{_name}-{_form}", _write(_rows), cells=_cells, kind="needs"))
