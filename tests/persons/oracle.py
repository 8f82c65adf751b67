"""Who sees whom, said once more in plain Python, from the written rules and not from the code.

The table is copied by hand from the access model; a change there must be made here too.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

D0_3 = {"D0", "D1", "D2", "D3"}
READS = {
    "allocator": D0_3 | {"D6", "D7"},
    "caseworker": D0_3 | {"D6", "D7"},
    "care_worker": D0_3 | {"D4", "D7"},
    "property": {"D0", "D1", "D2", "D7"},
    "caretaker": {"D0", "D1", "D2", "D7"},
    "coordinator": D0_3 | {"D4", "D6", "D7"},
    "economy": {"D0", "D1", "D2", "D6"},
    "leader": {"D0", "D1"},
    "auditor": {"D0", "D1", "D8"},
    "administrator": set(),
}
OF_OWN_PEOPLE = {"caseworker": {"D4"}}


@dataclass(frozen=True)
class Position:
    unit: int
    role: str
    start: date
    end: date | None
    clears_protected: bool
    clears_colleagues: bool


@dataclass(frozen=True)
class Relation:
    unit: int
    coordinating: bool
    start: date
    end: date | None
    end_reason: str
    named: frozenset[int]  # worker and stand-in, as reader numbers
    made_by: int | None  # reader number; None: somebody else
    hours_old: int
    is_accepted: bool


@dataclass(frozen=True)
class Record:
    relations: tuple[Relation, ...] = ()
    grade: str = ""
    employer: int | None = None
    in_conflict: frozenset[int] = frozenset()
    merged_into: int | None = None  # place of another record in the list


@dataclass(frozen=True)
class World:
    readers: tuple[tuple[Position, ...], ...]
    records: tuple[Record, ...] = field(default=())


def sees(
    world: World, reader: int, record: int, field_class: str, day: date, roles: set[str] | None
) -> bool:
    asked = world.records[record]
    kept = record if asked.merged_into is None else asked.merged_into
    same_person = [r for n, r in enumerate(world.records) if kept in (n, r.merged_into)]
    if any(reader in r.in_conflict for r in same_person):  # R7
        return False
    return any(
        _opens(position, relation, reader, field_class, day)
        and (roles is None or position.role in roles)
        and _protection_allows(world.records[kept].grade, position, relation, reader)
        and _colleague_allows(asked.employer, position)
        for relation in world.records[kept].relations
        for position in world.readers[reader]
    )


def _opens(
    position: Position, relation: Relation, reader: int, field_class: str, day: date
) -> bool:
    """R3 and R4: the position and the relation are of the same unit, and both hold today."""
    if position.unit != relation.unit or not _holds(position.start, position.end, day):
        return False
    own = reader in relation.named
    if field_class not in READS[position.role] and not (
        own and field_class in OF_OWN_PEOPLE.get(position.role, set())
    ):
        return False
    self_made = not relation.coordinating and relation.made_by == reader
    if self_made and not relation.is_accepted and relation.hours_old < 24:
        return False
    if _holds(relation.start, relation.end, day):
        return True
    was_closed = relation.end_reason == "case_closed" and relation.start <= day
    return was_closed and relation.end is not None and day < relation.end + timedelta(days=90)


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)


def _protection_allows(grade: str, position: Position, relation: Relation, reader: int) -> bool:
    """R5: a confidential address asks for clearance, a strict one for being named as well."""
    if grade == "confidential":
        return position.clears_protected
    if grade == "strictly_confidential":
        return position.clears_protected and reader in relation.named
    return True


def _colleague_allows(employer: int | None, position: Position) -> bool:
    """R6: a colleague's record is read in another unit, by who is cleared for it."""
    return employer is None or (position.clears_colleagues and position.unit != employer)
