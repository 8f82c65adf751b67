"""What the database keeps beside the entries is always what they add up to, and no keeper of the
ledger is told a sum with somebody in it whose books are closed."""

import random
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.config.invariants import QUESTIONS
from heimveg.persons.models import Conflict, Household, HouseholdMember, Person, Protection
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.commands.issuing import issue_basis
from heimveg.tenancies.models import Entry, MonthAdded, Payment, PaymentFile, RentAccount, Resting
from heimveg.tenancies.queries.issuing import issues
from heimveg.tenancies.queries.payments import unplaced_payments
from heimveg.tenancies.queries.rent import ChargedMonth, arrears, months_charged
from heimveg.tenancies.rules.rent import EntryKind, Why
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.races import as_system
from tests.tenancies.factories import TenancyFactory
from tests.tenancies.test_ledger import DAY, MONTH, charge, drafted, let

db = pytest.mark.django_db
REST = "what rests to be placed is the sum of the entries"
MONTHS = "what a month was charged is the sum of the entries"
ENTRIES = 400


@pytest.fixture(autouse=True)
def this_day(on_day):
    on_day(DAY)


@pytest.fixture
def economy(in_english):
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def officer(act_as, economy):
    return act_as((economy, Role.ECONOMY))


def payments(count):
    file = PaymentFile.objects.create(
        name="f",
        kind="csv",
        digest="f",
        read_on=DAY,
        read_by=system_user(),
        lines=count,
        ore=count,
    )
    return Payment.objects.bulk_create(
        Payment(file=file, row=n, key=f"k{n}", paid_on=DAY, ore=1_000_000) for n in range(count)
    )


def astray():
    """Promises about kept sums that are broken, as asked from outside."""
    found = []
    for promise in (REST, MONTHS):
        with connection.cursor() as cursor:
            cursor.execute(QUESTIONS[promise])
            found += [promise] * bool(cursor.fetchall())
    return found


@db
def test_what_is_kept_is_what_the_entries_add_up_to_after_any_number_of_them():
    """Random charges, payments of nobody known, returned, placed, taken back; in statements of one
    row and of many."""
    rng = random.Random(2026)
    tenancies = [TenancyFactory() for _ in range(6)]
    RentAccount.open(*tenancies, on=DAY)
    come = payments(40)
    waiting, known, booked = [], list(come), []
    at, by = clock.now(), system_user().pk

    def some_entry(n):
        tenancy, ore = rng.choice(tenancies), rng.randrange(1, 1000)
        kind = rng.randrange(5)
        if kind == 0 and known:
            payment = known.pop()
            waiting.append(payment)
            into = EntryKind.RECEIVED if n % 7 else EntryKind.RETURNED
            return drafted(into, None, 1_000_000, payment=payment)
        if kind == 1 and waiting:
            return drafted(EntryKind.PLACED, tenancy, ore, payment=rng.choice(waiting))
        if kind == 2 and booked:
            entry = booked.pop()
            return entry.correction(ore=entry.ore, why=Why.AMOUNT, on=DAY, by=by, at=at)
        month = date(2026, rng.randrange(1, 12), 1)
        return drafted(EntryKind.EXTRA, tenancy, ore, month=month, part="rent")

    for n in range(ENTRIES):
        several = [some_entry(n) for _ in range(rng.choice((1, 1, 5)))]
        try:
            with transaction.atomic():
                Entry.post(several)
        except IntegrityError:  # no more is placed than came in: nothing of it stands
            continue
        booked += [e for e in several if e.kind in ("extra", "placed")]

    assert Resting.objects.exists()
    assert MonthAdded.objects.count() > 50
    assert astray() == []
    assert {p.pk: p.rest_ore for p in unplaced_payments()} == {
        row.payment_id: row.ore for row in Resting.objects.filter(ore__gt=0)
    }


