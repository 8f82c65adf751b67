"""All lists of a page asked for together: one statement for what stands in them, then one for the
rows of each kind and for the records beside them. A list is a generator, so that each is written
in one place and in one piece:

    def offers_out(actor: Actor, on: date) -> Asking:
        found = yield First(_offers_out, ("person", "dwelling"))
        return Worklist(rows=[... for offer in found.rows], count=found.count, ...)
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from heimveg.access.gate import Actor
from heimveg.base.beside import beside, by_key
from heimveg.base.parts import Worklist
from heimveg.desk.worklists.panel import FIRST, MOST, Found
from heimveg.persons.sight import FirstSeen

Question = Callable[[Actor, date], QuerySet[Any] | FirstSeen]
STATEMENTS_KEPT = 2000  # of some 3 kB each


@dataclass(frozen=True, slots=True)
class First:
    """The beginning of what a question finds, with the records its rows speak of."""

    of: Question
    related: tuple[str, ...] = ()


Asking = Generator[First, Found, Worklist]
Ask = Callable[[Actor, date], Asking | Worklist]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a question says to the database; None: nothing, for it can find nothing."""

    sql: str | None
    params: tuple[Any, ...]
    model: type[Model]
    deferred: frozenset[str]


class Kind(NamedTuple):
    """Rows that are loaded alike."""

    model: type[Model]
    deferred: frozenset[str]
    related: tuple[str, ...]


@lru_cache(maxsize=STATEMENTS_KEPT)
def statement(question: Question, actor: Actor, on: date) -> Statement:
    """The words of a question follow from who asks and the day, and from nothing else: they are
    found once for both. What they find is asked for anew each time, and never kept."""
    rows = question(actor, on)
    if isinstance(rows, FirstSeen):
        return Statement(rows.sql, rows.arguments, rows.model, frozenset())
    deferred = frozenset(rows.query.deferred_loading[0])
    try:
        sql, params = rows.values_list("pk", flat=True)[: MOST + 1].query.sql_with_params()
    except EmptyResultSet:
        return Statement(None, (), rows.model, deferred)
    return Statement(sql, tuple(params), rows.model, deferred)


def ask_all(lists: Sequence[Ask], actor: Actor, on: date) -> list[Worklist]:
    """Each list with its rows, in the order given. One query, and one for each kind of rows and
    of records beside them."""
    begun = [ask(actor, on) for ask in lists]
    asking = [one for one in begun if not isinstance(one, Worklist)]
    answers = iter(_find([next(one) for one in asking], actor, on))
    return [one if isinstance(one, Worklist) else _told(one, next(answers)) for one in begun]


def _told(list_: Asking, found: Found) -> Worklist:
    try:
        list_.send(found)
    except StopIteration as end:
        worklist: Worklist = end.value
        return worklist
    raise AssertionError("a list asks once")


def _find(wanted: Sequence[First], actor: Actor, on: date) -> list[Found]:
    """Only the rows that are shown are loaded, and so only they are in the read log."""
    asked = [statement(first.of, actor, on) for first in wanted]
    keys = _keys(asked)
    kinds = [
        Kind(said.model, said.deferred, first.related)
        for said, first in zip(asked, wanted, strict=True)
    ]
    shown: dict[Kind, set[int]] = {}
    for kind, found in zip(kinds, keys, strict=True):
        if found:
            shown.setdefault(kind, set()).update(found[:FIRST])
    rows = [list(by_key(k.model, keys, k.deferred).values()) for k, keys in shown.items()]
    whole = beside(*zip(rows, (kind.related for kind in shown), strict=True))
    loaded = {k: {row.pk: row for row in each} for k, each in zip(shown, whole, strict=True)}
    return [
        Found([loaded[kind][key] for key in found[:FIRST] if key in loaded[kind]], len(found))
        for kind, found in zip(kinds, keys, strict=True)
    ]


def _keys(asked: Sequence[Statement]) -> list[list[int]]:
    """Of each question the keys it finds, in its order and at most MOST and one more."""
    said = [one for one in asked if one.sql is not None]
    if not said:
        return [[] for _ in asked]
    columns = ", ".join(f"ARRAY({one.sql})" for one in said)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [param for one in said for param in one.params])
        found = iter(cursor.fetchone())
    return [[] if one.sql is None else list(next(found)) for one in asked]
