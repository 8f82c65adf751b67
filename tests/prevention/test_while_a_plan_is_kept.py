"""While a plan of instalments is kept nobody goes on towards an eviction; broken, they do."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.needs.models import Need
from heimveg.prevention.commands import steps
from heimveg.prevention.models import Eviction, InstalmentPlan, PreventionCase, Step
from heimveg.prevention.rules import (
    Instalment,
    Outcome,
    PlanState,
    broken_at_the_earliest,
    kept_until,
)
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules import Ending
from tests.prevention.test_cases import (  # noqa: F401  # fixtures
    DAY,
    allocator,
    economy,
    evict,
    housing,
    kept_promises,
    ladder_to,
    landlord,
    noise,
    owe,
    step,
    tenancy,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
# ruff: noqa: F811  # a fixture's name is a test's argument
FIRST_DUE = DAY + timedelta(days=9)


@pytest.fixture
def owing(landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    owe(tenancy)
    return tenancy


def agreed(actor, tenancy, *, on=DAY, first_on=FIRST_DUE):
    case = PreventionCase.objects.get(tenancy=tenancy)
    return steps.agree_plan(
        actor, case_id=case.pk, version=case.version, on=on, at=clock.now(),
        instalments=[Instalment(first_on, 300_000),
                     Instalment(first_on + timedelta(days=30), 300_000)],
    )  # fmt: skip


@pytest.mark.parametrize("code", ["warning", "social_services", "notice_4_18", "petition"])
def test_nothing_that_leads_to_an_eviction_is_recorded_while_a_plan_is_kept(
    allocator, owing, code
):
    before = {"social_services": "warning", "notice_4_18": "warning", "petition": "notice_4_18"}
    ladder_to(allocator, owing, before.get(code, "plan"))
    agreed(allocator, owing)
    with pytest.raises(Invalid, match=r"2 December 2026.*broken on 5 December 2026") as refused:
        step(allocator, owing, code, DAY)
    assert list(refused.value.fields) == ["taken_on"]
    assert not Step.objects.filter(code=code).exists()


def test_who_sees_no_money_learns_that_it_waits_and_no_amount(act_as, allocator, housing, owing):
    ladder_to(allocator, owing, "plan")
    agreed(allocator, owing)
    with pytest.raises(Invalid, match="is kept") as refused:
        step(act_as((housing, Role.CARE_WORKER)), owing, "warning", DAY)
    assert "3 000" not in str(refused.value)
    assert "December" not in str(refused.value)


def test_a_step_that_lies_before_the_plan_is_entered_after_it(allocator, owing):
    ladder_to(allocator, owing, "plan")
    agreed(allocator, owing)
    assert step(allocator, owing, "warning", DAY - timedelta(days=1))


def test_a_help_that_is_offered_while_a_plan_is_kept_is_recorded(allocator, owing):
    ladder_to(allocator, owing, "plan")
    agreed(allocator, owing)
    assert step(allocator, owing, "help", DAY)


def test_nobody_is_evicted_while_the_plan_is_kept(log_in, allocator, owing, form):
    ladder_to(allocator, owing, "petition")
    agreed(allocator, owing)
    with pytest.raises(Invalid, match="broken on 5 December 2026") as refused:
        evict(allocator, owing)
    assert list(refused.value.fields) == ["carried_out_on"]

    address = f"/tenancies/{owing.pk}/prevention/eviction/"
    client = log_in(allocator)
    page = client.get(address).content.decode()
    assert page.count("stands in the way") == 1
    assert "A plan of instalments is kept" in page
    assert "23 Nov 2026, agreed" in page  # the day and the outcome of the same plan
    sent = form(
        carried_out_on=f"{DAY}", sleeps="temporary_accommodation",
        row_version=PreventionCase.objects.get().version,
    )  # fmt: skip
    assert client.post(address, sent).status_code == 422
    assert InstalmentPlan.objects.get().state == PlanState.RUNNING
    assert not Eviction.objects.exists()


def test_a_plan_that_was_broken_lets_the_steps_go_on_from_that_day(allocator, owing):
    """Also where no night's work has seen it."""
    ladder_to(allocator, owing, "plan")
    agreed(allocator, owing, on=DAY - timedelta(days=20), first_on=DAY - timedelta(days=10))
    with pytest.raises(Invalid, match="was kept"):
        step(allocator, owing, "warning", DAY - timedelta(days=8))
    assert step(allocator, owing, "warning", DAY - timedelta(days=7))
    plan = InstalmentPlan.objects.get()
    assert (plan.state, plan.broken_on) == (PlanState.BROKEN, DAY - timedelta(days=7))


