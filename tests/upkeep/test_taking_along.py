"""What may be kept on a phone for a day: an open inspection that one may write, and the list."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from heimveg.access.roles import Role
from heimveg.upkeep.rules import Conclusion
from tests.accounts.factories import UnitFactory
from tests.house.test_gates import patterns
from tests.server import ROOT
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import HomeFactory, InspectionFactory, TurnoverFactory

pytestmark = pytest.mark.django_db
OWNER = "Taken-Along-By"
WORKER = Path(ROOT) / "frontend" / "worker" / "taken-along.js"


@pytest.fixture
def inspection(home, standard):
    return InspectionFactory(dwelling=home, standard=standard, planned_on=TODAY)


def allowed():
    """The worker's own list of addresses, as expressions."""
    line = re.search(r"MAY_BE_KEPT = \[(.*)\];", WORKER.read_text()).group(1)
    return [each[1:-1].replace("\\/", "/") for each in line.split(", ")]


def test_the_worker_keeps_the_inspections_and_no_other_address_of_ours():
    made = {}
    for pattern in patterns(get_resolver().url_patterns):
        for room in ("", *(f"{r}:" for r in get_resolver().namespace_dict)):
            try:
                arguments = dict.fromkeys(pattern.pattern.converters, 1)
                made[f"{room}{pattern.name}"] = reverse(f"{room}{pattern.name}", kwargs=arguments)
            except Exception:  # noqa: BLE001, S112  # another room's name
                continue

    kept = {name for name, url in made.items() if any(re.search(r, url) for r in allowed())}

    assert len(made) > 150
    assert kept == {"upkeep:inspections", "upkeep:inspection", "upkeep:without-network"}


def test_the_worker_is_asked_for_anew_each_time_and_rules_over_upkeep_only(log_in, caretaker):
    answer = log_in(caretaker).get(reverse("upkeep:worker"))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer  # its folder is its scope
    assert reverse("upkeep:worker").rpartition("/")[0] == "/upkeep"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_only_an_open_inspection_and_the_list_may_be_kept(log_in, caretaker, home, inspection):
    client = log_in(caretaker)
    turnover = TurnoverFactory(dwelling=home, empty_from=TODAY)
    one = reverse("upkeep:inspection", args=[inspection.pk])
    list_of = reverse("upkeep:inspections")

    def owner(url):
        return client.get(url).headers.get(OWNER)

    assert owner(one) == owner(list_of) == str(caretaker.user_id)
    others = [reverse("desk:front"), reverse("desk:dwelling", args=[home.pk])]
    others += [reverse("upkeep:turnovers"), reverse("upkeep:turnover", args=[turnover.pk])]
    others += [reverse("upkeep:orders"), reverse("desk:takeover", args=[inspection.pk])]
    assert {owner(url) for url in others} == {None}

    inspection.conclusion = Conclusion.NO_ACCESS
    inspection.held_on, inspection.held_by_id = TODAY, caretaker.user_id
    inspection.concluded_at = inspection.planned_on.strftime("%Y-%m-%d 12:00Z")
    inspection.save()
    assert owner(one) is None


def test_who_only_reads_keeps_nothing(log_in, act_as, inspection):
    client = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))

    for url in (reverse("upkeep:inspection", args=[inspection.pk]), reverse("upkeep:inspections")):
        answer = client.get(url)
        assert answer.status_code == 200
        assert OWNER not in answer
        assert b"take-along" not in answer.content or b'data-take=""' in answer.content


def test_todays_are_ones_own_and_nobodys_of_the_days_that_are_here(
    log_in, caretaker, stranger, home, standard, inspection
):
    late = InspectionFactory(
        dwelling=home, standard=standard, planned_on=TODAY - timedelta(days=2),
        assigned_to_id=caretaker.user_id,
    )  # fmt: skip
    InspectionFactory(dwelling=home, standard=standard, planned_on=TODAY + timedelta(days=1))
    InspectionFactory(
        dwelling=home, standard=standard, planned_on=TODAY, assigned_to_id=stranger.user_id
    )
    InspectionFactory(dwelling=HomeFactory(), standard=standard, planned_on=TODAY)

    page = log_in(caretaker).get(reverse("upkeep:inspections")).content.decode()

    taken = re.search(r'data-take="([^"]*)"', page).group(1).split()
    assert taken == [reverse("upkeep:inspection", args=[pk]) for pk in (inspection.pk, late.pk)]


def test_what_waits_is_sent_with_a_token_that_holds_now(client, log_in, caretaker):
    url = reverse("accounts:sending")
    assert client.get(url).json() == {"reader": 0, "token": ""}

    answer = log_in(caretaker).get(url)

    assert answer.json()["reader"] == caretaker.user_id
    assert len(answer.json()["token"]) == 64
    assert answer["Cache-Control"] == "no-store"
