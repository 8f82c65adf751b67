"""Many real connections on one turnover and one inspection: each thing happens once."""

import threading
from datetime import timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.base.errors import Refused
from heimveg.dwellings.models import OutOfUse
from heimveg.upkeep.commands.inspections import Seen, conclude_inspection
from heimveg.upkeep.commands.turnovers import make_ready
from heimveg.upkeep.models import Finding, HomeCondition, Inspection, Turnover
from heimveg.upkeep.rules import Answer, Conclusion
from tests.accounts.factories import MembershipFactory, UnitFactory, UserFactory
from tests.dwellings.factories import PropertyFactory
from tests.races import as_system
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import HomeFactory, InspectionFactory, StandardFactory, TurnoverFactory

pytestmark = pytest.mark.race
HANDS = 6
NOW = "2026-06-15T10:00:00Z"
ALL = [Seen("own_bath", Answer.YES), Seen("fire_safety", Answer.YES)]


@pytest.fixture(autouse=True)
def this_day(monkeypatch):
    """Instead of the room's own, which opens the database of the other tests."""
    monkeypatch.setattr("heimveg.base.clock.today", lambda: TODAY)


@pytest.fixture
def scene(real_database):
    """(keeper, turnover, inspection): an empty home that nobody has inspected yet."""

    def make():
        unit, user = UnitFactory(kind="property"), UserFactory()
        MembershipFactory(user=user, unit=unit, role=Role.PROPERTY)
        home = HomeFactory(estate=PropertyFactory(managed_by=unit))
        standard = StandardFactory()
        turnover = TurnoverFactory(dwelling=home, empty_from=TODAY - timedelta(days=9))
        inspection = InspectionFactory(dwelling=home, turnover=turnover, standard=standard)
        return user.actor(on=TODAY), turnover, inspection

    return as_system(make)


def _conclude(keeper, inspection, conclusion=Conclusion.AT_STANDARD):
    return conclude_inspection(
        keeper, inspection_id=inspection.pk, version=1, seen=ALL, conclusion=conclusion,
        words="", on=TODAY, at=NOW,
    )  # fmt: skip


def test_an_inspection_concluded_by_many_at_once_is_concluded_once(scene, at_once):
    keeper, _turnover, inspection = scene

    answers = at_once(HANDS, lambda _n: _conclude(keeper, inspection))

    assert sum(isinstance(answer, Inspection) for answer in answers) == 1, answers
    assert sum(isinstance(answer, Refused) for answer in answers) == HANDS - 1, answers
    assert as_system(lambda: Finding.objects.filter(inspection=inspection).count()) == len(ALL)


def test_two_inspections_of_one_home_at_once_are_both_kept(scene, at_once):
    keeper, turnover, first = scene
    second = as_system(
        lambda: InspectionFactory(
            dwelling=first.dwelling, turnover=turnover, standard=first.standard
        )
    )

    answers = at_once(2, lambda n: _conclude(keeper, (first, second)[n]))

    assert [type(answer) for answer in answers] == [Inspection] * 2, answers
    known = as_system(lambda: HomeCondition.objects.filter(dwelling=first.dwelling).count())
    assert known >= len(ALL)
    assert as_system(lambda: Turnover.objects.get(pk=turnover.pk).at_standard_on) == TODAY


def test_a_home_made_ready_by_many_at_once_is_made_ready_once(scene, at_once):
    keeper, turnover, inspection = scene
    _conclude(keeper, inspection)
    version = as_system(lambda: Turnover.objects.get(pk=turnover.pk).version)

    answers = at_once(
        HANDS,
        lambda _n: make_ready(keeper, turnover_id=turnover.pk, version=version, on=TODAY),
    )

    assert sum(isinstance(answer, Turnover) for answer in answers) == 1, answers
    assert sum(isinstance(answer, Refused) for answer in answers) == HANDS - 1, answers
    out = as_system(lambda: OutOfUse.objects.get(pk=turnover.out_of_use_id))
    assert out.ended_on == TODAY


def test_who_looks_first_and_then_writes_makes_it_ready_many_times(scene, at_once):
    """The negative control: without lock and version, all believe that they did it."""
    _keeper, turnover, _inspection = scene
    have_looked = threading.Barrier(HANDS)

    def look_then_write(_n):
        found = Turnover.objects.get(pk=turnover.pk)
        if found.cancelled_on is not None or found.works_on is not None:
            raise Refused("over")
        have_looked.wait(10)
        found.reach(on=TODAY, works=True)
        return found

    answers = at_once(HANDS, lambda n: as_system(lambda: look_then_write(n)))

    assert [type(answer) for answer in answers] == [Turnover] * HANDS
