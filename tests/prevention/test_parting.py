"""A tenancy does not end past its open case of prevention."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Invalid, Refused
from heimveg.needs.models import Need
from heimveg.persons.models import Case, Responsibility
from heimveg.persons.rules import CaseOutcome
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.rules import Outcome
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies import commands
from heimveg.tenancies.commands import quitting
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.quitting import GivenBy, QuitForm, QuitGround
from tests.accounts.factories import UnitFactory
from tests.prevention.test_cases import DAY, kept_promises, let, noise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
WHOLE = QuitForm(
    GivenBy.LANDLORD, is_written=True, ground=QuitGround.BREACH, tells_of_protest=True,
    tells_of_consequence=True,
)  # fmt: skip


@pytest.fixture
def housing():
    return UnitFactory()


@pytest.fixture
def tenancy(housing):
    UnitFactory(kind=UnitKind.ECONOMY)
    return let(housing, address="Storgata 1")


@pytest.fixture
def allocator(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


@pytest.fixture
def landlord(act_as, tenancy):
    return act_as((tenancy.dwelling.estate.managed_by, Role.CARETAKER))


@pytest.fixture
def owner(act_as, tenancy):
    return act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))


def noticed(actor, tenancy, given_on=DAY - timedelta(days=150)):
    return quitting.give_notice(
        actor,
        tenancy_id=tenancy.pk,
        form=WHOLE,
        given_on=given_on,
        is_single_room=False,
        on=DAY,
        late_because="The letter lay in another office.",
    )


def ended(actor, tenancy, ending=Ending.LANDLORD_NOTICE, on=DAY, **more):
    commands.end_tenancy(actor, tenancy_id=tenancy.pk, on=on, ending=ending, **more)
    kept_promises()
    return Tenancy.objects.get(pk=tenancy.pk)


def test_the_landlords_notice_ends_nothing_before_it_is_given(owner, log_in, tenancy, form):
    with pytest.raises(Refused, match="No valid notice") as refused:
        ended(owner, tenancy)
    assert refused.value.url == f"/tenancies/{tenancy.pk}/notice/"
    asked = {"on": f"{DAY}", "ending": "landlord_notice"}
    assert log_in(owner).get(f"/tenancies/{tenancy.pk}/end/", asked).status_code == 409
    assert Tenancy.objects.get(pk=tenancy.pk).ended_on is None


def test_the_landlords_notice_ends_nothing_before_its_time_is_out(owner, tenancy):
    noticed(owner, tenancy, given_on=DAY)
    with pytest.raises(Refused, match="runs until"):
        ended(owner, tenancy)


def test_a_notice_given_in_time_ends_the_tenancy(owner, tenancy):
    noticed(owner, tenancy)
    assert ended(owner, tenancy).end_reason == Ending.LANDLORD_NOTICE


@pytest.mark.parametrize("ending", [Ending.LANDLORD_NOTICE, Ending.MOVED, Ending.UNKNOWN])
def test_who_may_not_see_the_case_is_told_whom_to_ask(owner, landlord, tenancy, ending):
    noise(landlord, tenancy)
    noticed(owner, tenancy)
    with pytest.raises(Refused, match="Ask the unit that answers"):
        ended(owner, tenancy, ending)
    assert PreventionCase.objects.open().exists()


@pytest.mark.parametrize("ending", [Ending.LANDLORD_NOTICE, Ending.RAN_OUT])
def test_who_is_put_out_sleeps_somewhere_and_has_a_need(
    allocator, owner, landlord, tenancy, ending
):
    noise(landlord, tenancy)
    noticed(owner, tenancy)
    Tenancy.objects.filter(pk=tenancy.pk).update(lease_until=DAY)
    for nowhere in (StayKind.UNKNOWN, StayKind.ROUGH):
        with pytest.raises(Invalid, match="nowhere"):
            ended(allocator, tenancy, ending, moves_to=nowhere)
    ended(allocator, tenancy, ending, moves_to=StayKind.TEMPORARY_ACCOMMODATION)
    case = PreventionCase.objects.get()
    assert (case.closed_on, case.outcome) == (DAY, Outcome.MOVED)
    assert Need.objects.open().get(person=tenancy.person).opened_on == DAY
    stay = Stay.objects.running_on(DAY).get(person=tenancy.person)
    assert stay.kind == StayKind.TEMPORARY_ACCOMMODATION


def test_who_moves_on_closes_the_case_with_the_tenancy(log_in, allocator, landlord, tenancy, form):
    noise(landlord, tenancy)
    client, address = log_in(allocator), f"/tenancies/{tenancy.pk}/end/"
    unsaid = client.get(address, {"on": f"{DAY}"})
    assert unsaid.status_code == 422
    assert "Say why it ends" in unsaid.content.decode()
    told = client.get(address, {"on": f"{DAY}", "ending": "moved", "moves_to": "own_home"})
    assert "case of prevention is closed" in told.content.decode()
    client.post(address, form(on=f"{DAY}", ending="moved", moves_to="own_home"))
    assert PreventionCase.objects.get().outcome == Outcome.MOVED
    assert not Need.objects.open().filter(person=tenancy.person).exists()


def test_the_database_ends_no_tenancy_past_its_case(landlord, tenancy):
    noise(landlord, tenancy)

    def past_it():
        tenancy.move_out(on=DAY, ending=Ending.MOVED)
        kept_promises()

    with pytest.raises(IntegrityError, match="while its case of prevention"), transaction.atomic():
        past_it()


@pytest.mark.parametrize("ending", [Ending.UNKNOWN, Ending.GAVE_NOTICE, Ending.MOVED])
def test_who_leaves_for_the_street_is_not_let_go_of(allocator, tenancy, ending):
    case = Case.objects.open().get(person=tenancy.person_id)
    case.close(on=DAY - timedelta(days=30), outcome=CaseOutcome.HOUSED)
    commands.end_tenancy(
        allocator, tenancy_id=tenancy.pk, on=DAY, ending=ending, moves_to=StayKind.ROUGH
    )
    answers = Responsibility.objects.running_on(DAY).coordinating()
    assert answers.filter(person=tenancy.person).count() == 1
    need = Need.objects.get(person=tenancy.person)
    assert (need.urgency, need.urgency_reasons[0]) == (5, "nowhere_to_sleep")
