"""A care worker, somebody they follow up, and the day."""

from datetime import date

import pytest

from heimveg.access.roles import Role
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.persons.factories import PersonFactory

DAY = date(2026, 11, 23)


@pytest.fixture
def unit(db, on_day):
    on_day(DAY)
    MunicipalityFactory(default_language="en")
    return UnitFactory(kind="substance_use")


@pytest.fixture
def person(unit):
    return PersonFactory(unit=unit, name="Ola Vik")


@pytest.fixture
def carer(log_in, act_as, unit):
    return log_in(act_as((unit, Role.CARE_WORKER)))
