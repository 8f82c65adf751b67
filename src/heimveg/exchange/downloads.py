"""Files for the importer: an empty list with explanations, and the own list with its errors."""

import io
from collections import defaultdict

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.findings import loaded
from heimveg.exchange.intake import COLUMNS, columns_of
from heimveg.exchange.models import ImportFile
from heimveg.exchange.rules import Finding, Kind, Level
from heimveg.exchange.sheets.reading import read
from heimveg.exchange.sheets.table import Raw, cell_name, column_letter
from heimveg.exchange.sheets.writing import HEADING_FILL, MARK, as_xlsx
from heimveg.exchange.texts import field_name, finding_text

ROWS_WITH_CHOICES = 2_000
FIRST_CHOICE = 5  # the columns before it on the second sheet explain


def template_file(kind: Kind, language: str) -> bytes:
    """An .xlsx with the headings of the list, a menu where words are chosen, and a second sheet
    that says what to write in each column."""
    book = Workbook()
    book.remove(book.worksheets[0])
    title = _("Dwellings") if kind == Kind.DWELLINGS else _("Waiting list")
    sheet, explained = book.create_sheet(title[:31]), book.create_sheet(_("Explanation")[:31])
    sheet.freeze_panes = "A2"
    explained.append(
        [
            _("Column"),
            _("Must be filled in"),
            _("What to write"),
            _("Also recognised as"),
            _("Words to choose from"),
        ]
    )
    for number, column in enumerate(COLUMNS[kind], start=1):
        cell = sheet.cell(row=1, column=number, value=column.heading(language))
        cell.font, cell.fill = Font(bold=True), HEADING_FILL
        letter = column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.heading(language)) + 2)
        words = column.choices(language)
        explained.append(_explanation(column, language, words))
        _offer(sheet, explained, letter, number + 1, column, words)
    _lay_out(explained)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explanation(column: Column, language: str, words: list[str]) -> list[str]:
    """The names other systems use, Kobo's among them, are recognised too."""
    return [
        column.heading(language),
        _("yes") if column.is_required else "",
        str(column.remedy),
        ", ".join(column.also),
        *words,
    ]


def _offer(  # where the menu stands and where its words do
    sheet: Worksheet, explained: Worksheet, letter: str, row: int, column: Column, words: list[str]
) -> None:
    """A menu in the cells of the column; other words can still be written, and are checked."""
    if not words or column.shape is Shape.WORDS:
        return
    last = column_letter(FIRST_CHOICE + len(words) - 1)
    name = explained.title.replace("'", "''")
    menu = DataValidation(
        type="list", allow_blank=True, showErrorMessage=False,
        formula1=f"'{name}'!${column_letter(FIRST_CHOICE)}${row}:${last}${row}",
    )  # fmt: skip
    sheet.add_data_validation(menu)
    menu.add(f"{letter}2:{letter}{ROWS_WITH_CHOICES}")


def _lay_out(explained: Worksheet) -> None:
    for letter, width in zip("ABCD", (28, 12, 60, 50), strict=True):
        explained.column_dimensions[letter].width = width
    for cell in explained[1]:
        cell.font, cell.fill = Font(bold=True), HEADING_FILL
    for row in explained.iter_rows(min_row=2, max_col=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    explained.freeze_panes = "B2"


def error_file(file: ImportFile, language: str) -> bytes:
    """The rows as they were uploaded, with what is wrong beside them and the cells marked. Text
    that looks like a formula is neutral. Mended, it can be uploaded as it is."""
    found = [f for level in Level for f in loaded(file.report["findings"][level], level)]
    invalid = [f for f in found if f.level is Level.INVALID]
    said = _sentences(file, invalid, language)
    also = _sentences(file, [f for f in found if f.level is not Level.INVALID], language)
    table, heading_row = read(bytes(file.content)), file.report["heading_row"]
    width = max(len(row) for row in table.rows)
    rows: list[list[Raw]] = [[*row, *[None] * (width - len(row))] for row in table.rows]
    _mark_twice(rows, [f for f in invalid if f.code == "formula"])
    for number, row in enumerate(rows, start=1):
        is_heading = number == heading_row
        row.append(_("To mend") if is_heading else "\n".join(said[number]))
        row.append(_("To look at") if is_heading else "\n".join(also[number]))
    return as_xlsx(
        rows,
        title=file.report["sheet"] or _("List"),
        headings=heading_row,
        wrong=frozenset((f.row, f.column) for f in invalid),
    )


def _sentences(
    file: ImportFile, findings: list[Finding], language: str
) -> defaultdict[int, list[str]]:
    """Row → what is said about its cells."""
    columns = columns_of(file.kind)
    said = defaultdict(list)
    for finding in findings:
        name = field_name(finding.field, columns, language)
        where = cell_name(finding.row, finding.column) if finding.column else str(finding.row)
        said[finding.row].append(f"{where} {name}: {finding_text(finding, columns, language)}")
    return said


def _mark_twice(rows: list[list[Raw]], formulas: list[Finding]) -> None:
    """What was refused as a formula is not let in by way of this file."""
    for finding in formulas:
        text = rows[finding.row - 1][finding.column - 1]
        if isinstance(text, str):
            rows[finding.row - 1][finding.column - 1] = MARK * 2 + text
