"""Whose home is at risk, or lost, has a unit that answers, from the same day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.desk.worklists.asking import ask_all
from heimveg.desk.worklists.handing import new_to_us
from heimveg.desk.worklists.needing import urgent_needs
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus, UrgencyReason
from heimveg.persons.commands import close_case
from heimveg.persons.models import Case, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import CaseOutcome
from heimveg.prevention.models import HomeSign, PreventionCase
from heimveg.prevention.rules import HomeSignKind
from tests.accounts.factories import UnitFactory
from tests.prevention.test_cases import DAY, evict, kept_promises, ladder_to, let, noise, owe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]


@pytest.fixture
def housing():
    return UnitFactory()


@pytest.fixture
def tenancy(housing):
    UnitFactory(kind=UnitKind.ECONOMY)
    return let(housing, address="Storgata 1")


@pytest.fixture
def landlord(act_as, tenancy):
    return act_as((tenancy.dwelling.estate.managed_by, Role.CARETAKER))


@pytest.fixture
def allocator(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


def closed(tenancy, outcome=CaseOutcome.HOUSED):
    """Nobody answers for the tenant since half a year."""
    case = Case.objects.open().get(person=tenancy.person_id)
    case.close(on=DAY - timedelta(days=180), outcome=outcome)


def answering(tenancy):
    rows = Responsibility.objects.running_on(DAY).coordinating()
    return list(rows.filter(person=tenancy.person_id).values_list("unit", "started_on"))


def test_a_sign_on_a_tenant_nobody_answers_for_opens_the_case_again(tenancy, landlord, housing):
    closed(tenancy)
    noise(landlord, tenancy)
    kept_promises()
    assert answering(tenancy) == [(housing.pk, DAY)]
    assert Case.objects.open().filter(person=tenancy.person_id).count() == 1


def test_who_is_answered_for_is_left_with_that_unit(tenancy, landlord, housing):
    before = answering(tenancy)
    noise(landlord, tenancy)
    assert answering(tenancy) == before


def test_nobody_answers_for_the_dead(tenancy, landlord, log_in, form):
    closed(tenancy, CaseOutcome.DIED)
    noise(landlord, tenancy)
    kept_promises()
    assert answering(tenancy) == []
    page = log_in(landlord).post(
        reverse("prevention:note-sign", args=[tenancy.pk]),
        form(kind="damage", seen_on=DAY),
        follow=True,
    )
    assert "Nobody answers for the tenant" in page.content.decode()


def test_the_database_opens_no_case_of_prevention_that_nobody_answers_for(tenancy):
    closed(tenancy)

    def note_past_the_command():
        HomeSign.note(
            tenancy, kind=HomeSignKind.NOISE, on=DAY, contact_by=DAY, by=system_user().pk,
            at=clock.now(),
        )  # fmt: skip
        kept_promises()

    with pytest.raises(IntegrityError, match="somebody answers"), transaction.atomic():
        note_past_the_command()


def test_a_persons_case_is_not_closed_while_the_home_is_at_risk(tenancy, landlord, allocator):
    noise(landlord, tenancy)
    with pytest.raises(Refused, match="must be settled"):
        close_case(allocator, person_id=tenancy.person_id, outcome=CaseOutcome.HOUSED, on=DAY)
    case = Case.objects.open().get(person=tenancy.person_id)

    def close_past_the_command():
        case.close(on=DAY, outcome=CaseOutcome.OTHER)
        kept_promises()

    with pytest.raises(IntegrityError, match="somebody answers"), transaction.atomic():
        close_past_the_command()


def test_an_eviction_leaves_a_unit_that_answers_and_an_urgent_need_on_the_front_page(
    tenancy, landlord, allocator
):
    closed(tenancy)
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    owe(tenancy)
    ladder_to(allocator, tenancy, "petition")
    evict(allocator, tenancy)
    kept_promises()
    need = Need.objects.get(person=tenancy.person_id)
    assert (need.urgency, need.urgency_reasons) == (5, [str(UrgencyReason.NOWHERE_TO_SLEEP)])
    assert len(answering(tenancy)) == 1
    with door(allocator, READ_PERSON):
        urgent, new = ask_all([urgent_needs, new_to_us], allocator, DAY)
    assert tenancy.person.shown_name in [row.what for row in urgent.rows]
    assert tenancy.person.shown_name in [row.what for row in new.rows]


def test_an_eviction_presses_a_need_that_was_parked(tenancy, landlord, allocator, housing):
    need = Need.begin(
        person=tenancy.person, unit=housing, by=system_user(), on=DAY - timedelta(days=90),
        urgency=3, urgency_reasons=["loses_home", "children"], status=NeedStatus.PARKED,
        parked_until=DAY + timedelta(days=99),
    )  # fmt: skip
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    owe(tenancy)
    ladder_to(allocator, tenancy, "petition")
    evict(allocator, tenancy)
    need.refresh_from_db()
    assert need.urgency == 5
    assert need.urgency_reasons == ["nowhere_to_sleep", "children"]
    assert need.status in (NeedStatus.WAITING, NeedStatus.INCOMPLETE)


def test_the_sign_says_who_sees_it(tenancy, allocator, landlord, housing, log_in, form):
    closed(tenancy)
    url = reverse("prevention:note-sign", args=[tenancy.pk])
    page = log_in(allocator).post(url, form(kind="noise", seen_on=DAY), follow=True)
    said = f"Nobody answered for the tenant; {housing.name} does from today"
    assert said in page.content.decode()
    page = log_in(landlord).post(url, form(kind="damage", seen_on=DAY), follow=True)
    assert "The unit that answers for the tenant sees it now" in page.content.decode()
    assert PreventionCase.objects.count() == 1
