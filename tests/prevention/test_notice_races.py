"""Several record a notice of the same at once: one is given, and the rest are told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connections

from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.prevention.commands import steps
from heimveg.prevention.models import PreventionCase, Step
from heimveg.prevention.rules import Ground, Result
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.prevention.test_cases import DAY, ladder_to, let, noise, owe
from tests.races import as_system

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("this_day")]
HANDS = 4
GIVEN_ON = DAY - timedelta(days=38)
WITHOUT = {
    Ground.ARREARS: (
        "ALTER TABLE prevention_noticedebt DROP CONSTRAINT one_notice_for_rent_at_a_time"
    ),
    Ground.NOISE: ("ALTER TABLE prevention_step DROP CONSTRAINT one_notice_of_a_breach_at_a_time"),
}


@pytest.fixture
def town(real_database):
    """A home where a notice may be given, and those who may give it."""

    def make():
        MunicipalityFactory(default_language="en")
        housing, _office = UnitFactory(), UnitFactory(kind=UnitKind.ECONOMY)
        tenancy = let(housing)
        users = [UserFactory() for _ in range(HANDS)]
        for user in users:
            MembershipFactory(user=user, unit=housing, role=Role.ALLOCATOR)
        keeper = UserFactory()
        MembershipFactory(
            user=keeper, unit=tenancy.dwelling.estate.managed_by, role=Role.CARETAKER
        )
        return tenancy, [user.actor(on=DAY) for user in users], keeper.actor(on=DAY)

    tenancy, actors, landlord = as_system(make)
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    as_system(lambda: owe(tenancy))
    as_system(lambda: ladder_to(actors[0], tenancy, "social_services"))
    case = as_system(PreventionCase.objects.get)
    return case.pk, actors, case.version


BOTH = pytest.mark.parametrize("ground", [Ground.ARREARS, Ground.NOISE])


def given():
    return as_system(Step.objects.filter(code="notice_4_18").count)


def give(actor, case_id, version, ground):
    return steps.take_step(
        actor, case_id=case_id, version=version, code="notice_4_18", result=Result.SENT,
        taken_on=GIVEN_ON, on=DAY, at=clock.now(), words="Noise on six nights.", ground=ground,
        late_because="The notes were on paper until the system came.",
    )  # fmt: skip


@BOTH
def test_a_notice_given_by_many_at_once_is_given_once(town, at_once, ground):
    case_id, actors, version = town
    answers = at_once(HANDS, lambda n: give(actors[n], case_id, version, ground))
    told = [answer for answer in answers if isinstance(answer, (Stale, Invalid, Refused))]
    assert len(told) == HANDS - 1, answers
    assert given() == 1


def blind(monkeypatch):
    """Nobody looks at the version or at what runs: only the database is left."""
    monkeypatch.setattr(steps, "refuse_while_it_runs", lambda *_args, **_days: None)
    monkeypatch.setattr(PreventionCase, "claim", lambda _case, _version: None)


@BOTH
def test_the_database_alone_keeps_it_to_one(town, at_once, monkeypatch, ground):
    case_id, actors, version = town
    blind(monkeypatch)
    answers = at_once(HANDS, lambda n: give(actors[n], case_id, version, ground))
    assert len([a for a in answers if isinstance(a, (Refused, IntegrityError))]) == HANDS - 1
    assert given() == 1


@BOTH
def test_the_negative_control_without_the_constraint_it_is_given_many_times(
    town, at_once, monkeypatch, ground
):
    case_id, actors, version = town
    blind(monkeypatch)
    with connections["owner"].cursor() as owner:
        owner.execute(WITHOUT[ground])
    at_once(HANDS, lambda n: give(actors[n], case_id, version, ground))
    assert given() == HANDS
