"""Spreadsheets out: no cell that a program on the other side could take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from heimveg.exchange.sheets.table import Raw, column_letter

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"  # Excel's and LibreOffice's own sign that a cell is text
HEADING_FILL = PatternFill("solid", start_color="FFE3EEF0")
WRONG_FILL = PatternFill("solid", start_color="FFFBD9D3")
CSV_MARK = "\ufeff"  # Excel takes the file for Windows-1252 without it


def neutral(value: Raw) -> Raw:
    """Text that would be read as a formula gets an apostrophe before it; the rest is untouched."""
    if isinstance(value, str) and value.lstrip(" \n").startswith(DANGEROUS):
        return MARK + value
    return value


def as_csv(rows: Iterable[Sequence[Raw]]) -> bytes:
    """`;` between cells, UTF-8 with its mark, as Norwegian Excel opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(neutral(value)) for value in row])
    return (CSV_MARK + out.getvalue()).encode()


def _plain(value: Raw) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value)


def as_xlsx(
    rows: Iterable[Sequence[Raw]],
    *,
    title: str,
    headings: int = 1,
    wrong: frozenset[tuple[int, int]] = frozenset(),
    widths: Sequence[int] = (),
) -> bytes:
    """One sheet. The first `headings` rows are bold; cells in `wrong` (row, column) are filled."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = f"A{headings + 1}" if headings else None
    for number, width in enumerate(widths):
        sheet.column_dimensions[column_letter(number + 1)].width = width
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row, start=1):
            cell = WriteOnlyCell(sheet, _writable(neutral(value)))
            if number <= headings:
                cell.font, cell.fill = Font(bold=True), HEADING_FILL
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif (number, column) in wrong:
                cell.fill = WRONG_FILL
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _writable(value: Raw) -> Raw:
    """openpyxl refuses control characters; what cannot be written is shown as a box."""
    if not isinstance(value, str):
        return value if not isinstance(value, time | timedelta) else str(value)
    text = value.encode("utf-8", "replace").decode()
    return "".join(c if c in "\t\n" or c >= " " else "□" for c in text)[:32_000]
