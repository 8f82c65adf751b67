"""A report as the preview page shows it: in the reader's language, a page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.findings import loaded
from heimveg.exchange.intake import columns_of
from heimveg.exchange.models import ImportFile
from heimveg.exchange.rules import NEW, Level, State
from heimveg.exchange.sheets.table import cell_name
from heimveg.exchange.texts import NOTICES, field_name, finding_text, refusal_text
from heimveg.values import Money

PAGE = 50
WHO, CHANGED = "who", "changed"
ORDER = (str(Level.INVALID), WHO, str(Level.UNUSUAL), CHANGED, str(Level.INCOMPLETE))
TITLES: dict[str, str | Promise] = {
    str(Level.INVALID): _("Must be mended"),
    WHO: _("Who is it?"),
    str(Level.UNUSUAL): _("Unusual"),
    CHANGED: _("What changes"),
    str(Level.INCOMPLETE): _("Incomplete"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    title: str | Promise
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class FoundLine:
    cell: str
    field: str
    shown: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    row: int
    called: str
    fields: list[tuple[str, str, str]]  # name, before, after


@dataclass(frozen=True, slots=True)
class Question:
    """One row that may be somebody known. `choice` is what was decided before, or empty."""

    row: int
    called: str
    people: list[Any]  # Person, with who answers for them
    choice: str


def tabs(file: ImportFile, wanted: str) -> list[Tab]:
    """Those with something in them; the wanted one, else the first, is current."""
    report = file.report
    counts = {
        **report["counts"],
        WHO: len(report["to_decide"]),
        CHANGED: report["fates"].get("changed", 0),
    }
    there = [key for key in ORDER if counts.get(key)]
    current = wanted if wanted in there else (there[0] if there else "")
    return [Tab(key, TITLES[key], counts[key], key == current) for key in there]


def found_lines(file: ImportFile, level: Level, first: int, language: str) -> list[FoundLine]:
    columns = columns_of(file.kind)
    stored = file.report["findings"][level][first : first + PAGE + 1]
    return [
        FoundLine(
            cell_name(f.row, f.column) if f.column else str(f.row),
            field_name(f.field, columns, language),
            f.shown,
            finding_text(f, columns, language),
        )
        for f in loaded(stored, level)
    ]


def change_lines(file: ImportFile, first: int, language: str) -> list[ChangeLine]:
    columns = columns_of(file.kind)

    def line(name: str, before: object, after: object) -> tuple[str, str, str]:
        column = columns[name]
        heading = field_name(name, columns, language)
        return heading, _said(column, before, language), _said(column, after, language)

    return [
        ChangeLine(change["row"], change["called"], [line(*field) for field in change["fields"]])
        for change in file.report["changes"][first : first + PAGE + 1]
    ]


def questions(file: ImportFile, first: int) -> list[tuple[int, list[int], str]]:
    """Row, ids of its probable doubles, and what was chosen before; a page of them."""
    asked = sorted(file.report["to_decide"].items(), key=lambda item: int(item[0]))
    return [
        (int(row), ids, _choice(file, row, ids)) for row, ids in asked[first : first + PAGE + 1]
    ]


def _choice(file: ImportFile, row: str, ids: Sequence[int]) -> str:
    chosen = str(file.choices.get(row, ""))
    return chosen if chosen in {NEW, *(str(pk) for pk in ids)} else ""


def _said(column: Column, value: Any, language: str) -> str:  # noqa: ANN401  # JSON
    """A stored value in words."""
    if value in (None, "", []):
        return "–"
    if column.shape is Shape.KRONER:
        return f"{Money(value)} kr"
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return f"{column.written(date.fromisoformat(value), language):%d.%m.%Y}"
        except ValueError:
            return value
    if isinstance(value, list) and column.shape not in (Shape.WORDS, Shape.NAMES):
        return ", ".join(str(one) for one in value)
    return str(column.written(value, language))


def refusal(file: ImportFile, language: str) -> str:
    is_refused = file.state == State.REFUSED
    return refusal_text(file.report, columns_of(file.kind), language) if is_refused else ""


def notice(file: ImportFile) -> str | Promise:
    """Why a file that was to be taken in is back."""
    return NOTICES.get(str(file.report.get("notice", "")), "")


def counted_fields(file: ImportFile, language: str) -> list[tuple[str, int]]:
    """How many rows change each field, most first."""
    columns = columns_of(file.kind)
    counts = file.report.get("changed_fields", {}).items()
    return [
        (field_name(name, columns, language), count)
        for name, count in sorted(counts, key=lambda item: (-item[1], item[0]))
    ]
