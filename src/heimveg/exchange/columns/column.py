"""A column of a spreadsheet: what it is called in each language, how its cells are read, and
what to write in it. Declared once; the import, the template files and the export use it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from heimveg.exchange.columns.cells import Parser
from heimveg.exchange.columns.words import written_words
from heimveg.exchange.rules import folded
from heimveg.exchange.sheets.table import Raw

YES = {"nb": "Ja", "nn": "Ja", "en": "Yes"}
NO = {"nb": "Nei", "nn": "Nei", "en": "No"}
ONE_DAY = timedelta(days=1)


class Shape(StrEnum):
    """What a value is, for writing it back."""

    PLAIN = "plain"
    KRONER = "kroner"  # kept in øre
    YES_NO = "yes_no"
    WORD = "word"  # of a code list
    WORDS = "words"  # several of a code list
    NAMES = "names"  # several free names
    LAST_DAY = "last_day"  # kept as the first day without


@dataclass(frozen=True)
class Column:
    """`also` are further names: Kobo's API fields, and what municipalities call it."""

    field: str
    nb: str
    nn: str
    en: str
    also: tuple[str, ...]
    parse: Parser
    remedy: str | Promise
    shape: Shape = Shape.PLAIN
    code_list: str = ""
    is_required: bool = False

    def heading(self, language: str) -> str:
        return {"nb": self.nb, "nn": self.nn}.get(language, self.en)

    def known_as(self) -> set[str]:
        return {folded(name) for name in (self.field, self.nb, self.nn, self.en, *self.also)}

    def choices(self, language: str) -> list[str]:
        if self.shape is Shape.YES_NO:
            return [YES[language], NO[language]]
        return list(written_words(self.code_list, language).values()) if self.code_list else []

    def written(self, value: Any, language: str) -> Raw:  # noqa: ANN401  # any column's value
        """The value as this column's cell; reading it again gives the same value."""
        if value is None:
            return None
        if isinstance(value, date):
            return value - ONE_DAY if self.shape is Shape.LAST_DAY else value
        words = written_words(self.code_list, language)
        match self.shape:
            case Shape.KRONER:
                written: Raw = value // 100 if value % 100 == 0 else value / 100
            case Shape.YES_NO:
                written = YES[language] if value else NO[language]
            case Shape.WORD:
                written = words.get(str(value), str(value))
            case Shape.WORDS:
                written = ", ".join(words.get(str(one), str(one)) for one in value)
            case Shape.NAMES:
                written = "; ".join(value)
            case _:
                written = value if isinstance(value, int | float) else str(value)
        return written


@dataclass(frozen=True)
class Headings:
    """Which column of the sheet (from 1) holds which field, and what is not understood."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]  # two headings for one field
    missing: tuple[Column, ...]


OWN_ERROR_HEADINGS = frozenset(
    folded(name) for name in ("To mend", "To look at", "Å rette", "Å se på", "Å sjå på")
)


def recognised(rows: Sequence[Sequence[Raw]], columns: Iterable[Column]) -> Headings | None:
    """The row of headings among the first ten: the one with the most known names."""
    known = {name: column for column in columns for name in column.known_as()}
    found = [_headings(number, row, known) for number, row in enumerate(rows[:10], start=1)]
    best = max(found, key=lambda headings: len(headings.columns), default=None)
    if best is None or not best.columns:
        return None
    missing = tuple(
        c for c in dict.fromkeys(known.values()) if c.is_required and c.field not in best.columns
    )
    return Headings(best.row, best.columns, best.unknown, best.twice, missing)


def _headings(number: int, row: Sequence[Raw], known: dict[str, Column]) -> Headings:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    twice: list[tuple[str, str]] = []
    for place, cell in enumerate(row, start=1):
        heading = " ".join(str(cell).split()) if isinstance(cell, str) else ""
        column = known.get(folded(heading)) if heading else None
        if column is not None and column.field in columns:
            first = str(row[columns[column.field] - 1])
            twice.append((" ".join(first.split()), heading))
        elif column is not None:
            columns[column.field] = place
        elif heading and folded(heading) not in OWN_ERROR_HEADINGS:
            unknown.append(heading)
    return Headings(number, columns, tuple(unknown), tuple(twice), ())
