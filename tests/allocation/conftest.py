import pytest

from tests.allocation.factories import DAY, Town


@pytest.fixture
def today(on_day):
    """Pages and doors believe it is the day of the tests."""
    on_day(DAY)
    return DAY


@pytest.fixture
def town(db, today):
    return Town()
