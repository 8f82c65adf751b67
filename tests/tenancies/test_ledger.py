"""The ledger in the database: it balances, nothing in it changes, and no more is moved than is
there."""

import os
import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.rules import RentPartKind
from heimveg.notices.models import Notice
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import AgreedRent, Entry, RentAccount, Tenancy
from heimveg.tenancies.queries.rent import (
    ChargedMonth,
    aged_of,
    aged_on,
    arrears,
    months_charged,
    owing,
)
from heimveg.tenancies.rules.rent import MOVES, Aged, EntryKind, Why
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory, RentPartFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

DAY = date(2026, 11, 23)
MONTH = date(2026, 11, 1)
ENTRIES = int(os.environ.get("HEIMVEG_LEDGER_ENTRIES", "2000"))


@pytest.fixture(autouse=True)
def this_day(on_day):
    on_day(DAY)


@pytest.fixture
def economy(db):
    MunicipalityFactory(default_language="nn")
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def officer(act_as, economy):
    return act_as((economy, Role.ECONOMY))


def let(*, on=date(2026, 1, 1), ore=900_000, **home):
    dwelling = DwellingFactory(estate=PropertyFactory(), **home)
    RentPartFactory(dwelling=dwelling, ore_month=ore)
    return Tenancy.move_in(
        person=PersonFactory(), dwelling=dwelling, on=on, decision=None, rent_ore_month=ore,
        lease_until=None, by=system_user(),
    )  # fmt: skip


def charge(officer, month=MONTH, on=DAY):
    return commands.charge_month(officer, month=month, on=on, at=clock.now())


def owed(tenancy):
    return RentAccount.objects.get(tenancy=tenancy).owed_ore


def drafted(kind, tenancy, ore, **rest):
    rest = {"due_on": DAY, "booked_on": DAY, "by": system_user().pk, "at": clock.now()} | rest
    return Entry.draft(kind, tenancy=tenancy, ore=ore, **rest)


def charged(tenancy, ore, *, due_on=DAY, month=MONTH, part="rent"):
    RentAccount.open(tenancy, on=DAY)
    entry = drafted(EntryKind.CHARGE, tenancy, ore, due_on=due_on, month=month, part=part)
    entry.save(force_insert=True)
    return entry


@pytest.mark.django_db
def test_a_month_is_charged_once_however_often_it_is_run(officer):
    tenancy = let()
    first, second = charge(officer), charge(officer)
    assert (first.entries, first.ore, second.entries) == (1, 900_000, 0)
    assert owed(tenancy) == 900_000
    assert AgreedRent.objects.get(tenancy=tenancy).part == RentPartKind.RENT


@pytest.mark.django_db
def test_a_change_of_the_homes_price_does_not_touch_the_sitting_tenant(officer):
    tenancy = let()
    charge(officer)
    tenancy.dwelling.set_rent({RentPartKind.RENT: 1_200_000})
    charge(officer, month=date(2026, 12, 1))
    assert owed(tenancy) == 1_800_000


@pytest.mark.django_db
def test_each_part_of_the_rent_is_a_row_of_its_own(officer):
    tenancy = let()
    RentPartFactory(dwelling=tenancy.dwelling, kind=RentPartKind.ELECTRICITY, ore_month=70_000)
    Tenancy.objects.update(rent_ore_month=970_000)
    charge(officer)
    rows = Entry.objects.filter(tenancy=tenancy).order_by("part").values_list("part", "ore")
    assert list(rows) == [("electricity", 70_000), ("rent", 900_000)]


@pytest.mark.django_db
def test_who_moves_out_gets_back_the_days_after_and_who_moves_in_pays_from_the_day(officer):
    left, came = let(), let(on=date(2026, 11, 16))
    charge(officer)
    left.move_out(on=date(2026, 11, 11))
    charge(officer)
    assert owed(left) == 300_000  # ten days of thirty
    assert owed(came) == 450_000
    back = Entry.objects.get(tenancy=left, kind=EntryKind.CORRECTION)
    assert (back.ore, back.why) == (600_000, Why.MOVED)


@pytest.mark.django_db
def test_a_move_written_months_late_is_settled_all_the_way_back(officer):
    tenancy = let()
    for month in (8, 9, 10, 11):
        charge(officer, month=date(2026, month, 1))
    tenancy.move_out(on=date(2026, 9, 16))
    charge(officer)
    assert owed(tenancy) == 900_000 + 450_000


@pytest.mark.django_db
def test_a_reduction_is_not_charged_anew_the_next_night(officer):
    tenancy = let()
    charge(officer)
    entry = Entry.objects.get(tenancy=tenancy)
    commands.correct_entry(
        officer, entry_id=entry.pk, ore=100_000, why=Why.REDUCTION, on=DAY, at=clock.now()
    )
    charge(officer)
    assert owed(tenancy) == 800_000


