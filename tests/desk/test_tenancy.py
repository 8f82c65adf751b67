from datetime import date

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def frame(on_day):
    MunicipalityFactory(default_language="en")
    on_day(TODAY)


@pytest.fixture
def tenancy():
    return Tenancy.move_in(
        person=PersonFactory(unit=UnitFactory(), name="Kari Nordheim"),
        dwelling=DwellingFactory(estate=PropertyFactory(), address="Storgata 5"),
        on=date(2026, 3, 1), decision=None, rent_ore_month=900_000,
        lease_until=date(2029, 3, 1), by=system_user(),
    )  # fmt: skip


def office(tenancy):
    return tenancy.person.responsibilities.get(kind="coordinating").unit


def test_who_sees_the_tenant_sees_the_tenancy_and_it_is_logged(act_as, log_in, tenancy):
    client = log_in(act_as((office(tenancy), Role.ALLOCATOR)))
    text = client.get(f"/tenancies/{tenancy.pk}/").content.decode()

    assert "Storgata 5" in text
    assert "Kari Nordheim" in text
    assert "9 000" in text.replace("\xa0", " ")
    assert ReadEntry.objects.get().person_ids == [tenancy.person_id]


@pytest.mark.parametrize("role", [Role.ALLOCATOR, Role.PROPERTY, Role.CARETAKER])
def test_to_others_it_is_not_there(act_as, log_in, tenancy, role):
    client = log_in(act_as((UnitFactory(), role)))
    assert client.get(f"/tenancies/{tenancy.pk}/").status_code == 404


def test_a_tenancy_at_a_protected_address_is_not_there(act_as, log_in, tenancy):
    client = log_in(act_as((office(tenancy), Role.ALLOCATOR)))
    Protection.objects.create(person=tenancy.person, grade=Grade.STRICTLY, since=TODAY)
    assert client.get(f"/tenancies/{tenancy.pk}/").status_code == 404


def test_the_housing_office_may_end_it_and_a_care_worker_may_not(act_as, log_in, tenancy):
    address, end = f"/tenancies/{tenancy.pk}/", f"/tenancies/{tenancy.pk}/end/"
    unit = office(tenancy)
    assert end in log_in(act_as((unit, Role.ALLOCATOR))).get(address).content.decode()
    assert end not in log_in(act_as((unit, Role.CARE_WORKER))).get(address).content.decode()
