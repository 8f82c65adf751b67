from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.dwellings.models import OutOfUse
from heimveg.dwellings.rules import TURNOVER_DAYS, Cause
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, EndReason
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import AlreadyEnded, DwellingTaken, Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, OutOfUseFactory, PropertyFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def moved_in(person, dwelling, on=DAY):
    return Tenancy.move_in(
        person=person,
        dwelling=dwelling,
        on=on,
        decision=None,
        rent_ore_month=900_000,
        lease_until=date(2029, 3, 1),
        by=system_user(),
    )


def relations(person):
    return Responsibility.objects.filter(person=person, basis=Basis.TENANCY)


def test_moving_in_writes_tenancy_stay_and_the_offices_relations():
    economy, housing = UnitFactory(kind=UnitKind.ECONOMY), UnitFactory()
    dwelling = DwellingFactory(estate=PropertyFactory())
    person = PersonFactory(unit=housing)

    tenancy = moved_in(person, dwelling)

    assert (tenancy.dwelling, tenancy.started_on, tenancy.ended_on) == (dwelling, DAY, None)
    stay = Stay.objects.get(person=person)
    assert (stay.kind, stay.started_on, stay.dwelling) == (
        StayKind.MUNICIPAL_TENANCY,
        DAY,
        dwelling,
    )
    assert {r.unit for r in relations(person)} == {economy, housing, dwelling.estate.managed_by}
    assert {r.accepted_on for r in relations(person)} == {DAY}


def test_the_landlord_sees_the_tenant_while_the_tenancy_runs(act_as):
    dwelling = DwellingFactory(estate=PropertyFactory())
    person = PersonFactory()
    landlord = act_as((dwelling.estate.managed_by, Role.PROPERTY))
    tenancy = moved_in(person, dwelling)

    with door(landlord, READ_TENANCIES):
        assert Person.objects.filter(pk=person.pk).exists()

    tenancy.move_out(on=clock.today())
    with door(landlord, READ_TENANCIES):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_moving_out_ends_tenancy_and_relations_and_starts_the_turnover():
    person, dwelling = PersonFactory(), DwellingFactory(estate=PropertyFactory())
    tenancy = moved_in(person, dwelling)
    out = DAY + timedelta(days=30)

    tenancy.move_out(on=out)

    tenancy.refresh_from_db()
    assert tenancy.ended_on == out
    assert {(r.ended_on, r.end_reason) for r in relations(person)} == {(out, EndReason.OVER)}
    turnover = OutOfUse.objects.get(dwelling=dwelling)
    assert (turnover.cause, turnover.started_on) == (Cause.TURNOVER, out)
    assert turnover.expected_end_on == out + timedelta(days=TURNOVER_DAYS)


def test_a_home_that_is_out_of_use_already_keeps_its_cause():
    tenancy = TenancyFactory()
    OutOfUseFactory(dwelling=tenancy.dwelling, cause=Cause.FIRE, started_on=DAY)

    tenancy.move_out(on=DAY)

    assert [o.cause for o in OutOfUse.objects.filter(dwelling=tenancy.dwelling)] == [Cause.FIRE]


def test_a_known_later_cause_cuts_the_turnover_short():
    tenancy = TenancyFactory()
    sale = OutOfUseFactory(
        dwelling=tenancy.dwelling, cause=Cause.AWAITING_SALE, started_on=DAY + timedelta(days=5)
    )

    tenancy.move_out(on=DAY)

    turnover = OutOfUse.objects.get(dwelling=tenancy.dwelling, cause=Cause.TURNOVER)
    assert turnover.ended_on == sale.started_on


def test_who_moves_within_the_same_landlords_stock_keeps_the_relation_without_a_gap():
    estate = PropertyFactory()
    person, first, second = (
        PersonFactory(),
        DwellingFactory(estate=estate),
        DwellingFactory(estate=estate),
    )
    day = DAY + timedelta(days=30)

    moved_in(person, first).move_out(on=day)
    moved_in(person, second, on=day)

    periods = relations(person).filter(unit=estate.managed_by).order_by("started_on")
    assert [(r.started_on, r.ended_on) for r in periods] == [(DAY, day), (day, None)]


def test_a_tenancy_ends_once():
    tenancy = TenancyFactory(ended=True)

    with pytest.raises(AlreadyEnded):
        tenancy.end(on=date(2026, 7, 1))


def test_a_tenancy_does_not_end_before_it_began():
    tenancy = TenancyFactory()

    with pytest.raises(Refused, match="before it began"):
        tenancy.end(on=tenancy.started_on - timedelta(days=1))


def test_a_home_has_one_tenancy_at_a_time():
    tenancy = TenancyFactory()

    with pytest.raises(DwellingTaken, match="got this home first"):
        moved_in(PersonFactory(), tenancy.dwelling)


def test_a_person_has_one_tenancy_at_a_time():
    tenancy = TenancyFactory()

    with pytest.raises(DwellingTaken, match="already has a municipal home"):
        moved_in(tenancy.person, DwellingFactory())


def test_a_home_can_be_let_from_the_day_it_is_left():
    tenancy = TenancyFactory(ended=True)

    assert moved_in(PersonFactory(), tenancy.dwelling, on=tenancy.ended_on).pk


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"ended_on": date(2025, 1, 1)}, "tenancy_ends_after_it_starts"),
        ({"is_imported": False}, "tenancy_rests_on_a_decision"),
    ],
)
def test_the_database_refuses(broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TenancyFactory(**broken)
