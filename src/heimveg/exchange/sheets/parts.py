"""XML parts of a workbook, walked before the fast parser sees them: how far the cells reach,
which hold formulas, which show an error."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from heimveg.exchange.sheets.limits import Limits
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import Place

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ROW = re.compile(r"[1-9][0-9]{0,6}")
REPEATED_ROWS = "number-rows-repeated"
REPEATED_COLUMNS = "number-columns-repeated"


@dataclass(slots=True)
class Extent:
    """What one sheet holds. The last row and column are the last with something in them."""

    limits: Limits
    last_row: int = 0
    last_column: int = 0
    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)

    def meet(self, name: str, row: int, column: int) -> None:
        """What stands inside a cell of a workbook: a value, text, or a formula."""
        if name in ("v", "is", "f"):
            self.reach(row, column)
        if name == "f":
            self.formulas.add((row, column))

    def reach(self, row: int, column: int) -> None:
        """Raises Unreadable as soon as the sheet is too large to be a list of anything."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if self.last_row > self.limits.rows + 20:  # a heading, some lines above it, and some grace
            raise Unreadable(Reason.TOO_MANY_ROWS, rows=self.limits.rows)
        if self.last_column > self.limits.columns:
            raise Unreadable(Reason.TOO_MANY_COLUMNS, columns=self.limits.columns)


def local(name: str) -> str:
    return name.rpartition("}")[2]


def attribute(element: "Element", name: str) -> str:
    """An attribute by its local name, whatever its namespace; empty when it is not there."""
    return next((value for key, value in element.items() if local(key) == name), "")


def walk(part: bytes) -> Iterator[tuple[str, "Element", str]]:
    """(start or end, element, local name). Raises Unreadable for a DTD and for broken XML."""
    try:
        for event, element in iterparse(io.BytesIO(part), ("start", "end"), forbid_dtd=True):
            yield event, element, local(element.tag)
    except DefusedXmlException as error:
        raise Unreadable(Reason.DOCUMENT_TYPE) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(Reason.BROKEN) from error


def excel_extent(part: bytes, limits: Limits) -> Extent:
    """Cost: one pass over the sheet, about 1 s for 500,000 cells."""
    extent = Extent(limits)
    row = column = 0
    for event, element, name in walk(part):
        if event == "end":
            if name == "row":
                element.clear()
        elif name == "row":
            row, column = _row_number(element.get("r"), row), 0
        elif name == "c":
            row, column = _place(element.get("r"), row, column)
            if element.get("t") == "e":
                extent.errors.add((row, column))
        else:
            extent.meet(name, row, column)
    return extent


def _row_number(said: str | None, before: int) -> int:
    if said is None:
        return before + 1
    if not ROW.fullmatch(said):
        raise Unreadable(Reason.BROKEN)
    return int(said)


def _place(reference: str | None, row: int, column: int) -> Place:
    if reference is None:
        return row, column + 1
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise Unreadable(Reason.BROKEN)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), number


@dataclass(slots=True)
class _Pen:
    """Where in an OpenDocument table we are. Cells and rows may stand for many of themselves."""

    row: int = 0
    column: int = 0
    rows_at_once: int = 1
    cells_at_once: int = 1


def opendocument_extents(part: bytes, limits: Limits) -> dict[str, Extent]:
    """The extent of every sheet by its name, in the file's order."""
    extents: dict[str, Extent] = {}
    pen, extent = _Pen(), Extent(limits)
    for event, element, name in walk(part):
        if event == "end":
            if name == "table-row":
                element.clear()
        elif name == "table":
            pen, extent = _Pen(), Extent(limits)
            extents[attribute(element, "name")] = extent
        elif name == "table-row":
            pen.row += pen.rows_at_once if pen.row else 1
            pen.rows_at_once = _repeated(element, REPEATED_ROWS)
            pen.column, pen.cells_at_once = 0, 1
        elif name in ("table-cell", "covered-table-cell"):
            _step(pen, extent, element)
        elif name == "p" and pen.column:
            extent.reach(pen.row + pen.rows_at_once - 1, pen.column + pen.cells_at_once - 1)
    return extents


def _step(pen: _Pen, extent: Extent, cell: "Element") -> None:
    pen.column += pen.cells_at_once if pen.column else 1
    pen.cells_at_once = _repeated(cell, REPEATED_COLUMNS)
    formula = attribute(cell, "formula")
    if formula or attribute(cell, "value-type"):
        extent.reach(pen.row + pen.rows_at_once - 1, pen.column + pen.cells_at_once - 1)
    if formula:
        extent.formulas.add((pen.row, pen.column))


def _repeated(element: "Element", name: str) -> int:
    text = attribute(element, name) or "1"
    if not (text.isascii() and text.isdigit()) or not int(text[:9]) >= 1:
        raise Unreadable(Reason.BROKEN)
    return int(text[:9])
