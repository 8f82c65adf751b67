from types import SimpleNamespace

import pytest

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.decisions import commands
from heimveg.decisions.models import Decision
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.decisions.factories import DAY, DecisionFactory


@pytest.fixture
def today(on_day):
    on_day(DAY)
    return DAY


@pytest.fixture
def office(db, today, act_as):
    """The deciding unit with two who sign for each other, and the municipality they write for."""
    MunicipalityFactory(default_language="en")
    unit = UnitFactory(name="Bustadkontoret")
    return SimpleNamespace(
        unit=unit, first=act_as((unit, Role.ALLOCATOR)), second=act_as((unit, Role.COORDINATOR))
    )


@pytest.fixture
def draft(office):
    return DecisionFactory(unit=office.unit)


class Errand:
    """A decision on its way, moved by the commands alone."""

    def __init__(self, office, draft):
        self.office, self.pk, self.on = office, draft.pk, DAY

    @property
    def now(self):
        return Decision.objects.get(pk=self.pk)

    def signed(self, by=None):
        return self._do(commands.sign_decision, by or self.office.first, at=clock.now())

    def approved(self, by=None):
        return self._do(commands.approve_decision, by or self.office.second, at=clock.now())

    def told(self, on=None):
        return self._do(
            commands.tell_decision, self.office.first, on=on or self.on, at=clock.now()
        )

    def _do(self, command, actor, **rest):
        command(actor, decision_id=self.pk, version=self.now.version, **rest)
        return self


@pytest.fixture
def errand(office, draft):
    return Errand(office, draft)


@pytest.fixture
def errand_of(office):
    return lambda decision: Errand(office, decision)
