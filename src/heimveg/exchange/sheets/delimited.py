"""Text with separators: which encoding, which separator, and the cells."""

import codecs
import csv
import io

from heimveg.exchange.sheets.limits import Limits
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import Raw, Table

SEPARATORS = (";", "\t", ",")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HINT = "sep="  # Excel's own first line


def read_delimited(content: bytes, limits: Limits) -> Table:
    """Raises Unreadable: ENCODING, QUOTES, TOO_MANY_ROWS, TOO_MANY_COLUMNS or NO_ROWS."""
    text = decoded(content)
    separator, hinted_lines = _separator(text)
    rows: list[list[Raw]] = []
    csv.field_size_limit(limits.file_bytes)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([cell if cell.strip() else None for cell in cells])
            _refuse_too_large(rows, limits)
    except csv.Error as error:
        raise Unreadable(Reason.QUOTES, row=len(rows) + 1) from error
    if hinted_lines:
        rows[0] = []
    if not any(any(cell is not None for cell in row) for row in rows):
        raise Unreadable(Reason.NO_ROWS)
    return Table("csv", rows)


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252."""
    if content.startswith(UTF16_MARKS):
        return _strictly(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(Reason.ENCODING) from error


def _separator(text: str) -> tuple[str, int]:
    """The separator of the first line with any, and how many lines told us so by a hint."""
    lines = text[:100_000].splitlines()
    if (
        lines
        and lines[0].strip().casefold().startswith(HINT)
        and len(lines[0].strip()) == len(HINT) + 1
    ):
        return lines[0].strip()[-1], 1
    for line in lines:
        unquoted = "".join(line.split('"')[::2])
        counts = {separator: unquoted.count(separator) for separator in SEPARATORS}
        if any(counts.values()):
            return max(SEPARATORS, key=lambda separator: counts[separator]), 0
    return SEPARATORS[0], 0


def _refuse_too_large(rows: list[list[Raw]], limits: Limits) -> None:
    if len(rows) > limits.rows + 20:
        raise Unreadable(Reason.TOO_MANY_ROWS, rows=limits.rows)
    if len(rows[-1]) > limits.columns:
        raise Unreadable(Reason.TOO_MANY_COLUMNS, columns=limits.columns)