@pytest.mark.django_db
@pytest.mark.django_db
def test_no_month_before_the_first_is_charged_to_a_whole_municipality_by_mistake(officer):
    let()
    charge(officer)
    for month in (date(2026, 5, 1), date(2026, 10, 31)):
        with pytest.raises(Refused, match="since November 2026"):
            charge(officer, month=month)
    assert {row.month for row in Entry.objects.all()} == {MONTH}


def test_rent_is_not_charged_far_ahead(officer):
    let()
    with pytest.raises(Refused, match="not further ahead"):
        charge(officer, month=date(2027, 1, 1))


@pytest.mark.django_db
def test_no_more_is_taken_back_than_stands(officer):
    tenancy = let()
    charge(officer)
    entry = Entry.objects.get(tenancy=tenancy)
    take = {"entry_id": entry.pk, "why": Why.AMOUNT, "on": DAY, "at": clock.now()}
    commands.correct_entry(officer, ore=600_000, **take)
    with pytest.raises(Invalid, match="More than stands"):
        commands.correct_entry(officer, ore=300_001, **take)
    commands.correct_entry(officer, ore=300_000, **take)
    assert owed(tenancy) == 0


@pytest.mark.django_db
def test_what_is_booked_never_changes():
    entry = charged(TenancyFactory(), 100)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(ore=1)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()


@pytest.mark.django_db
def test_what_is_owed_changes_by_entries_alone():
    entry = charged(TenancyFactory(), 100)
    account = RentAccount.objects.filter(tenancy=entry.tenancy)
    with pytest.raises(IntegrityError, match="by entries alone"), transaction.atomic():
        account.update(owed_ore=0)
    assert account.get().owed_ore == 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "promise"),
    [
        ({"ore": 0}, "entry_moves_something"),
        ({"ore": -5}, "entry_moves_something"),
        ({"debit": "bank"}, "entry_moves_between_the_accounts_of_its_kind"),
        ({"credit": "tenant"}, "entry_moves_between_the_accounts_of_its_kind"),
        ({"tenancy": None, "person": None}, "entry_on_a_tenants_account_has_its_tenancy"),
        ({"part": ""}, "charge_has_its_month_and_part"),
        ({"why": "amount"}, "correction_says_of_what_and_why"),
    ],
)
def test_the_database_refuses(wrong, promise):
    tenancy = TenancyFactory()
    RentAccount.open(tenancy, on=DAY)
    entry = drafted(EntryKind.CHARGE, tenancy, 100, month=MONTH, part="rent")
    for name, value in wrong.items():
        setattr(entry, name, value)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db
def test_arrears_are_sorted_by_age(officer):
    tenancy = let()
    rows = ((-8, 5), (0, 10), (30, 20), (31, 40), (60, 80), (61, 160), (90, 320), (91, 640))
    for n, (days, ore) in enumerate(rows):
        charged(
            tenancy, ore, due_on=DAY - timedelta(days=days), month=date(2020 + n, 1, 1),
        )  # fmt: skip
    (row,) = owing(officer, on=DAY)
    assert aged_of(row) == Aged(30, 120, 480, 640)
    assert row.owed_now == 1_270  # what falls due next week is not owed yet
    with reading_as(officer.user_id):
        (found,) = arrears(officer, on=DAY)
    assert (found.account, found.ages) == (row.pk, aged_of(row))
    assert aged_on(officer, tenancy, on=DAY) == found.ages
    RentAccount.objects.get(tenancy=tenancy)


