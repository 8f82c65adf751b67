"""The history of a record, read through the one function the database has for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.access.models import HistoryEntry
from heimveg.access.reading import note_read
from heimveg.accounts.queries import names_of, system_user
from heimveg.base.paging import Page
from heimveg.base.parts import Text
from heimveg.desk.history.told import NAMED_BY, Column, Told, columns_of
from heimveg.values import Money, in_thousands

PAGE = 30
ONE = timedelta(days=1)
NOTHING: tuple[object, ...] = (None, "", [], False)
HISTORY = "SELECT * FROM history_of(%s, %s, %s)"
Named = dict[tuple[type[models.Model], int], str]  # what a key is called


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after; both empty texts where there was nothing."""

    name: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row that somebody wrote, as far as the reader may know."""

    at: datetime
    who: str
    what: Text
    how: Text
    is_first: bool
    differences: list[Difference]


def history_of(
    actor: Actor, told: Sequence[Told], *, pk: int, person_id: int | None, number: int
) -> Page[HistoryEntry]:
    """Page `number` of what happened to record `pk`, newest first, from the tables the actor may
    ask about. The database gives the rows that the reader would see of the table itself."""
    asked: list[object] = []
    for one in told:
        if actor.may(one.permission):
            keys = one.model._default_manager.filter(**{one.of: pk}).values_list("pk", flat=True)
            asked += [one.table, list(keys), person_id]
    count = len(asked) // 3
    sql = " UNION ALL ".join([HISTORY] * count)
    sql += " ORDER BY happened_at DESC, id DESC LIMIT %s OFFSET %s"
    first = (number - 1) * PAGE
    rows = list(HistoryEntry.objects.raw(sql, [*asked, PAGE + 1, first])) if count else []
    note_read(row.person_id for row in rows[:PAGE])
    return Page(rows[:PAGE], number, has_next=len(rows) > PAGE)


def in_words(actor: Actor, entries: Iterable[HistoryEntry], told: Sequence[Told]) -> list[Change]:
    """What the entries say to a reader. One query a kind of record that is named."""
    entries = list(entries)
    tables = {one.table: one for one in told}
    columns = {one.table: columns_of(actor, one.model) for one in told}
    named = _named(entries, columns)
    users = names_of(entry.user_id for entry in entries if entry.user_id is not None)
    users[system_user().pk] = "Heimveg"
    return [
        change
        for entry in entries
        if (change := _change(entry, tables[entry.table_name], columns, named, users)).differences
        or entry.operation == "DELETE"
    ]


def _change(
    entry: HistoryEntry,
    told: Told,
    columns: dict[str, dict[str, Column]],
    named: Named,
    users: dict[int, str],
) -> Change:
    is_first = entry.operation == "INSERT"
    how = {"INSERT": _("written"), "UPDATE": _("changed"), "DELETE": _("removed")}
    known = columns[entry.table_name]
    differences = [
        Difference(
            capfirst(str(known[name].name)), *(_text(value, known[name], named) for value in pair)
        )
        for name, pair in entry.changed.items()
        if name in known and not (is_first and pair[1] in NOTHING)
    ]
    order = [str(capfirst(str(column.name))) for column in known.values()]
    return Change(
        at=entry.happened_at,
        who=users.get(entry.user_id or 0, _("the database's owner")),
        what=told.title,
        how=how[entry.operation],
        is_first=is_first,
        differences=sorted(differences, key=lambda difference: order.index(str(difference.name))),
    )


def _text(value: Any, column: Column, named: Named) -> str:  # noqa: ANN401  # what JSON holds
    if value is None or isinstance(value, bool):
        return "" if value is None else _("yes") if value else _("no")
    if isinstance(column.field, ArrayField):
        return ", ".join(str(column.words.get(str(one), one)) for one in value)
    if isinstance(column.field, models.ForeignKey):
        return named.get((column.field.related_model, value), f"#{value}")  # type: ignore[arg-type]
    if isinstance(column.field, models.DateField) and len(value) == len("2026-01-01"):
        day = date.fromisoformat(value)
        return date_format(day - ONE if column.is_last_day else day, "SHORT_DATE_FORMAT")
    words = str(column.words.get(str(value), value))
    return _amount(value, column.field.name) or words


def _amount(value: Any, name: str) -> str:  # noqa: ANN401  # what JSON holds
    """An amount by the unit in its column's name; empty for anything else."""
    if "ore_month" in name:
        return str(Money(value))
    return in_thousands(str(value)) if "nok" in name else ""


def _named(entries: Iterable[HistoryEntry], columns: dict[str, dict[str, Column]]) -> Named:
    wanted: dict[type[models.Model], set[int]] = {}
    for model, value in _keys_in(entries, columns):
        if model in NAMED_BY and value is not None:
            wanted.setdefault(model, set()).add(value)
    return {
        (model, pk): str(record)
        for model, keys in wanted.items()
        for pk, record in model._default_manager.in_bulk(keys).items()
    }


def _keys_in(
    entries: Iterable[HistoryEntry], columns: dict[str, dict[str, Column]]
) -> Iterator[tuple[type[models.Model], int | None]]:
    for entry in entries:
        for name, pair in entry.changed.items():
            column = columns[entry.table_name].get(name)
            if column is not None and isinstance(column.field, models.ForeignKey):
                for value in pair:
                    yield column.field.related_model, value  # type: ignore[misc]
