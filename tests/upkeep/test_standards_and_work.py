"""A new standard is shown before it is written down; work is ordered, done, and comes back."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.upkeep.commands.orders import (
    change_order,
    change_recurring,
    finish_order,
    order_work,
    plan_recurring,
)
from heimveg.upkeep.commands.standards import Adopted, adopt_standard
from heimveg.upkeep.jobs import order_what_comes_back
from heimveg.upkeep.models import Criterion, HomeCondition, RecurringTask, Standard, WorkOrder
from heimveg.upkeep.queries import cost_of_home
from tests.accounts.factories import UnitFactory
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import HomeFactory, StandardFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


def known(home, code, answer="no", **rest):
    HomeCondition.objects.create(dwelling=home, code=code, answer=answer, seen_on=TODAY, **rest)


def write_down(actor, criteria, *, day=TODAY, note="Sak 1", confirmed=False):
    return adopt_standard(
        actor, adopted_on=day, note=note, criteria=criteria, on=TODAY, confirmed=confirmed
    )


def chosen(form, *required, **more):
    parts = {f"part-{code}": "required" for code in required}
    return form(adopted_on=str(TODAY), note="Sak 1", **parts, **more)


def adopt(client, url, fields, **more):
    """What was shown is sent back with its digest, as a browser does."""
    page = client.post(url, fields | {"preview": "yes"}).content.decode()
    shown = re.search(r'name="shown" value="(\w+)"', page).group(1)
    fresh = {"form_key": str(uuid.uuid4()), "adopt": "yes", "shown": shown}
    return client.post(url, fields | fresh | more)


def test_the_preview_shows_both_ways_and_saves_nothing(log_in, keeper, unit, form):
    StandardFactory(codes=("own_bath",))
    lifted = HomeFactory(address="Lyftevegen 1", estate__managed_by=unit)
    falls = HomeFactory(address="Fallvegen 2", estate__managed_by=unit)
    known(lifted, "own_bath")
    known(falls, "internet")
    client, url = log_in(keeper), reverse("upkeep:new-standard")

    page = client.post(url, chosen(form, "internet", preview="yes")).content.decode()

    falling = page[page.index('id="would-fall"') : page.index('id="would-be-lifted"')]
    assert "Fallvegen 2" in falling
    assert "Lyftevegen 1" not in falling
    assert "Lyftevegen 1" in page[page.index('id="would-be-lifted"') :]
    assert Standard.objects.count() == 1

    adopt(client, url, chosen(form, "internet"))
    adopted = Standard.objects.in_force_on(TODAY).criteria.values_list("code", flat=True)
    assert set(adopted) == {"internet", "fire_safety"}, "what the law asks for comes by itself"


def test_a_standard_that_leaves_the_law_out_or_comes_too_early_is_not_written(
    log_in, keeper, form, standard
):
    client, url = log_in(keeper), reverse("upkeep:new-standard")
    early = chosen(form, "internet") | {"adopted_on": "2020-01-01"}

    wished = Adopted("internet", "home", "Nett", "Nett", "Net", is_required=True)
    for criteria in ([], [wished]):
        with pytest.raises(Invalid):
            write_down(keeper, criteria)
    assert adopt(client, url, early).status_code == 422
    bad = chosen(form, "heating", adopt="yes", **{"minimum-heating": "varmt"})
    assert client.post(url, bad).status_code == 422
    assert Standard.objects.count() == 1


def test_an_adopted_standard_is_never_changed(standard):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Criterion.objects.update(is_required=False)


def test_the_list_of_homes_below_has_the_cost_and_only_own_homes(
    log_in, keeper, stranger, home, standard
):
    known(home, "own_bath", cost_ore=12_300_000)
    known(home, "width", answer="yes", measure=80)
    url = reverse("upkeep:below")

    mine = log_in(keeper).get(url).content.decode()
    file = log_in(keeper).get(reverse("upkeep:below-csv")).content.decode()

    assert "Storgata 1" in mine
    assert "128 000" in mine.replace("\u00a0", " ")  # 123 000 seen, 5 000 usual
    assert "Storgata 1;The width;128000" in file
    assert "Storgata 1" not in log_in(stranger).get(url).content.decode()


def test_an_address_that_a_spreadsheet_would_run_is_made_text(log_in, keeper, unit, standard):
    known(HomeFactory(address="=1+1", estate__managed_by=unit), "own_bath")

    assert "'=1+1" in log_in(keeper).get(reverse("upkeep:below-csv")).content.decode()


@pytest.mark.parametrize("name", ["turnovers", "inspections", "orders", "below"])
def test_lists_cost_the_same_however_long(log_in, keeper, unit, standard, constant_queries, name):
    from tests.upkeep.factories import InspectionFactory, TurnoverFactory

    def one_more():
        home = HomeFactory(estate__managed_by=unit)
        known(home, "own_bath")
        TurnoverFactory(dwelling=home, empty_from=TODAY)
        InspectionFactory(dwelling=home, standard=standard)
        WorkOrderFactory(dwelling=home)

    client, url = log_in(keeper), reverse(f"upkeep:{name}") + "?whose=all"
    constant_queries(lambda: client.get(url), one_more)


def test_what_a_home_costs_is_the_sum_of_its_work(keeper, home):
    for cost in (120_000, 30_050):
        order = order_work(keeper, dwelling_id=home.pk, on=TODAY, title="Rør")
        finish_order(
            keeper, order_id=order.pk, done_on=TODAY, on=TODAY, cost_ore=cost, is_met=False
        )
    order_work(keeper, dwelling_id=home.pk, on=TODAY, title="Maling", estimate_ore=5_000)

    cost = cost_of_home(home.pk, on=TODAY)

    assert (cost.whole_ore, cost.expected_ore, cost.open_orders) == (150_050, 5_000, 1)


def test_a_wrong_year_does_not_make_work_a_century_late(keeper, home):
    long_ago, own = date(1900, 1, 1), {"dwelling_id": home.pk, "on": TODAY}
    order = order_work(keeper, **own, title="Rør", due_on=TODAY)
    task = plan_recurring(keeper, **own, title="Filter", every_months=6, next_due_on=TODAY)

    for late in (
        lambda: order_work(keeper, **own, title="Rør", due_on=long_ago),
        lambda: change_order(keeper, order_id=order.pk, version=1, due_on=long_ago),
        lambda: plan_recurring(keeper, **own, title="x", every_months=6, next_due_on=long_ago),
        lambda: change_recurring(
            keeper, task_id=task.pk, version=1, on=TODAY, next_due_on=long_ago
        ),
    ):
        with pytest.raises(Invalid):
            late()


def test_done_work_is_not_done_again_nor_changed_by_two(keeper, home):
    order = order_work(keeper, dwelling_id=home.pk, on=TODAY, title="Rør")
    change_order(keeper, order_id=order.pk, version=1, title="Nye rør")
    with pytest.raises(Stale):
        change_order(keeper, order_id=order.pk, version=1, title="Røyr")
    finish_order(keeper, order_id=order.pk, done_on=TODAY, on=TODAY, cost_ore=None, is_met=False)

    with pytest.raises(Refused, match="closed already"):
        finish_order(
            keeper, order_id=order.pk, done_on=TODAY, on=TODAY, cost_ore=None, is_met=False
        )


def test_what_comes_back_is_ordered_once_and_moves_on(home):
    task = RecurringTask.objects.create(
        dwelling=home, title="Feiing", every_months=12, next_due_on=TODAY + timedelta(days=14)
    )
    RecurringTask.objects.create(
        dwelling=home, title="Plen", every_months=1, next_due_on=TODAY + timedelta(days=15)
    )

    assert order_what_comes_back() == 1
    assert order_what_comes_back() == 0

    task.refresh_from_db()
    assert WorkOrder.objects.get().due_on == TODAY + timedelta(days=14)
    assert task.next_due_on == date(2027, 6, 29)


def test_care_workers_and_caretakers_do_not_adopt_standards(log_in, act_as, caretaker, form):
    url = reverse("upkeep:new-standard")
    other = act_as((UnitFactory(), Role.CASEWORKER))

    assert log_in(caretaker).post(url, chosen(form, "internet")).status_code == 403
    assert log_in(other).post(url, chosen(form, "internet")).status_code == 403


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(1899, 12, 31)])
def test_work_is_done_on_a_day_that_was(keeper, home, day):
    order = WorkOrderFactory(dwelling=home)
    with pytest.raises(Invalid):
        finish_order(keeper, order_id=order.pk, done_on=day, on=TODAY, cost_ore=None, is_met=False)


@pytest.mark.parametrize(
    ("language", "source", "other"),
    [
        ("nb", "Dokumentene om godt boligarbeid", "Dokumenta"),
        ("nn", "Dokumenta om godt bustadarbeid", "Dokumentene"),
    ],
)
def test_the_sources_of_the_criteria_are_in_the_readers_language(
    log_in, keeper, language, source, other
):
    User.objects.filter(pk=keeper.user_id).update(language=language)

    page = log_in(keeper).get(reverse("upkeep:new-standard")).content.decode()

    assert source in page
    assert other not in page
