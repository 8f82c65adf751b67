"""Whom the rows of a waiting list are about: known by number or reference, perhaps known, or new.

Nobody is merged silently. Who is protected, or known to other units alone, leaves no sign: the row
is about somebody new, and the unit that knows the number is asked afterwards (ADR 10).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base import secrets
from heimveg.exchange.columns.rows import Row
from heimveg.exchange.permissions import IMPORT_NEEDS
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Sketch, looks_like, phone_key

AT_ONCE = 500  # rows in one question: short of what a statement may take


@dataclass(slots=True)
class Match:
    """`seen` is an id; none: a new person, unless somebody picks a `double`. `is_returning`: one
    whom the unit itself was the last to answer for, as nobody does any more."""

    seen: int | None = None
    is_returning: bool = False
    doubles: list[int] = field(default_factory=list)
    several: bool = False  # the reference is that of several people
    differing: bool = False  # number and reference point at two people


def matches(
    rows: Iterable[Row], actor: Actor, choices: Mapping[str, str], *, unit_id: int, on: date
) -> dict[int, Match]:
    """Row number → match, for a list of `unit_id`. Seven queries, whatever the number of rows."""
    rows = [row for row in rows if row.is_whole]
    found = {row.number: Match() for row in rows}
    _by_number(rows, actor, found)
    _by_reference(rows, actor, found)
    unknown = [r for r in rows if found[r.number] == Match()]
    _doubles(unknown, actor, found)
    _returning([r for r in unknown if "national_id" in r.values], found, unit_id=unit_id, on=on)
    for number, match in found.items():
        choice = choices.get(str(number), "")
        if choice.isdigit() and int(choice) in match.doubles:
            match.seen, match.is_returning = int(choice), False
    return found


def _by_number(rows: list[Row], actor: Actor, found: dict[int, Match]) -> None:
    index = {
        secrets.blind_index(r.values["national_id"]): r for r in rows if "national_id" in r.values
    }
    known = Person.objects.permitted_to(actor, IMPORT_NEEDS).filter(id_index__in=list(index))
    for id_index, pk, kept in known.order_by("-pk").values_list(
        "id_index", "pk", "merged_into_id"
    ):
        found[index[bytes(id_index or b"")].number].seen = kept or pk


def _by_reference(rows: list[Row], actor: Actor, found: dict[int, Match]) -> None:
    said = {r.values["office_reference"]: r for r in rows if "office_reference" in r.values}
    known = Person.objects.permitted_to(actor, IMPORT_NEEDS).whole()
    owners: dict[str, list[int]] = defaultdict(list)
    for reference, pk in known.filter(office_reference__in=list(said)).values_list(
        "office_reference", "pk"
    ):
        owners[reference].append(pk)
    for reference, people in owners.items():
        match = found[said[reference].number]
        match.several = len(people) > 1
        match.differing = match.seen is not None and match.seen not in people
        match.seen = match.seen or people[0]


def _returning(rows: list[Row], found: dict[int, Match], *, unit_id: int, on: date) -> None:
    """Those of the unit's own from before. The database says only the id, and nothing of those
    whose address is protected or who work here; nothing of it is shown."""
    numbers = [row.number for row in rows]
    indexes = [secrets.blind_index(row.values["national_id"]) for row in rows]
    question = "SELECT n, known_person(i) FROM unnest(%s::int[], %s::bytea[]) AS said(n, i)"
    known = {pk: number for number, pk in _asked(question, [numbers, indexes]) if pk}
    with by_the_house():
        ledger = Responsibility.objects.coordinating().filter(person_id__in=list(known))
        last = {row.person_id: row for row in ledger.order_by("started_on", "pk")}
    for person_id, row in last.items():
        match = found[known[person_id]]
        match.is_returning = row.unit_id == unit_id and not row.runs_on(on)


def _doubles(rows: list[Row], actor: Actor, found: dict[int, Match]) -> None:
    """People the actor sees who look like somebody in the file, by the persons room's rule."""
    akin: dict[int, set[int]] = defaultdict(set)
    for first in range(0, len(rows), AT_ONCE):
        for number, person_id in _akin(rows[first : first + AT_ONCE]):
            akin[number].add(person_id)
    people = _sketches(actor, {pk for ids in akin.values() for pk in ids})
    for row in rows:
        known = [people[pk] for pk in sorted(akin[row.number]) if pk in people]
        found[row.number].doubles = [k["pk"] for k in known if _may_be(row, k)]


def _akin(rows: list[Row]) -> list[tuple[int, Any]]:
    """Row number and id of those most like it, at most twenty for each row."""
    question = (
        "SELECT number, person_id FROM people_akin_to_listed"
        "(%s::int[], %s::text[], %s::date[], %s::text[])"
    )
    arguments = [
        [row.number for row in rows],
        [row.values.get("name", "") for row in rows],
        [row.values.get("born_on") for row in rows],
        [phone_key(row.values.get("phone", "")) for row in rows],
    ]
    return _asked(question, arguments)


def _sketches(actor: Actor, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Only compared here, shown to nobody: no reading to be logged."""
    fields = ("pk", "name", "nickname", "born_on", "birth_year", "phone", "id_index")
    rows = Person.objects.permitted_to(actor, IMPORT_NEEDS).filter(pk__in=ids).values(*fields)
    return {row["pk"]: row for row in rows}


def _may_be(row: Row, known: Mapping[str, Any]) -> bool:
    if "national_id" in row.values and known["id_index"]:
        return False  # two numbers, two people
    said = Sketch(
        row.values.get("name", ""), row.values.get("born_on"), None, row.values.get("phone", "")
    )
    names = [known["name"], known["nickname"]]
    return any(
        looks_like(said, Sketch(name, known["born_on"], known["birth_year"], known["phone"]))
        for name in names
        if name
    )


def _asked(question: str, arguments: list[Any]) -> list[tuple[int, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question, arguments)
        return list(cursor.fetchall())
