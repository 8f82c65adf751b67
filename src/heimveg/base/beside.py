"""Records that stand beside rows, loaded once for all of them and not joined into each: the same
few units and homes stand beside many rows, and every join is read, planned and built anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Expression, ForeignKey, Model, QuerySet

Row = TypeVar("Row", bound=Model)
STATEMENTS_KEPT = 500


@dataclass(frozen=True, slots=True)
class Loading:
    """How rows of a model are loaded by their keys: the same words each time."""

    sql: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Expression], ...]  # by the column's number


def by_key(
    model: type[Row], keys: Collection[int], without: frozenset[str] = frozenset()
) -> dict[int, Row]:
    """The rows there are for the reader, by key; without the fields named. One query."""
    if not keys:
        return {}
    loading = _loading(model, without)
    with connection.cursor() as cursor:
        cursor.execute(loading.sql, [sorted(keys)])
        found = cursor.fetchall()
    rows = (model.from_db(connection.alias, loading.names, _read(v, loading)) for v in found)
    return {row.pk: row for row in rows}


@lru_cache(maxsize=STATEMENTS_KEPT)
def _loading(model: type[Model], without: frozenset[str]) -> Loading:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields = [
        field for field in model._meta.concrete_fields if not {field.name, field.attname} & without
    ]
    columns = ", ".join(f"{table}.{quote(field.column)}" for field in fields)
    converters = (
        (n, tuple(field.get_db_converters(connection)), field.get_col(model._meta.db_table))  # type: ignore[attr-defined]  # Django has it
        for n, field in enumerate(fields)
    )
    return Loading(
        f"SELECT {columns} FROM {table} WHERE {table}.{quote(model._meta.pk.column)} = ANY(%s)",
        tuple(field.attname for field in fields),
        tuple(one for one in converters if one[1]),
    )


def _read(values: Sequence[Any], loading: Loading) -> Sequence[Any]:
    if not loading.converters:
        return values
    read = list(values)
    for n, converters, column in loading.converters:
        for convert in converters:
            read[n] = convert(read[n], column, connection)
    return read


def beside(*lists: tuple[Sequence[Model], Sequence[str]]) -> list[list[Any]]:
    """Each list with the records that its names lead to, `dwelling` or `turnover__dwelling`. As
    with an inner join, a row goes with a record that the reader does not see; where it may be
    without one, it stands without. One query for each model and step, for all lists together."""
    wanted: dict[type[Model], set[int | None]] = {}
    further: dict[type[Model], set[str]] = {}
    asked = [(rows, _ways(rows, names)) for rows, names in lists]
    for rows, ways in asked:
        for field, beyond in ways:
            model = _led_to(field)
            wanted.setdefault(model, set()).update(getattr(row, field.attname) for row in rows)
            further.setdefault(model, set()).update(beyond)
    found = {model: by_key(model, {k for k in keys if k}) for model, keys in wanted.items()}
    for model, names in further.items():
        if names:
            (kept,) = beside((list(found[model].values()), sorted(names)))
            found[model] = {record.pk: record for record in kept}
    return [
        [row for row in rows if all(_set(row, field, found) for field, _beyond in ways)]
        for rows, ways in asked
    ]


def with_beside(rows: QuerySet[Row], *names: str) -> list[Row]:
    """The rows asked for, each with the records it names."""
    (whole,) = beside((list(rows), names))
    return whole


def _ways(
    rows: Sequence[Model], names: Sequence[str]
) -> list[tuple[ForeignKey[Any, Any], list[str]]]:
    """The columns that lead to records, each with the names that go on from there."""
    ways: dict[str, list[str]] = {}
    for name in names:
        first, _, beyond = name.partition("__")
        ways.setdefault(first, []).extend([beyond] if beyond else [])
    if not rows:
        return []
    field = rows[0]._meta.get_field
    return [(cast("ForeignKey[Any, Any]", field(name)), ways[name]) for name in ways]


def _led_to(field: ForeignKey[Any, Any]) -> type[Model]:
    return cast("type[Model]", field.related_model)


def _set(
    row: Model, field: ForeignKey[Any, Any], found: dict[type[Model], dict[int, Any]]
) -> bool:
    record = found[_led_to(field)].get(getattr(row, field.attname))
    if record is None and not field.null:
        return False
    field.set_cached_value(row, record)
    return True
