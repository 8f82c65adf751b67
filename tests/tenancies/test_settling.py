"""What is owed when a tenant has moved: the economy office follows it until it is settled."""

from datetime import date, timedelta

import pytest
from django.db import connections, transaction

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.config.invariants import QUESTIONS
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.jobs.rent import charge_this_month
from heimveg.tenancies.models import Entry, Payment, PaymentFile, RentAccount, Tenancy
from heimveg.tenancies.permissions import READ_RENT, READ_TENANCIES
from heimveg.tenancies.queries.rent import owing
from heimveg.tenancies.rules.rent import EntryKind, Why
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory, RentPartFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

DAY = date(2026, 11, 23)
MONTH = date(2026, 11, 1)
LEFT_ON = date(2026, 11, 11)


@pytest.fixture
def today(on_day):
    """set(day): what the clock says from now on."""

    def to(day):
        on_day(day)

    to(DAY)
    return to


@pytest.fixture
def economy(db, today):
    MunicipalityFactory()
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def officer(act_as, economy):
    return act_as((economy, Role.ECONOMY))


def let(*, ore=900_000):
    dwelling = DwellingFactory(estate=PropertyFactory())
    RentPartFactory(dwelling=dwelling, ore_month=ore)
    return Tenancy.move_in(
        person=PersonFactory(), dwelling=dwelling, on=date(2026, 1, 1), decision=None,
        rent_ore_month=ore, lease_until=None, by=system_user(),
    )  # fmt: skip


def night():
    with transaction.atomic():
        charge_this_month()


def owed(tenancy):
    return RentAccount.objects.get(tenancy=tenancy).owed_ore


def paid(tenancy, ore, *, kind=EntryKind.PAYMENT, on=DAY):
    number = Payment.objects.count() + 1
    file = PaymentFile.objects.create(
        name="x", kind="csv", digest=f"{number}", read_on=on, read_by=system_user(), lines=1,
        ore=ore,
    )  # fmt: skip
    sign = -1 if kind == EntryKind.REVERSAL else 1
    line = Payment.objects.create(file=file, row=1, key=f"{number}", paid_on=on, ore=sign * ore)
    entry = Entry.draft(
        kind, tenancy=tenancy, ore=ore, due_on=on, booked_on=on, by=system_user().pk,
        at=clock.now(), payment=line,
    )  # fmt: skip
    entry.save(force_insert=True)


def sees(officer, tenancy):
    mine = Tenancy.objects.permitted_to(officer, READ_TENANCIES)
    with reading_as(officer.user_id):
        return mine.filter(pk=tenancy.pk).exists()


def relations(tenancy, *, on=DAY):
    rows = Responsibility.objects.running_on(on).filter(basis=Basis.TENANCY)
    return list(rows.filter(person=tenancy.person).values_list("unit__kind", flat=True))


@pytest.mark.django_db
def test_who_moved_out_and_owes_is_followed_until_the_account_is_settled(officer, today):
    tenancy = let()
    night()
    tenancy.move_out(on=LEFT_ON)
    assert relations(tenancy) == [UnitKind.ECONOMY]  # the landlord's is over at once
    night()
    assert owed(tenancy) == 300_000
    assert sees(officer, tenancy)
    assert [row.tenancy_id for row in owing(officer, on=DAY)] == [tenancy.pk]

    paid(tenancy, 300_000)
    night()

    assert relations(tenancy) == []
    assert not sees(officer, tenancy)
    assert RentAccount.objects.permitted_to(officer, READ_RENT).count() == 0


@pytest.mark.django_db
def test_who_paid_too_much_is_followed_until_it_is_paid_back(officer):
    tenancy = let()
    night()
    paid(tenancy, 900_000)
    tenancy.move_out(on=LEFT_ON)
    night()
    assert owed(tenancy) == -600_000
    assert sees(officer, tenancy)