def test_an_eviction_after_a_broken_plan_is_recorded(allocator, owing):
    ladder_to(allocator, owing, "petition")
    agreed(allocator, owing, on=DAY - timedelta(days=20), first_on=DAY - timedelta(days=10))
    with pytest.raises(Invalid, match="was kept"):
        evict(allocator, owing, day=DAY - timedelta(days=8))
    eviction = evict(allocator, owing)
    kept_promises()
    assert eviction.plan_tried.taken_on == DAY - timedelta(days=20)
    assert InstalmentPlan.objects.get().state == PlanState.ENDED


@pytest.mark.parametrize("days", [1, 5])
def test_an_eviction_of_a_day_before_the_plan_is_asked_about_at_its_day(
    log_in, allocator, owing, form, days
):
    ladder_to(allocator, owing, "petition")
    agreed(allocator, owing, on=DAY, first_on=DAY)
    InstalmentPlan.objects.update(state=PlanState.BROKEN, broken_on=DAY)
    sent = form(
        carried_out_on=f"{DAY - timedelta(days=days)}", sleeps="temporary_accommodation",
        row_version=PreventionCase.objects.get().version,
    )  # fmt: skip
    answer = log_in(allocator).post(f"/tenancies/{owing.pk}/prevention/eviction/", sent)
    assert answer.status_code == 422
    assert "is of 23 November 2026, after this day" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["carried_out_on"]


def test_an_eviction_rests_on_the_plan_that_came_before_it(allocator, owing):
    """A plan that was declined after the day is no reason to lose the record of it."""
    ladder_to(allocator, owing, "petition")
    tried = Step.objects.get(code="plan")
    step(allocator, owing, "plan", DAY)
    eviction = evict(allocator, owing, day=DAY - timedelta(days=3))
    kept_promises()
    assert eviction.plan_tried == tried


STATES = [
    {"state": PlanState.RUNNING},
    {"state": PlanState.ENDED},  # ended in the same breath, and never broken
    {"state": PlanState.BROKEN, "broken_on": DAY + timedelta(days=1)},
    {"state": PlanState.KEPT},
]


@pytest.mark.parametrize("state", [*STATES, {"state": PlanState.BROKEN, "broken_on": DAY}])
def test_the_database_alone_keeps_an_eviction_from_a_plan_that_is_kept(
    allocator, owing, housing, state
):
    ladder_to(allocator, owing, "petition")
    plan = agreed(allocator, owing)
    case, person, by = PreventionCase.objects.get(), owing.person, system_user()

    def written():
        Eviction.objects.create(
            case=case, tenancy=owing, person=person, recorded_by=by, carried_out_on=DAY,
            plan_tried=Step.objects.filter(code="plan").earliest("taken_on"),
            next_night=Stay.move(person, kind=StayKind.TEMPORARY_ACCOMMODATION, on=DAY),
            need=Need.begin(person=person, unit=housing, by=by, on=DAY),
        )  # fmt: skip
        InstalmentPlan.objects.filter(pk=plan.pk).update(**state)
        case.close(on=DAY, outcome=Outcome.EVICTED)
        Tenancy.objects.get(pk=owing.pk).move_out(on=DAY, ending=Ending.EVICTED)
        kept_promises()

    if state in STATES:
        with pytest.raises(IntegrityError, match="while a plan of inst"), transaction.atomic():
            written()
    else:  # the control: broken by that day, nothing is in the way
        written()


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(st.lists(DAYS, min_size=1, max_size=12, unique=True), DAYS)
def test_a_plan_is_looked_at_three_days_after_the_next_instalment(days, on):
    parts = [Instalment(day, 100) for day in days]
    found = broken_at_the_earliest(parts, on=on)
    coming = [day for day in days if day + timedelta(days=3) > on]
    if coming:
        assert found == (Instalment(min(coming), 100), min(coming) + timedelta(days=3))
    else:
        assert found is None


@pytest.mark.parametrize(
    ("state", "broken_on", "until"),
    [
        (PlanState.RUNNING, None, None),
        (PlanState.ENDED, None, None),
        (PlanState.BROKEN, DAY, DAY),
        (PlanState.ENDED, DAY, DAY),
        (PlanState.KEPT, None, DAY + timedelta(days=10)),
    ],
)
def test_until_when_a_plan_is_kept(state, broken_on, until):
    due = DAY + timedelta(days=9)
    assert kept_until(state, last_due_on=due, broken_on=broken_on) == until
