"""The pages of upkeep: whole for who keeps the homes, not there for others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.upkeep.models import RecurringTask
from tests.accounts.factories import UnitFactory
from tests.upkeep.factories import (
    InspectionFactory,
    TurnoverFactory,
    WorkOrderFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(home, standard):
    """One of each, in the keeper's own stock."""
    today = clock.today()
    turnover = TurnoverFactory(dwelling=home, empty_from=today - timedelta(days=30))
    return {
        "turnover": turnover,
        "inspection": InspectionFactory(dwelling=home, standard=standard, turnover=turnover),
        "order": WorkOrderFactory(dwelling=home, turnover=turnover, code="own_bath"),
        "task": RecurringTask.objects.create(
            dwelling=home, title="Feiing", every_months=12, next_due_on=today
        ),
    }


def pages(home, world):
    one = world["inspection"].pk
    return [
        reverse("upkeep:turnovers"),
        reverse("upkeep:turnovers") + "?which=ready",
        reverse("upkeep:turnover", args=[world["turnover"].pk]),
        reverse("upkeep:begin-turnover", args=[home.pk]),
        reverse("upkeep:waive", args=[world["turnover"].pk, "own_bath"]),
        reverse("upkeep:inspections"),
        reverse("upkeep:inspections") + "?which=held",
        reverse("upkeep:inspection", args=[one]),
        reverse("upkeep:access", args=[one]),
        reverse("upkeep:plan-inspection", args=[home.pk]),
        reverse("desk:takeover", args=[one]),
        reverse("upkeep:orders") + "?whose=all",
        reverse("upkeep:order", args=[world["order"].pk]),
        reverse("upkeep:new-order", args=[home.pk]),
        reverse("upkeep:change-order", args=[world["order"].pk]),
        reverse("upkeep:finish-order", args=[world["order"].pk]),
        reverse("upkeep:recurring"),
        reverse("upkeep:plan-recurring", args=[home.pk]),
        reverse("upkeep:change-recurring", args=[world["task"].pk]),
        reverse("upkeep:standard"),
        reverse("upkeep:new-standard"),
        reverse("upkeep:below"),
        reverse("desk:dwelling", args=[home.pk]),
        reverse("desk:front"),
    ]


def test_every_page_is_whole_for_who_keeps_the_home(log_in, keeper, home, world):
    client = log_in(keeper)

    assert {url: client.get(url).status_code for url in pages(home, world)} == dict.fromkeys(
        pages(home, world), 200
    )


def test_another_units_home_is_not_there(log_in, stranger, home, world):
    client = log_in(stranger)
    about_one = [url for url in pages(home, world) if any(c.isdigit() for c in url)]
    shared = reverse("desk:dwelling", args=[home.pk])

    answers = {url: client.get(url).status_code for url in about_one if url != shared}

    assert set(answers.values()) == {404}
    assert len(answers) > 12


def test_another_units_home_says_nothing_of_its_upkeep_on_its_page(log_in, stranger, home, world):
    page = log_in(stranger).get(reverse("desk:dwelling", args=[home.pk])).content.decode()

    assert "home-work" not in page
    assert "home-condition" not in page


def test_care_workers_do_not_meet_upkeep(log_in, act_as, home, world):
    client = log_in(act_as((UnitFactory(kind="home_care"), Role.CARE_WORKER)))

    assert client.get(reverse("upkeep:turnovers")).status_code == 403
    assert client.get(reverse("upkeep:turnover", args=[world["turnover"].pk])).status_code == 403