@pytest.mark.django_db
def test_who_owes_nothing_is_let_go_the_night_after_and_not_before_the_last_days_are_booked(
    officer, today
):
    tenancy = let()
    tenancy.move_out(on=LEFT_ON)  # nothing is charged yet
    assert sees(officer, tenancy)
    night()
    assert owed(tenancy) == 300_000
    paid(tenancy, 300_000)
    today(DAY + timedelta(days=1))
    night()
    assert relations(tenancy, on=DAY + timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_payment_the_bank_took_back_brings_the_account_back(officer):
    tenancy = let()
    tenancy.move_out(on=LEFT_ON)
    night()
    paid(tenancy, 300_000)
    night()
    assert not sees(officer, tenancy)

    paid(tenancy, 300_000, kind=EntryKind.REVERSAL)
    night()
    night()

    assert relations(tenancy) == [UnitKind.ECONOMY]
    assert sees(officer, tenancy)


@pytest.mark.django_db
def test_who_lives_in_another_home_stays_with_the_economy_office(officer):
    tenancy = let()
    night()
    tenancy.move_out(on=LEFT_ON)
    dwelling = DwellingFactory(estate=PropertyFactory())
    Tenancy.move_in(
        person=tenancy.person, dwelling=dwelling, on=LEFT_ON, decision=None, rent_ore_month=0,
        lease_until=None, by=system_user(),
    )  # fmt: skip
    night()
    paid(tenancy, 300_000)
    night()
    assert sees(officer, tenancy)


@pytest.mark.django_db
@pytest.mark.parametrize(("reduction", "rest"), [(500_000, 0), (700_000, 0), (100_000, 200_000)])
def test_a_reduction_and_a_move_in_the_same_month_take_back_no_more_than_stands(
    officer, reduction, rest
):
    """Ten days of thirty cost 3 000; a reduction agreed stays, but nobody is paid for living."""
    tenancy = let()
    night()
    charge = Entry.objects.get(tenancy=tenancy)
    commands.correct_entry(
        officer, entry_id=charge.pk, ore=reduction, why=Why.REDUCTION, on=DAY, at=clock.now()
    )
    tenancy.move_out(on=LEFT_ON)

    night()
    night()

    assert owed(tenancy) == rest
    assert Entry.objects.filter(tenancy=tenancy, why=Why.MOVED).count() == 1


@pytest.mark.django_db
def test_a_month_charged_in_two_is_taken_back_over_both(officer):
    """Charged for ten days, then for the rest, the first of them written off, then moved out."""
    tenancy = let()
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=LEFT_ON, end_reason="moved")
    night()
    first = Entry.objects.get(tenancy=tenancy)
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=None, end_reason="")
    night()
    commands.correct_entry(
        officer, entry_id=first.pk, ore=first.ore, why=Why.WRITTEN_OFF, on=DAY, at=clock.now()
    )
    assert owed(tenancy) == 600_000
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=MONTH, end_reason="moved")

    night()

    assert owed(tenancy) == 0


PROMISES = (
    "what a tenant owes is the sum of the entries",
    "every entry moves something between two accounts",
    "no more is taken back than was charged",
    "every payment is booked once, from a file read once",
    "what rests to be placed is the sum of the entries",
    "what a month was charged is the sum of the entries",
)


def broken_now():
    found = []
    with transaction.atomic(), reading_as(system_user().pk):
        for promise in PROMISES:
            with connections["default"].cursor() as cursor:
                cursor.execute(QUESTIONS[promise])
                found += [promise] if cursor.fetchall() else []
    return found


@pytest.mark.race
@pytest.mark.parametrize(
    ("promise", "harm"),
    [
        (0, "UPDATE tenancies_rentaccount SET owed_ore = owed_ore + 1"),
        (1, "UPDATE tenancies_entry SET credit = debit WHERE kind = 'charge'"),
        (2, "UPDATE tenancies_entry SET ore = ore + 200 WHERE kind = 'correction'"),
        (3, "UPDATE tenancies_payment SET ore = ore + 1"),
        (4, "INSERT INTO tenancies_resting SELECT id, 5 FROM tenancies_payment"),
        (5, "UPDATE tenancies_monthadded SET ore = ore + 1"),
    ],
)
def test_the_ledgers_promises_are_asked_about_from_outside(real_database, promise, harm):
    """Kept as the app writes; the hand of the owner, with triggers and checks off, is seen."""
    with transaction.atomic(), reading_as(system_user().pk):
        tenancy = TenancyFactory()
        RentAccount.open(tenancy, on=DAY)
        at, by = clock.now(), system_user().pk
        entry = Entry.draft(
            EntryKind.CHARGE, tenancy=tenancy, ore=500, due_on=DAY, booked_on=DAY, by=by, at=at,
            month=MONTH, part="rent",
        )  # fmt: skip
        entry.save(force_insert=True)
        back = entry.correction(ore=400, why=Why.AMOUNT, on=DAY, by=by, at=at)
        back.save(force_insert=True)
        paid(tenancy, 100)
    assert broken_now() == []
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE tenancies_entry DROP CONSTRAINT"
            " entry_moves_between_the_accounts_of_its_kind"
        )
        owner.execute("SET session_replication_role = replica")
        owner.execute(harm)
        owner.execute("SET session_replication_role = origin")
    assert PROMISES[promise] in broken_now()
