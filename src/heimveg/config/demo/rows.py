"""Rows of many tables gathered first and written together, so that a city takes seconds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection, models
from tqdm import tqdm

from heimveg.accounts.models import Unit, User
from heimveg.config.demo import names
from heimveg.decisions.models import Decision
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.persons.models import (
    Case,
    Consent,
    Household,
    HouseholdMember,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.rules import Basis, CaseOutcome, EndReason, IdKind, Kind
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.tenancies.models import Tenancy

Row = TypeVar("Row", bound=models.Model)
ORDER: tuple[type[models.Model], ...] = (
    Responsibility,
    Person,
    Case,
    Protection,
    Household,
    HouseholdMember,
    Consent,
    Decision,
    Tenancy,
    Stay,
    InstitutionStay,
    Need,
    CareBasis,
    Income,
)


def ids_of(model: type[models.Model], count: int) -> Iterator[int]:
    """Take `count` ids from the table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=ZoneInfo("Europe/Oslo"))


@dataclass
class Rows:
    rng: Random
    today: date
    by: User
    person_ids: Iterator[int]
    rows: dict[type[models.Model], list[Any]] = field(
        default_factory=lambda: {model: [] for model in ORDER}
    )

    def add(self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def person(
        self, *, on: date, unit: Unit, worker: User | None = None, closed: date | None = None
    ) -> Person:
        """An invented person whom `unit` coordinates from `on`, until the case is `closed`."""
        rng, born = self.rng, names.birth_day(self.rng, today=self.today)
        knows_number = rng.random() < 0.93
        person = Person(
            pk=next(self.person_ids),
            name=names.person_name(rng),
            born_on=born if knows_number else None,
            birth_year=born.year,
            id_kind=IdKind.NATIONAL if knows_number else IdKind.UNKNOWN,
            office_reference=f"B{on.year}-{rng.randrange(100_000):05d}",
            phone=names.phone(rng) if rng.random() < 0.8 else "",
            language=rng.choices(("", "nb", "nn", "en"), (70, 15, 10, 5))[0],
            registered_on=on,
        )
        person.take_national_id(names.synthetic_number(born, rng) if knows_number else "")
        self.add(person)
        self.relation(
            person,
            unit,
            on=on,
            until=closed,
            kind=Kind.COORDINATING,
            basis=Basis.CASE,
            worker=worker,
        )
        self.add(
            Case(
                person=person,
                opened_on=on,
                closed_on=closed,
                outcome=CaseOutcome.HOUSED if closed else "",
            )
        )
        return person

    def relation(  # noqa: PLR0913  # one row's columns
        self,
        person: Person,
        unit: Unit,
        *,
        on: date,
        basis: Basis,
        until: date | None = None,
        kind: Kind = Kind.CONTRIBUTING,
        worker: User | None = None,
    ) -> None:
        ended = (
            EndReason.NOT_ENDED
            if until is None
            else EndReason.CASE_CLOSED
            if kind is Kind.COORDINATING
            else EndReason.OVER
        )
        self.add(
            Responsibility(
                person=person,
                unit=unit,
                kind=kind,
                basis=basis,
                started_on=on,
                ended_on=until,
                end_reason=ended,
                named_worker=worker,
                made_by=self.by,
                made_at=moment(on),
                accepted_on=on,
            )
        )

    def save(self) -> None:
        """Write everything, table by table."""
        total = sum(len(rows) for rows in self.rows.values())
        with tqdm(total=total, desc="demo data", unit="rows", leave=False) as bar:
            for model in ORDER:
                rows = self.rows[model]
                for first in range(0, len(rows), 2000):
                    part = rows[first : first + 2000]
                    model._default_manager.bulk_create(part)
                    bar.update(len(part))

    def ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))
