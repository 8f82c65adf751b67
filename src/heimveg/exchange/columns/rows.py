"""From a table to rows of values: every cell parsed, everything that is wrong named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heimveg.exchange.columns.cells import Wrong
from heimveg.exchange.columns.column import Column, Headings, recognised
from heimveg.exchange.rules import Finding, Level, shortened
from heimveg.exchange.sheets.limits import LIMITS
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import Raw, Table, cell_name

Tell = Callable[[int, int], None]  # how many of how many rows are done


def silent(_done: int, _total: int) -> None:
    """For those who do not wait."""


@dataclass(slots=True)
class Row:
    """One row of the sheet. Empty cells are not in `values`: they change nothing."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = True  # no cell of it is invalid


@dataclass(slots=True)
class Sheet:
    """A file as understood: its rows, where each field stands, and what was found in cells."""

    table: Table
    headings: Headings
    rows: list[Row]
    findings: list[Finding]

    def find(  # what a finding consists of
        self,
        level: Level,
        code: str,
        row: int,
        field_name: str = "",
        /,
        *,
        shown: object = "",
        **details: str | int,
    ) -> None:
        """Note a finding at the cell of `field_name`, or at the whole row."""
        column = self.headings.columns.get(field_name, 0)
        self.findings.append(
            Finding(level, code, row, column, field_name, shortened(shown), details)
        )

    def invalid(self, code: str, row: Row, field_name: str = "", /, **details: str | int) -> None:
        row.is_whole = False
        shown = self.raw(row.number, field_name)
        self.find(Level.INVALID, code, row.number, field_name, shown=shown, **details)

    def raw(self, row: int, field_name: str) -> Raw:
        column = self.headings.columns.get(field_name, 0)
        cells = self.table.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else None

    def place(self, row: int, field_name: str) -> str:
        """D17: where a field of a row stands."""
        return cell_name(row, self.headings.columns.get(field_name, 1))


def understood(table: Table, columns: Sequence[Column], tell: Tell = silent) -> Sheet:
    """Raises Unreadable when the headings are not those of such a list."""
    headings = recognised(table.rows, columns)
    if headings is None:
        raise Unreadable(Reason.NO_HEADER)
    if headings.twice:
        first, second = headings.twice[0]
        raise Unreadable(Reason.DUPLICATE_HEADERS, first=first, second=second)
    if headings.missing:
        raise Unreadable(
            Reason.MISSING_COLUMNS, fields=",".join(column.field for column in headings.missing)
        )
    sheet = Sheet(table, headings, [], [])
    known = [(c, headings.columns[c.field]) for c in columns if c.field in headings.columns]
    wanted = range(headings.row, len(table.rows))
    for index in wanted:
        if any(cell is not None for cell in table.rows[index]):
            sheet.rows.append(_row(sheet, index + 1, table.rows[index], known))
        tell(index - headings.row + 1, len(wanted))
    if not sheet.rows:
        raise Unreadable(Reason.NO_ROWS)
    if len(sheet.rows) > LIMITS.rows:
        raise Unreadable(Reason.TOO_MANY_ROWS, rows=LIMITS.rows)
    return sheet


def _row(
    sheet: Sheet, number: int, cells: Sequence[Raw], known: Iterable[tuple[Column, int]]
) -> Row:
    row = Row(number)
    width = max(len(sheet.table.rows[sheet.headings.row - 1]), *sheet.headings.columns.values())
    if sheet.table.form == "csv" and any(cell is not None for cell in cells[width:]):
        sheet.invalid("too_many_cells", row, cells=len(cells), headings=width)
    for column, place in known:
        cell = cells[place - 1] if place <= len(cells) else None
        try:
            value = _value(sheet, column, number, place, cell)
        except Wrong as wrong:
            sheet.invalid(wrong.code, row, column.field, **wrong.details)
            continue
        if value is not None:
            row.values[column.field] = value
        elif column.is_required:
            sheet.invalid("must_be_filled_in", row, column.field)
    return row


def _value(sheet: Sheet, column: Column, row: int, place: int, cell: Raw) -> object:
    if (row, place) in sheet.table.formulas:
        raise Wrong("formula")
    if (row, place) in sheet.table.errors:
        raise Wrong("error_cell")
    if isinstance(cell, str) and len(cell) > LIMITS.cell_characters:
        raise Wrong("too_long", limit=LIMITS.cell_characters)
    return column.parse(cell)
