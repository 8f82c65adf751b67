"""A grant that ties a home is a rule of the round: who may live there, and what is told of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from heimveg.access.roles import Role
from heimveg.allocation import commands
from heimveg.allocation.rules import RuleKind
from heimveg.allocation.solving import CannotBeSolved
from tests.allocation.factories import AT, DAY
from tests.dwellings.factories import FundingTieFactory

pytestmark = pytest.mark.django_db
HEALTH = re.compile(r"\b(rop|substance|illness|Investeringstilskot)\b", re.IGNORECASE)


@pytest.fixture
def tied(town):
    home = town.home()
    FundingTieFactory(dwelling=home, group="rop", started_on=DAY - timedelta(days=900))
    return home


def line(client, round_, need):
    return client.get(reverse("allocation:line", args=[round_.pk, need.pk]))


def test_the_tied_home_goes_to_somebody_of_the_group_who_waits_less(town, tied, log_in):
    outside = town.need(urgency=5)
    within = town.need(urgency=2, funding_groups=["rop"])
    round_ = town.round()
    client = log_in(town.actor)

    told = line(client, round_, outside).content.decode()
    given = line(client, round_, within).content.decode()

    assert tied.address in given
    assert tied.address not in told
    assert "1 home suits otherwise, but is not open to this need for now." in told
    assert not HEALTH.search(told)
    assert not HEALTH.search(given)


def test_who_is_outside_gets_the_home_when_the_tie_has_run_out(town, tied, log_in):
    """The control: it is the tie that kept it."""
    tied.funding_ties.update(ended_on=DAY)
    outside = town.need(urgency=5)
    told = line(log_in(town.actor), town.round(), outside).content.decode()

    assert tied.address in told


def test_a_tie_to_another_group_does_not_open_it(town, tied, log_in):
    young = town.need(urgency=5, funding_groups=["young"])
    told = line(log_in(town.actor), town.round(), young).content.decode()

    assert "is not open to this need for now" in told


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CARETAKER, Role.ECONOMY, Role.LEADER])
def test_the_landlords_side_meets_no_line_of_the_round(town, tied, act_as, log_in, role):
    need = town.need(funding_groups=["rop"])
    round_ = town.round()

    assert line(log_in(act_as((town.unit, role))), round_, need).status_code in {403, 404}


def test_nobody_outside_is_fixed_to_the_tied_home_by_hand(town, tied):
    need, round_ = town.need(urgency=5), town.round()

    with pytest.raises(CannotBeSolved) as refused:
        commands.steer_round(
            town.actor, round_id=round_.pk, version=round_.version, need_id=need.pk,
            dwelling_id=tied.pk, kind=RuleKind.PIN, reason="Ho vil helst bu der.", at=AT,
        )  # fmt: skip

    assert not HEALTH.search(str(refused.value))
