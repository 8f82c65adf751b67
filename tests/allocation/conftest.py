import pytest

from heimveg.base import clock
from tests.allocation.factories import DAY, Town


@pytest.fixture
def today(monkeypatch):
    """Pages and doors believe it is the day of the tests."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    return DAY


@pytest.fixture
def town(db, today):
    return Town()
