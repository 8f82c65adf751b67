"""Lists that ask about their people together find what a policy finds row by row."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from heimveg.access.context import READER, reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.desk.worklists import arriving, handing, needing, preventing, renting
from heimveg.desk.worklists.asking import statement
from heimveg.desk.worklists.panel import MOST
from heimveg.intake.models import Errand
from heimveg.intake.permissions import READ_ERRANDS
from heimveg.intake.queries.errands import errands_for_my_units
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.persons.models import (
    Conflict,
    Household,
    HouseholdMember,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.permissions import NAME_WORKER, READ_PERSON
from heimveg.persons.rules import ConflictKind, Grade
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.permissions import READ_CASES
from heimveg.tenancies.models import RenewalReview, Tenancy
from heimveg.tenancies.permissions import READ_RENEWALS
from heimveg.tenancies.queries.listing import AddressIsHidden
from tests.accounts.factories import UnitFactory
from tests.intake.factories import ErrandFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day")]
DAY = date(2026, 11, 23)
PEOPLE = 40


def urgent(actor):
    rows = Need.objects.permitted_to(actor, READ_NEEDS).filter(urgency__gte=4)
    return rows.filter(status__in=["waiting", "incomplete"]).most_urgent_first()


def undecided(actor):
    done = RenewalReview.objects.filter(
        tenancy=OuterRef("pk"), lease_until=OuterRef("lease_until"), done_on__isnull=False
    )
    rows = Tenancy.objects.permitted_to(actor, READ_RENEWALS).filter(ended_on=None)
    rows = rows.filter(~Exists(done), lease_until__lte=date(2027, 5, 23), started_on__lte=DAY)
    return rows.order_by("lease_until", "pk")


def steps(actor):
    rows = PreventionCase.objects.permitted_to(actor, READ_CASES).open()
    rows = rows.filter(next_due_on__lte=DAY + timedelta(days=3))
    return rows.exclude(AddressIsHidden("person_id")).order_by("next_due_on", "opened_on", "pk")


def to_answer(actor):
    late = Errand.objects.late(on=DAY).filter(pk=OuterRef("pk"))
    mine = errands_for_my_units(actor, on=DAY).permitted_to(actor, READ_ERRANDS)
    return mine.filter(Q(state="new") | Exists(late)).due_first()


def without_worker(actor):
    rows = Responsibility.objects.permitted_to(actor, NAME_WORKER).running_on(DAY)
    said_yes = Q(kind="contributing", basis="asked", accepted_on__isnull=False)
    rows = rows.filter(Q(kind="coordinating") | said_yes, named_worker=None)
    return rows.filter(unit__in=actor.units(NAME_WORKER)).order_by("started_on", "pk")


def named_for(actor):
    rows = Responsibility.objects.permitted_to(actor, READ_PERSON).running_on(DAY)
    mine = Q(named_worker=actor.user_id) | Q(stand_in=actor.user_id)
    return rows.coordinating().filter(mine).order_by("started_on", "pk")


LISTS = {
    "urgent": (needing._urgent_needs, urgent),
    "undecided": (renting._leases_undecided, undecided),
    "steps": (preventing._steps, steps),
    "to answer": (arriving._to_answer, to_answer),
    "without worker": (handing._without_worker, without_worker),
    "named for": (needing._named_for, named_for),
}


@pytest.fixture
def town(act_as):
    """People of two units, some protected, some colleagues, some kept from a reader."""
    ours, theirs = UnitFactory(), UnitFactory()
    readers = [
        act_as((ours, Role.ALLOCATOR)),
        act_as((ours, Role.COORDINATOR), handles_protected=True, handles_own_employees=True),
        act_as((theirs, Role.CASEWORKER)),
        act_as((ours, Role.COORDINATOR), (theirs, Role.PROPERTY)),
        act_as((theirs, Role.PROPERTY)),
        act_as((UnitFactory(), Role.ALLOCATOR)),
    ]
    chance = random.Random(7)
    for n in range(PEOPLE):
        _life(n, chance, ours if n % 3 else theirs, theirs, readers)
    return readers


def _life(n, chance, unit, other, readers):
    person = PersonFactory(unit=unit, on=DAY - timedelta(days=n % 7))
    worker, stand_in = chance.choice([None, *readers]), chance.choice([None, *readers])
    Responsibility.objects.filter(person=person).update(
        named_worker=worker and worker.user_id, stand_in=stand_in and stand_in.user_id
    )
    if chance.random() < 0.3:
        _contribution(person, other, chance)
    if n % 8 == 5:
        grade = chance.choice([Grade.CONFIDENTIAL, Grade.STRICTLY])
        Protection.objects.create(person=person, grade=grade, since=DAY)
        _lives_with(person)
    if n % 9 == 4:
        Person.objects.filter(pk=person.pk).update(employed_in=unit)
    if n % 10 == 2:
        Conflict.objects.create(
            user_id=readers[0].user_id, person=person, kind=ConflictKind.FAMILY, declared_on=DAY
        )
    _records(n, chance, person, unit)


def _contribution(person, unit, chance):
    coordinating = Responsibility.objects.get(person=person)
    if coordinating.unit_id != unit.pk:
        Responsibility.objects.create(
            person=person,
            unit=unit,
            kind="contributing",
            basis=chance.choice(["asked", "need"]),
            started_on=DAY - timedelta(days=2),
            made_by=system_user(),
            made_at=clock.now() - timedelta(days=2),
            accepted_on=chance.choice([None, DAY]),
        )


def _lives_with(person):
    """The person of before lives with the one who is protected."""
    before = Person.objects.filter(pk__lt=person.pk).order_by("-pk").first()
    household = Household.objects.create(formed_on=DAY)
    for member in filter(None, (before, person)):
        HouseholdMember.objects.create(household=household, person=member, started_on=DAY)


def _records(n, chance, person, unit):
    NeedFactory(
        person=person,
        unit=unit,
        urgency=chance.choice([3, 4, 5]),
        urgency_reasons=["no_place"],
        status=chance.choice(["waiting", "incomplete", "offered"]),
        opened_on=DAY - timedelta(days=chance.randrange(3)),
    )
    until = DAY + timedelta(days=chance.choice([-9, 20, 180, 181, 182, 400]))
    tenancy = TenancyFactory(person=person, lease_until=until, started_on=DAY - timedelta(days=3))
    if chance.random() < 0.3:
        is_done = chance.random() < 0.5
        RenewalReview.objects.create(
            person=person, tenancy=tenancy, lease_until=until, opened_on=DAY,
            **({"done_on": DAY, "way": "stay", "reasons": "Fits"} if is_done else {}),
        )  # fmt: skip
    PreventionCase.objects.create(
        tenancy=tenancy, person=person, opened_on=DAY, first_sign_on=DAY,
        next_due_on=chance.choice([None, DAY, DAY + timedelta(days=3), DAY + timedelta(days=4)]),
    )  # fmt: skip
    state, told = chance.choice(["new", "incomplete", "in_hand"]), chance.choice([None, DAY])
    ErrandFactory(
        person=person,
        unit=unit if n % 2 else UnitFactory(),
        kind=chance.choice(["application", "concern"]),
        state=state,
        lacking="Income" if state == "incomplete" else "",
        answer_by=DAY + timedelta(days=chance.choice([-1, 0, 5])),
        told_on=told,
        told_how="letter" if told else "",
    )


def keys(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_those_the_policies_show_in_its_order(town, name):
    question, row_by_row = LISTS[name]
    found = {}
    for reader in town:
        with reading_as(reader.user_id):
            said = statement(question, reader, DAY)
            found[reader] = keys(said.sql, said.params)
            expected = list(row_by_row(reader).values_list("pk", flat=True)[: MOST + 1])
        assert found[reader] == expected, reader
    assert sum(map(bool, found.values())) >= 2  # else nothing was compared
    assert len({tuple(each) for each in found.values()}) >= 3
    assert found[town[-1]] == []


def test_a_list_is_as_long_as_was_asked_for_and_then_stops(town):
    """Also where the first of those who are asked about are not seen."""
    reader = town[0]
    with reading_as(reader.user_id):
        said = statement(needing._urgent_needs, reader, DAY)
        *rest, _most = said.params
        every = keys(said.sql, said.params)
        for most in range(len(every) + 3):
            assert keys(said.sql, [*rest, most]) == every[:most]


def test_nobody_is_found_without_a_reader(town):
    said = statement(needing._urgent_needs, town[0], DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [READER])
    assert keys(said.sql, said.params) == []
