"""A tenancy whose day comes while the home is not ready waits, and nobody pays for it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.persons.models import Protection
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.commands.beginning import set_first_day
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import Entry, NotReady, RentAccount, Tenancy
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = pytest.mark.usefixtures("this_day", "in_english")
DAY = date(2026, 11, 23)
SOON = DAY + timedelta(days=3)


def home_in_turnover(tenancy):
    return Turnover.leave(dwelling=tenancy.dwelling, on=DAY - timedelta(days=20))


@pytest.fixture
def planned(housing, on_day):
    """Five days before somebody is to move in, the home is in turnover since long."""
    on_day(DAY - timedelta(days=5))
    tenancy = let(housing, on=DAY, until=None)
    home_in_turnover(tenancy)
    return tenancy


@pytest.fixture
def waiting(planned, on_day):
    """The day has come."""
    on_day(DAY)
    return planned


@pytest.fixture
def landlord(act_as, planned):
    return act_as((planned.dwelling.estate.managed_by, Role.PROPERTY))


@pytest.fixture
def charge(act_as):
    keeper = act_as((UnitFactory(), Role.ECONOMY))
    month = DAY.replace(day=1)
    return lambda: charge_month(keeper, month=month, on=clock.today(), at=clock.now())


def move(actor, tenancy, day, was=None, until=None):
    return set_first_day(
        actor, tenancy_id=tenancy.pk, was=was or tenancy.started_on, first_day=day, until=until,
        on=DAY,
    )  # fmt: skip


def test_it_waits_from_its_day_and_not_before(planned, waiting):
    assert not Tenancy.objects.waiting(DAY - timedelta(days=1)).exists()
    assert Tenancy.objects.waiting(DAY).get() == waiting


def test_it_goes_on_waiting_when_the_home_is_ready_until_a_day_is_set(officer, waiting, on_day):
    ready, later = DAY + timedelta(days=2), DAY + timedelta(days=3)
    Turnover.objects.update(inspected_on=ready, at_standard_on=ready, ready_on=ready)
    on_day(later)
    assert Tenancy.objects.waiting(later).get() == waiting
    with pytest.raises(NotReady):
        Tenancy.objects.get().begin_on(DAY + timedelta(days=1), until=None)
    set_first_day(officer, tenancy_id=waiting.pk, was=DAY, first_day=later, until=None, on=later)
    assert not Tenancy.objects.waiting(later).exists()


def test_a_home_that_was_ready_in_time_keeps_nobody_waiting(housing):
    tenancy = let(housing, on=DAY, until=None)
    turnover = home_in_turnover(tenancy)
    Turnover.objects.filter(pk=turnover.pk).update(
        inspected_on=DAY, at_standard_on=DAY, ready_on=DAY
    )
    assert not Tenancy.objects.waiting(DAY).exists()


def test_nobody_is_charged_while_it_waits(waiting, charge):
    charge()
    assert not Entry.objects.exists()


def test_what_was_charged_ahead_is_taken_back_and_charged_from_the_new_day(
    officer, planned, charge, on_day
):
    charge()
    assert sum(entry.signed_ore for entry in Entry.objects.all()) == 240_000
    on_day(DAY)
    charge()
    assert sum(entry.signed_ore for entry in Entry.objects.all()) == 0
    move(officer, planned, date(2026, 11, 28))
    charge()
    assert sum(entry.signed_ore for entry in Entry.objects.all()) == 90_000


def test_the_database_charges_nobody_for_a_home_that_is_not_ready(officer, waiting):
    RentAccount.open(waiting, on=DAY)
    with pytest.raises(IntegrityError, match="waits for its home"), transaction.atomic():
        Entry.objects.create(
            kind="charge", debit="tenant", credit="rent", ore=1, tenancy=waiting,
            person_id=waiting.person_id, month=DAY.replace(day=1), part="rent", due_on=DAY,
            booked_on=DAY, made_by_id=officer.user_id, made_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["officer", "landlord"])
def test_a_new_day_is_set_by_the_housing_office_or_the_landlord(request, waiting, who):
    actor = request.getfixturevalue(who)
    day = DAY + timedelta(days=10)
    move(actor, waiting, day)
    waiting.refresh_from_db()
    assert waiting.started_on == day
    assert not Tenancy.objects.waiting(DAY).exists()


def test_the_stay_moves_along_with_the_day(housing, landlord, waiting):
    home = Stay.objects.get(person=waiting.person_id, kind=StayKind.MUNICIPAL_TENANCY)
    before = Stay.objects.create(
        person_id=waiting.person_id, kind=StayKind.TEMPORARY_ACCOMMODATION,
        started_on=DAY - timedelta(days=60),
    )  # fmt: skip
    for day in (DAY + timedelta(days=10), SOON):
        move(landlord, waiting, day)
        waiting.refresh_from_db()
        home.refresh_from_db()
        before.refresh_from_db()
        assert (home.started_on, home.awaits_home, before.ended_on) == (day, True, None)


def test_where_the_home_is_ready_the_stay_before_ends_on_the_new_day(housing):
    coming = DAY + timedelta(days=5)
    tenancy = let(housing, on=coming, until=None)
    before = Stay.objects.create(
        person_id=tenancy.person_id, kind=StayKind.TEMPORARY_ACCOMMODATION,
        started_on=DAY - timedelta(days=60), ended_on=coming,
    )  # fmt: skip
    for day in (DAY + timedelta(days=10), SOON):
        tenancy.refresh_from_db()
        tenancy.begin_on(day, until=None)
        before.refresh_from_db()
        assert before.ended_on == day
        assert Stay.objects.running_on(day).get().kind == StayKind.MUNICIPAL_TENANCY


def test_today_is_too_early_while_the_home_is_not_ready(officer, waiting):
    with pytest.raises(Refused):
        move(officer, waiting, DAY)
    with pytest.raises(Invalid):
        move(officer, waiting, DAY - timedelta(days=1))


def test_one_that_has_begun_keeps_its_day(officer, housing):
    tenancy = let(housing, on=DAY - timedelta(days=40))
    with pytest.raises(Refused, match="has begun"):
        move(officer, tenancy, SOON)


def test_who_is_second_is_told(officer, waiting):
    move(officer, waiting, SOON)
    with pytest.raises(Stale):
        move(officer, waiting, DAY + timedelta(days=9), was=DAY)


def test_the_pages_say_that_it_waits(log_in, officer, landlord, waiting):
    turnover = Turnover.objects.get()
    for actor in (officer, landlord):
        client = log_in(actor)
        assert "It waits for the home" in client.get(f"/tenancies/{waiting.pk}/").content.decode()
        front = client.get("/rest-of-my-day/").content.decode() + client.get("/").content.decode()
        assert "Was to have moved in" in front
        assert f"/tenancies/{waiting.pk}/first-day/" in front
        assert "waits: the home is not ready" in client.get("/tenancies/").content.decode()
    page = log_in(landlord).get(f"/upkeep/turnovers/{turnover.pk}/").content.decode()
    assert "Somebody was to have moved in" in page
    assert waiting.person.shown_name not in page


def test_the_day_is_set_on_its_page(office, waiting, form):
    address = f"/tenancies/{waiting.pk}/first-day/"
    assert office.get(address).status_code == 200
    said = {"was": DAY.isoformat()}
    assert office.post(address, form(**said, first_day="")).status_code == 422
    assert office.post(address, form(**said, first_day="2099-01-01")).status_code == 422
    answer = office.post(address, form(**said, first_day=SOON.isoformat()))
    assert answer.status_code == 302


def test_who_may_not_and_who_is_hidden(act_as, log_in, housing, waiting, office):
    with pytest.raises(PermissionDenied):
        move(act_as((housing, Role.CASEWORKER)), waiting, SOON)
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    assert stranger.get(f"/tenancies/{waiting.pk}/first-day/").status_code == 404
    Protection.objects.create(person=waiting.person, grade="confidential", since=DAY)
    assert office.get(f"/tenancies/{waiting.pk}/first-day/").status_code == 404
