"""What was read from a file: the cells of one sheet, and what is odd about some of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Raw: TypeAlias = str | float | bool | date | datetime | time | timedelta | None
Place: TypeAlias = tuple[int, int]  # row and column, both counted from 1


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows[0]` is row 1 of the sheet; rows may differ in length."""

    form: str  # xlsx, ods or csv
    rows: list[list[Raw]]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    formulas: frozenset[Place] = field(default_factory=frozenset)
    errors: frozenset[Place] = field(
        default_factory=frozenset
    )  # cells that show #REF! and the like


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """(17, 4) is D17."""
    return f"{column_letter(column)}{row}"