def balanced():
    """Whether debit and credit are equal and accounts agree with entries; debit less credit."""
    sums = {}
    for name in ("debit", "credit"):
        for row in Entry.objects.values(name).annotate(ore=Sum("ore")):
            sign = 1 if name == "debit" else -1
            sums[row[name]] = sums.get(row[name], 0) + sign * row["ore"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM tenancies_rentaccount a WHERE a.owed_ore <> coalesce((SELECT"
            " sum(CASE WHEN e.debit = 'tenant' THEN e.ore ELSE -e.ore END)"
            " FROM tenancies_entry e WHERE e.tenancy_id = a.tenancy_id), 0)"
        )
        (astray,) = cursor.fetchone()
    return sum(sums.values()) == 0 and astray == 0, sums


@pytest.mark.django_db
def test_the_ledger_balances_after_any_number_of_entries():
    """HEIMVEG_LEDGER_ENTRIES random charges, and corrections of them; 100,000 take 35 seconds on
    two busy cores, measured 2026-11-23."""
    rng = random.Random(2026)
    tenancies = [TenancyFactory() for _ in range(20)]
    for tenancy in tenancies:
        RentAccount.open(tenancy, on=DAY)
    at, by = clock.now(), system_user().pk
    kept, sums, months = [], dict.fromkeys((t.pk for t in tenancies), 0), {}
    for n in range(ENTRIES // 2):
        tenancy = rng.choice(tenancies)
        months[tenancy.pk] = months.get(tenancy.pk, 0) + 1
        years, month = divmod(months[tenancy.pk], 12)
        entry = Entry.draft(
            EntryKind.CHARGE if n % 3 else EntryKind.EXTRA, tenancy=tenancy,
            ore=rng.randrange(1, 5_000_000), due_on=DAY, booked_on=DAY, by=by, at=at,
            month=date(2000 + years % 7000, month + 1, 1), part="rent",
        )  # fmt: skip
        sums[tenancy.pk] += entry.ore
        kept.append(entry)
    Entry.post(kept)
    back = []
    for entry in rng.choices(kept, k=ENTRIES - len(kept)):
        standing = entry.ore - getattr(entry, "gone", 0)
        if standing > 0:
            ore = rng.randrange(1, standing + 1)
            entry.gone = getattr(entry, "gone", 0) + ore
            sums[entry.tenancy_id] -= ore
            back.append(entry.correction(ore=ore, why=Why.AMOUNT, on=DAY, by=by, at=at))
    Entry.post(back)

    is_balanced, accounts = balanced()

    assert is_balanced
    assert accounts["tenant"] == sum(sums.values())
    assert {a.tenancy_id: a.owed_ore for a in RentAccount.objects.all()} == sums


@pytest.mark.race
def test_the_negative_control_a_ledger_without_its_promise_does_not_balance(real_database):
    """Without the trigger that keeps what is owed, the check sees an account go astray."""
    with transaction.atomic(), reading_as(system_user().pk):
        entry = charged(TenancyFactory(), 100)
        assert balanced()[0]
    with connections["owner"].cursor() as owner:
        owner.execute("DROP TRIGGER owed_follows_the_entries ON tenancies_entry")
    with transaction.atomic(), reading_as(system_user().pk):
        drafted(EntryKind.EXTRA, entry.tenancy, 50, month=MONTH, part="rent").save(
            force_insert=True
        )
        assert not balanced()[0]


@pytest.mark.race
def test_two_who_correct_at_once_take_back_no_more_than_stands(real_database, at_once):
    def as_system(act):
        with transaction.atomic(), reading_as(system_user().pk):
            return act()

    entry = as_system(lambda: charged(TenancyFactory(), 100))

    def take_back(_):
        def act():
            correction = entry.correction(
                ore=60, why=Why.AMOUNT, on=DAY, by=system_user().pk, at=clock.now()
            )
            correction.save(force_insert=True)

        return as_system(act)

    outcomes = sorted(type(answer).__name__ for answer in at_once(8, take_back))
    assert outcomes == ["IntegrityError"] * 7 + ["NoneType"]
    assert as_system(lambda: owed(entry.tenancy)) == 40


@pytest.mark.django_db
def test_rents_are_regulated_with_a_letter_to_each(officer):
    tenancy = let(on=date(2025, 12, 1))
    charge(officer)
    for month, tenths in ((date(2025, 11, 1), 1350), (date(2026, 10, 1), 1404)):
        commands.note_index(officer, month=month, tenths=tenths, source="invented")
    from_on = date(2027, 1, 1)

    commands.regulate_rents(officer, from_on=from_on, on=DAY, at=clock.now())

    rent = AgreedRent.objects.get(tenancy=tenancy, basis="index")
    assert (rent.from_on, rent.ore_month, rent.told_on) == (from_on, 936_000, DAY)
    letter = Notice.objects.get(person=tenancy.person)
    assert "9 360" in letter.body.replace("\xa0", " ")
    with pytest.raises(Refused, match="Nobody's rent"):
        commands.regulate_rents(officer, from_on=from_on, on=DAY, at=clock.now())


@pytest.mark.django_db
def test_what_is_not_due_yet_is_no_arrears_and_months_are_summed_for_the_ledgers_keepers(
    officer, act_as
):
    tenancy = let()
    charge(officer)
    before, after = date(2026, 10, 25), DAY
    with reading_as(officer.user_id):
        assert [row.owed_now for row in owing(officer, on=before)] == []
        assert arrears(officer, on=before) == []
        assert aged_on(officer, tenancy, on=before) == Aged()
        assert [row.ages.total for row in arrears(officer, on=after)] == [900_000]
        assert [row.owed_now for row in owing(officer, on=after)] == [900_000]
        assert months_charged() == [ChargedMonth(MONTH, 900_000, 1)]
    helper = act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))
    with reading_as(helper.user_id):
        assert months_charged() == []
        assert list(owing(helper, on=after)) == []
        assert arrears(helper, on=after) == []


@pytest.mark.django_db
def test_every_kind_of_entry_has_its_accounts():
    assert set(MOVES) | {EntryKind.CORRECTION} == set(EntryKind)
