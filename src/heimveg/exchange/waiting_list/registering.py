"""New people of a waiting list in bulk: what `Person.register` and `Need.begin` do for one, done
for hundreds in a handful of statements. The database's promises (somebody answers every day, one
open need) are asked of each row all the same."""

from collections.abc import Sequence

from django.db import connection

from heimveg.accounts.models import Unit
from heimveg.base import clock
from heimveg.exchange.waiting_list.known import CLUSTERS
from heimveg.exchange.waiting_list.plan import PARTICULARS, NeedPlan, Wanted, id_kind_of
from heimveg.needs.models import Income, Need
from heimveg.needs.rules import NeedStatus, missing
from heimveg.persons.models import Case, Person, Responsibility
from heimveg.persons.rules import Basis, Kind
from heimveg.stays.models import Stay


def register_people(
    wanted: Sequence[Wanted], plan: NeedPlan, *, unit: Unit, by: int
) -> list[Person]:
    """Make a record with an open case, which `unit` answers for, of everybody in `wanted`, with
    need, stay and income. Cost: ten statements."""
    people = [_person(one, pk, plan) for one, pk in zip(wanted, _ids(len(wanted)), strict=True)]
    _let_the_unit_answer(people, plan, unit=unit, by=by)
    Person.objects.bulk_create(people)
    Case.objects.bulk_create(Case(person=person, opened_on=plan.on) for person in people)
    _open_needs(wanted, people, plan, unit=unit)
    Stay.objects.bulk_create(
        Stay(person=person, kind=one.stay, started_on=one.stay_on or plan.on)
        for one, person in zip(wanted, people, strict=True)
        if one.stay is not None and one.home is None
    )
    Income.objects.bulk_create(
        Income(person=person, nok_year=one.income, known_on=plan.on)
        for one, person in zip(wanted, people, strict=True)
        if one.income is not None
    )
    return people


def _ids(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('persons_person', 'id'))"
            " FROM generate_series(1, %s)",
            [number],
        )
        return [row[0] for row in cursor.fetchall()]


def _person(wanted: Wanted, pk: int, plan: NeedPlan) -> Person:
    values = wanted.row.values
    number = values.get("national_id", "")
    said = {name: values[name] for name in PARTICULARS if name in values}
    person = Person(pk=pk, registered_on=plan.on, id_kind=id_kind_of(number), **said)
    person.take_national_id(number)
    return person


def _let_the_unit_answer(people: Sequence[Person], plan: NeedPlan, *, unit: Unit, by: int) -> None:
    """Before the people's own rows: the row-level policy asks who answers for them."""
    now = clock.now()
    Responsibility.objects.bulk_create(
        Responsibility(
            person_id=person.pk,
            unit=unit,
            kind=Kind.COORDINATING,
            basis=Basis.CASE,
            started_on=plan.on,
            made_by_id=by,
            made_at=now,
            accepted_on=plan.on,
        )
        for person in people
    )


def need_fields(wanted: Wanted) -> dict[str, object]:
    """The columns of a new need, with the status that follows from what is missing."""
    fields = {name: value for name, value in wanted.content.items() if name not in CLUSTERS}
    lacking = missing(
        kinds=fields.get("kinds", []),
        rooms_at_least=fields.get("rooms_at_least"),
        urgency_reasons=fields.get("urgency_reasons", []),
    )
    status = NeedStatus.INCOMPLETE if lacking else NeedStatus.WAITING
    return {**fields, "status": status, "confirmed_doubts": wanted.confirmed}


def _open_needs(
    wanted: Sequence[Wanted], people: Sequence[Person], plan: NeedPlan, *, unit: Unit
) -> None:
    needs = Need.objects.bulk_create(
        Need(person=person, unit=unit, **{"opened_on": plan.on, **need_fields(one)})
        for one, person in zip(wanted, people, strict=True)
    )
    for name in CLUSTERS:
        link = getattr(Need, name).through
        link.objects.bulk_create(
            link(need=need, cluster=cluster)
            for need, one in zip(needs, wanted, strict=True)
            for cluster in dict.fromkeys(one.content.get(name, []))
        )
