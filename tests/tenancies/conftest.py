import pytest

from heimveg.access.roles import Role
from tests.accounts.factories import UnitFactory


@pytest.fixture
def housing(db):
    return UnitFactory()


@pytest.fixture
def officer(act_as, housing):
    """Allocates homes, and lets them."""
    return act_as((housing, Role.ALLOCATOR))


@pytest.fixture
def office(log_in, officer):
    """The officer's browser."""
    return log_in(officer)
