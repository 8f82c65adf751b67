import pytest

from tests.handoffs.factories import Town


@pytest.fixture
def town(db, as_system):
    return Town()
