"""Invented organisations for the oracle: strategies, and how one is written to the database."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.accounts.models import Membership
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.persons.models import Case, Conflict, Person, Protection, Responsibility
from heimveg.persons.rules import Basis
from tests.persons.oracle import Position, Record, Relation, World

DAY = date(2026, 11, 23)
UNITS = 2  # few, so that positions and relations often meet
READERS = 3
days = st.integers(-200, 40).map(lambda n: DAY + timedelta(days=n))
unit_numbers = st.integers(0, UNITS - 1)
reader_numbers = st.integers(0, READERS - 1)
# Most worlds should be near an edge: nearly everybody sees somebody, and one thing closes.
CARING = [str(Role.COORDINATOR), str(Role.CASEWORKER)]
mostly = st.sampled_from([True, True, False])
mostly_past = st.sampled_from([-200, -91, -90, -89, -30, -1, 0]).map(
    lambda n: DAY + timedelta(days=n)
)
ends = st.none() | st.sampled_from([-91, -90, -89, -1, 0, 1]).map(
    lambda n: DAY + timedelta(days=n)
)


@st.composite
def positions(draw) -> Position:
    start = draw(mostly_past)
    end = draw(st.none() | st.none() | ends)
    return Position(
        draw(unit_numbers),
        draw(st.sampled_from([*(str(role) for role in Role), *CARING])),
        start,
        end if end is None or end >= start else start,
        draw(mostly),
        draw(mostly),
    )


@st.composite
def relations(draw) -> Relation:
    start = draw(mostly_past | days)
    end = draw(ends)
    end = end if end is None or end >= start else start
    return Relation(
        draw(unit_numbers),
        draw(st.booleans()),
        start,
        end,
        "" if end is None else draw(st.sampled_from(["case_closed", "case_closed", "over"])),
        draw(st.frozensets(reader_numbers, max_size=2)),
        draw(reader_numbers | st.none()),
        draw(st.sampled_from([23, 23, 25])),
        draw(st.sampled_from([False, False, True])),
    )


@st.composite
def records(draw) -> Record:
    rows = draw(st.lists(relations(), min_size=1, max_size=len(Basis)))
    coordinating = [row for row in rows if row.coordinating][:1]  # one unit at a time
    return Record(
        tuple(coordinating + [row for row in rows if not row.coordinating]),
        draw(st.sampled_from(["", "", "", "confidential", "strictly_confidential"])),
        draw(st.sampled_from([None, None, *range(UNITS)])),
        draw(st.sampled_from([frozenset(), frozenset(), frozenset({0})])),
    )


@st.composite
def worlds(draw) -> World:
    readers = tuple(
        tuple(draw(st.lists(positions(), min_size=1, max_size=3))) for _ in range(READERS)
    )
    whole = draw(st.lists(records(), min_size=1, max_size=3))
    merged = draw(st.lists(records(), max_size=1))
    leads_to = draw(st.integers(0, len(whole) - 1))
    aside = [Record(r.relations, r.grade, r.employer, r.in_conflict, leads_to) for r in merged]
    return World(readers, (*whole, *aside))


def written(world: World, units, users) -> list[Person]:
    """Write the world; the persons in the order of the records."""
    by = system_user()
    one_of_each = {
        (n, p.unit, p.role): p for n, held in enumerate(world.readers) for p in held
    }  # the last wins, as in `as_kept`
    Membership.objects.bulk_create(
        Membership(
            user=users[n],
            unit=units[p.unit],
            role=p.role,
            started_on=p.start,
            ended_on=p.end,
            handles_protected=p.clears_protected,
            handles_own_employees=p.clears_colleagues,
        )
        for (n, _unit, _role), p in one_of_each.items()
    )
    people = [
        Person(
            name=f"Person {n}",
            registered_on=DAY,
            employed_in=None if r.employer is None else units[r.employer],
        )
        for n, r in enumerate(world.records)
    ]
    Person.objects.bulk_create(people)
    for person, record in zip(people, world.records, strict=True):
        if record.merged_into is not None:
            Person.objects.filter(pk=person.pk).update(merged_into=people[record.merged_into])
    Case.objects.bulk_create(Case(person=p, opened_on=DAY) for p in people)
    Protection.objects.bulk_create(
        Protection(person=p, grade=r.grade, since=DAY)
        for p, r in zip(people, world.records, strict=True)
        if r.grade
    )
    Conflict.objects.bulk_create(
        Conflict(person=p, user=users[n], kind="family", declared_on=DAY)
        for p, r in zip(people, world.records, strict=True)
        for n in r.in_conflict
    )
    rows = [
        _row(p, relation, basis, units, users, by)
        for p, r in zip(people, world.records, strict=True)
        for relation, basis in zip(r.relations, Basis, strict=False)
    ]
    Responsibility.objects.bulk_create(rows)
    return people


def as_kept(world: World) -> World:
    """The world as the database keeps it: one position of each role and unit, the last."""
    readers = tuple(tuple({(p.unit, p.role): p for p in held}.values()) for held in world.readers)
    return World(readers, world.records)


def _row(person, relation, basis, units, users, by) -> Responsibility:
    named = [users[n] for n in sorted(relation.named)]
    made_at: datetime = clock.now() - timedelta(hours=relation.hours_old)
    return Responsibility(
        person=person,
        unit=units[relation.unit],
        kind="coordinating" if relation.coordinating else "contributing",
        basis=basis,
        started_on=relation.start,
        ended_on=relation.end,
        end_reason=relation.end_reason,
        named_worker=named[0] if named else None,
        stand_in=named[1] if len(named) > 1 else None,
        made_by=by if relation.made_by is None else users[relation.made_by],
        made_at=made_at,
        accepted_on=relation.start if relation.is_accepted else None,
    )