@pytest.mark.race
def test_the_negative_control_without_the_trigger_the_sums_go_astray(real_database):
    tenancy = as_system(TenancyFactory)
    as_system(lambda: RentAccount.open(tenancy, on=DAY))

    def book():
        drafted(EntryKind.EXTRA, tenancy, 5, month=MONTH, part="rent").save(force_insert=True)
        drafted(EntryKind.RECEIVED, None, 9, payment=payments(1)[0]).save(force_insert=True)
        return astray()

    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE tenancies_entry DISABLE TRIGGER sums_follow_the_entries")
    assert as_system(book) == [REST, MONTHS]


@db
def test_sums_are_changed_by_entries_alone(officer):
    let()
    charge(officer)
    (payment,) = payments(1)
    for act in (
        lambda: MonthAdded.objects.update(ore=1),
        lambda: MonthAdded.objects.all().delete(),
        lambda: MonthAdded.objects.create(month=MONTH, ore=1, entries=1),
        lambda: Resting.objects.create(payment=payment, ore=1),
    ):
        with pytest.raises(IntegrityError, match="by entries alone"), transaction.atomic():
            act()


def closed_to(actor, people):
    """Whose books are closed to a keeper: as found among the few, and asked of everybody."""
    with reading_as(actor.user_id), connection.cursor() as cursor:
        cursor.execute("SELECT books_closed()")
        found = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT id FROM unnest(%s::bigint[]) id WHERE NOT keeps_books_of(id)",
            [sorted(people.values())],
        )
        return found, {row[0] for row in cursor.fetchall()}


def hidden_for_each_reason(actor, unit):
    """Somebody for each reason books can be closed, with the records that lead to them: ids."""
    people = {
        name: PersonFactory()
        for name in ("open", "protected", "strictly", "lives with", "works", "conflict", "gone")
    }
    for name, grade in (("protected", "confidential"), ("strictly", "strictly_confidential")):
        Protection.objects.create(person=people[name], grade=grade, since=DAY)
    home = Household.objects.create(formed_on=DAY)
    for name in ("protected", "lives with"):
        HouseholdMember.objects.create(household=home, person=people[name], started_on=DAY)
    Person.objects.filter(pk=people["works"].pk).update(employed_in=unit)
    Conflict.objects.create(
        person=people["conflict"], user_id=actor.user_id, kind="family", declared_on=DAY
    )
    for name in list(people):
        merged = PersonFactory()
        Person.objects.filter(pk=merged.pk).update(merged_into=people[name])
        people[f"merged into {name}"] = merged
    return {name: person.pk for name, person in people.items()}


@db
@pytest.mark.parametrize("clears", [False, True])
def test_the_few_who_are_asked_about_are_all_whose_books_are_closed(act_as, economy, clears):
    keeper = act_as(
        (economy, Role.ECONOMY), handles_protected=clears, handles_own_employees=clears
    )
    people = hidden_for_each_reason(keeper, economy)
    found, asked_of_all = closed_to(keeper, people)
    assert found == asked_of_all
    assert {people["strictly"], people["conflict"], people["merged into works"]} <= found
    assert people["open"] not in found


@db
def test_a_months_sum_and_an_issues_leave_out_whose_books_are_closed_and_no_others(officer):
    gone, hidden, _stays = let(), let(ore=700_000), let(ore=500_000)
    charge(officer)
    issue_basis(officer, month=MONTH, on=DAY)
    gone.person.responsibilities.filter(kind="contributing").update(
        ended_on=DAY, end_reason="over"
    )
    Protection.objects.create(person=hidden.person, grade="confidential", since=DAY)
    with reading_as(officer.user_id):
        assert months_charged() == [ChargedMonth(MONTH, 1_400_000, 2)]
        assert [(row.rows, row.ore) for row in issues()] == [(2, 1_400_000)]
        assert [row.ages.total for row in arrears(officer, on=DAY)] == [500_000]


@db
def test_a_correction_is_taken_off_its_month(officer):
    tenancy = let()
    charge(officer)
    entry = Entry.objects.get(tenancy=tenancy)
    commands.correct_entry(
        officer, entry_id=entry.pk, ore=100_000, why=Why.REDUCTION, on=DAY, at=clock.now()
    )
    with reading_as(officer.user_id):
        assert months_charged() == [ChargedMonth(MONTH, 800_000, 2)]
