"""What a lease says the home costs reaches the monthly charge, from the lease's first day."""

from datetime import date

import pytest

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.dwellings.rules import RentPartKind
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import AgreedRent, Entry, Tenancy
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import RentPartFactory
from tests.tenancies.factories import let

pytestmark = pytest.mark.django_db
DAY, MONTH = date(2026, 11, 23), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def this_day(on_day):
    on_day(DAY)
    MunicipalityFactory(default_language="nb")


@pytest.fixture
def tenancy(housing):
    return let(housing, until=date(2027, 3, 1))


@pytest.fixture
def charge(act_as):
    keeper = act_as((UnitFactory(), Role.ECONOMY))
    return lambda month=MONTH: charge_month(keeper, month=month, on=DAY, at=clock.now())


def agree(officer, tenancy, *, ore, starts_on, ends_on=None):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    content = {
        "rent_ore_month": ore, "starts_on": starts_on, "ends_on": ends_on,
        "rent_reason": "new_lease",
    }  # fmt: skip
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )


def rents(tenancy):
    rows = AgreedRent.objects.standing().filter(tenancy=tenancy).order_by("from_on", "part")
    return [(row.from_on, row.part, row.ore_month) for row in rows]


def charged(tenancy, month):
    rows = Entry.objects.filter(tenancy=tenancy, month=month)
    return sum(row.signed_ore for row in rows)


def test_a_new_rent_is_charged_from_the_leases_first_day(officer, tenancy, charge):
    charge()
    agree(officer, tenancy, ore=1_000_000, starts_on=date(2026, 12, 1))
    charge(date(2026, 12, 1))
    assert charged(tenancy, MONTH) == 900_000
    assert charged(tenancy, date(2026, 12, 1)) == 1_000_000


def test_a_rent_that_changes_within_a_charged_month_is_charged_by_day(officer, tenancy, charge):
    charge()
    agree(officer, tenancy, ore=1_200_000, starts_on=date(2026, 11, 16))
    charge()
    assert charged(tenancy, MONTH) == 450_000 + 600_000
    charge()
    assert charged(tenancy, MONTH) == 450_000 + 600_000


def test_a_lease_signed_before_the_first_charge_leaves_the_months_before_as_they_were(
    officer, tenancy, charge
):
    agree(officer, tenancy, ore=1_000_000, starts_on=date(2026, 12, 1))
    charge()
    assert charged(tenancy, MONTH) == 900_000
    assert [ore for _day, _part, ore in rents(tenancy)] == [900_000, 1_000_000]


def test_a_lease_that_writes_down_what_holds_changes_no_rent(officer, tenancy, charge):
    charge()
    before = rents(tenancy)
    agree(officer, tenancy, ore=900_000, starts_on=date(2026, 3, 1))
    assert rents(tenancy) == before


def test_electricity_stays_and_the_rent_takes_the_change(officer, tenancy, charge):
    Tenancy.objects.update(rent_ore_month=970_000)
    RentPartFactory(dwelling=tenancy.dwelling, kind=RentPartKind.RENT, ore_month=900_000)
    RentPartFactory(dwelling=tenancy.dwelling, kind=RentPartKind.ELECTRICITY, ore_month=70_000)
    charge()
    agree(officer, tenancy, ore=1_000_000, starts_on=date(2026, 12, 1))
    assert rents(tenancy)[2:] == [
        (date(2026, 12, 1), "electricity", 70_000), (date(2026, 12, 1), "rent", 930_000),
    ]  # fmt: skip


def test_an_amendment_takes_the_place_of_what_was_to_come(officer, tenancy):
    agree(officer, tenancy, ore=1_200_000, starts_on=date(2026, 11, 20))
    agree(officer, tenancy, ore=1_000_000, starts_on=date(2026, 11, 10))
    assert [(day, ore) for day, _part, ore in rents(tenancy)] == [
        (date(2026, 3, 1), 900_000), (date(2026, 11, 10), 1_000_000),
    ]  # fmt: skip


def test_the_next_draft_begins_with_the_rent_as_it_was_regulated(officer, tenancy):
    common = {"tenancy": tenancy, "person": tenancy.person, "part": "rent"}
    AgreedRent.objects.create(**common, ore_month=900_000, from_on=tenancy.started_on)
    AgreedRent.objects.create(
        **common, ore_month=930_000, from_on=date(2026, 10, 1), basis="index",
        told_on=date(2026, 8, 1), index_then=1300, index_now=1343,
    )  # fmt: skip
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    assert lease.rent_ore_month == 930_000
