from datetime import date

import pytest

from heimveg.access.roles import Role
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import PropertyFactory
from tests.upkeep.factories import HomeFactory, StandardFactory

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def this_day(request, on_day):
    on_day(TODAY)
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        MunicipalityFactory(default_language="en")


@pytest.fixture
def unit(db):
    return UnitFactory(kind="property")


@pytest.fixture
def keeper(act_as, unit):
    """A property manager in the unit that keeps the home."""
    return act_as((unit, Role.PROPERTY))


@pytest.fixture
def caretaker(act_as, unit):
    return act_as((unit, Role.CARETAKER))


@pytest.fixture
def stranger(act_as, db):
    """A property manager of another unit's homes."""
    return act_as((UnitFactory(kind="property"), Role.PROPERTY))


@pytest.fixture
def home(unit):
    return HomeFactory(estate=PropertyFactory(managed_by=unit), address="Storgata 1")


@pytest.fixture
def standard(db):
    return StandardFactory(codes=("own_bath", "fire_safety", "width"))
