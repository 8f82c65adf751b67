"""The dwelling list as a file: the columns of the import, so that it reads back unchanged."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch

from heimveg.dwellings.models import Dwelling, DwellingQuerySet, FundingTie, OutOfUse
from heimveg.dwellings.rules import built_form
from heimveg.exchange.columns.column import Column
from heimveg.exchange.dwelling_list.columns import DWELLING_COLUMNS
from heimveg.exchange.dwelling_list.dated_columns import OUT, TIE
from heimveg.exchange.sheets.table import Raw
from heimveg.exchange.sheets.writing import as_csv, as_xlsx

DERIVED = frozenset({"rooms"})  # bedrooms and a living room; both in one file could disagree
COLUMNS = tuple(column for column in DWELLING_COLUMNS if column.field not in DERIVED)
PLACES = {
    "matrikkel": ("estate", "matrikkel"),
    "estate": ("estate", "name"),
    "cluster": ("cluster", "name"),
    "cluster_location": ("cluster", "location"),
    "cluster_staffed": ("cluster", "staffed"),
}
Table = Iterator[list[Raw]]


def dwelling_table(
    homes: DwellingQuerySet, *, language: str, on: date, knows_grants: bool, knows_kinds: bool
) -> Table:
    """Headings, then a row a home with the tie and the time out of use that run on `on`.
    `knows_grants`: whether the reader may know what grants are for; `knows_kinds`: whom a home is
    for, or only how it is built.

    Cost: four queries, whatever the number of homes.
    """
    columns = [column for column in COLUMNS if knows_grants or column.field not in TIE]
    yield [column.heading(language) for column in columns]
    ties = Prefetch("funding_ties", FundingTie.objects.running_on(on), to_attr="ties_now")
    outs = Prefetch("out_of_use", OutOfUse.objects.running_on(on), to_attr="outs_now")
    rows = homes.select_related("estate", "cluster").prefetch_related("rent_parts")
    rows = rows.prefetch_related(ties).prefetch_related(outs)
    for home in rows:
        values = _values(home)
        values["kind"] = home.kind if knows_kinds else built_form(home.kind)
        yield [_cell(column, values, language) for column in columns]


def _cell(column: Column, values: dict[str, Any], language: str) -> Raw:
    value = values.get(column.field)
    return None if value == "" else column.written(value, language)


def _values(home: Dwelling) -> dict[str, Any]:
    """Field of the import → value, as the columns name them."""
    values = {column.field: getattr(home, column.field, None) for column in COLUMNS}
    for field, (place, name) in PLACES.items():
        values[field] = getattr(getattr(home, place), name, None)
    values |= {f"rent_{part.kind}": part.ore_month for part in home.rent_parts.all()}
    values |= _of_first(home.ties_now, TIE)  # type: ignore[attr-defined]  # prefetched above
    return values | _of_first(home.outs_now, OUT)  # type: ignore[attr-defined]


def _of_first(rows: Iterable[object], names: dict[str, str]) -> dict[str, Any]:
    row = next(iter(rows), None)
    return {field: getattr(row, name, None) for field, name in names.items()}


def dwelling_file(table: Table, file_format: str, *, title: str) -> bytes:
    """The file's bytes, xlsx or csv. What looks like a formula is made plain text."""
    return as_xlsx(table, title=title) if file_format == "xlsx" else as_csv(table)
