"""What was changed, by whom: shown to who may read the field, and to nobody else."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from heimveg.access.context import reading_as
from heimveg.access.models import HistoryEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.dwellings.models import Dwelling, FundingTie
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.persons.models import Person, Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, FundingTieFactory
from tests.needs.factories import CareBasisFactory, NeedFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def unit():
    MunicipalityFactory(default_language="en")
    return UnitFactory()


@pytest.fixture
def office(unit, act_as):
    return act_as((unit, Role.ALLOCATOR))


@pytest.fixture
def person(unit):
    return PersonFactory(unit=unit, name="Kari Nes", phone="11 22 33 44")


def page(client, kind, pk, status=200):
    answer = client.get(f"/{kind}/{pk}/history/")
    assert answer.status_code == status
    return answer.content.decode()


def by(actor):
    """Whatever is written inside is written by the actor, as far as the database knows."""
    return reading_as(actor.user_id)


def test_a_change_stands_with_who_made_it_and_what_stood_there_before(office, log_in, person):
    User.objects.filter(pk=office.user_id).update(name="Gunn Vik")
    with by(office):
        Person.objects.filter(pk=person.pk).update(phone="55 66 77 88")
    text = page(log_in(office), "people", person.pk)

    change = text.split("Particulars: changed", 1)[1].split("</section>")[0]
    assert "Gunn Vik" in change
    assert "Telephone" in change
    assert change.index("11 22 33 44") < change.index("55 66 77 88")
    assert "Particulars: written" in text


def test_reading_it_is_in_the_read_log(office, log_in, person):
    page(log_in(office), "people", person.pk)

    assert ReadEntry.objects.get().person_ids == [person.pk]


def test_who_may_not_open_the_record_does_not_find_its_history(act_as, log_in, person):
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    need, tenancy = NeedFactory(person=person), TenancyFactory(person=person)

    page(stranger, "people", person.pk, 404)
    page(stranger, "needs", need.pk, 404)
    page(stranger, "tenancies", tenancy.pk, 404)
    page(stranger, "people", 99999, 404)


def test_a_protected_persons_history_is_not_there_for_the_unqualified(office, log_in, unit):
    hidden = PersonFactory(unit=unit)
    Protection.objects.create(person=hidden, grade=Grade.STRICTLY, since=TODAY)

    page(log_in(office), "people", hidden.pk, 404)


def test_health_is_told_only_to_who_reads_health_and_income_only_to_who_reads_income(
    act_as, log_in, unit, person
):
    need = NeedFactory(person=person)
    basis = CareBasisFactory(need=need, person=person)
    CareBasis.objects.filter(pk=basis.pk).update(text="hears voices at night")
    Income.note(person.pk, nok_year=246_810, known_on=TODAY)

    care = page(log_in(act_as((unit, Role.CARE_WORKER))), "needs", need.pk)
    house = page(log_in(act_as((unit, Role.ALLOCATOR))), "needs", need.pk)

    assert "hears voices" in care
    assert "246 810" not in care
    assert "246810" not in care
    assert "hears voices" not in house
    assert "What the need rests on" not in house
    assert "246 810" in house


@pytest.mark.parametrize("table", ["needs_carebasis", "needs_need", "needs_income"])
def test_the_database_itself_asks_the_wall_of_the_table(unit, act_as, person, table):
    """Not even a page that asked for too much would get it."""
    need = NeedFactory(person=person)
    rows = {
        "needs_need": need.pk,
        "needs_carebasis": CareBasisFactory(need=need, person=person).pk,
        "needs_income": Income.note(person.pk, nok_year=1, known_on=TODAY).pk,
    }
    expected = {
        "needs_need": {Role.ALLOCATOR, Role.CARE_WORKER},
        "needs_carebasis": {Role.CARE_WORKER},
        "needs_income": {Role.ALLOCATOR},
    }
    roles = (Role.ALLOCATOR, Role.CARE_WORKER, Role.CARETAKER, Role.ADMINISTRATOR)
    for role in roles:
        with by(act_as((unit, role))):
            sql = "SELECT * FROM history_of(%s, %s, %s)"
            found = list(HistoryEntry.objects.raw(sql, [table, [rows[table]], person.pk]))
        assert bool(found) is (role in expected[table]), role


def test_another_persons_number_opens_nothing(unit, act_as, person):
    """The row is of somebody else than the person the reader names."""
    theirs = PersonFactory(unit=UnitFactory())
    with by(act_as((unit, Role.ALLOCATOR))):
        sql = "SELECT * FROM history_of('persons_person', %s, %s)"
        assert not list(HistoryEntry.objects.raw(sql, [[theirs.pk], person.pk]))
        assert list(HistoryEntry.objects.raw(sql, [[person.pk], person.pk]))


@pytest.mark.parametrize(
    "table", ["accounts_user", "access_readentry", "nothing", "persons_person; --", ""]
)
def test_a_table_without_history_shows_nothing(office, person, table):
    with by(office):
        sql = "SELECT * FROM history_of(%s, %s, %s)"
        assert not list(HistoryEntry.objects.raw(sql, [table, [person.pk, 1], None]))


def test_the_app_role_still_does_not_read_the_table_itself(office):
    with pytest.raises(DatabaseError), transaction.atomic():
        HistoryEntry.objects.first()


def test_without_a_reader_there_is_nothing(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heimveg.reader', '', true)")
        cursor.execute(
            "SELECT count(*) FROM history_of('persons_person', %s, %s)", [[person.pk], person.pk]
        )
        assert cursor.fetchone() == (0,)


def test_a_home_is_told_in_words_with_its_rent_and_ties_but_not_for_whom(act_as, log_in, unit):
    home = DwellingFactory(address="Storgata 5")
    tie = FundingTieFactory(dwelling=home, grant="Husbanken", group="rop")
    FundingTie.objects.filter(pk=tie.pk).update(group="mental_illness", grant="Husbanken 2")
    FundingTie.objects.filter(pk=tie.pk).update(ended_on=date(2031, 1, 1))
    Dwelling.objects.filter(pk=home.pk).update(standard="reinforced", is_step_free=True)
    text = page(log_in(act_as((unit, Role.CARETAKER))), "dwellings", home.pk)

    assert "Reinforced" in text or "reinforced" in text
    assert "Husbanken" not in text
    assert "mental" not in text
    assert not ReadEntry.objects.exists()
    page(log_in(act_as((unit, Role.CARETAKER))), "dwellings", 99999, 404)
    known = page(log_in(act_as((unit, Role.ALLOCATOR))), "dwellings", home.pk)
    assert "Husbanken 2" in known
    assert "mental illness" in known
    assert "31 Dec 2030" in known, "the last day in, as on the page of the home"
    assert "1 Jan 2031" not in known


def test_a_tenancy_says_when_it_was_ended_and_why(office, log_in, person):
    home = DwellingFactory(address="Storgata 5")
    tenancy = TenancyFactory(person=person, dwelling=home, rent_ore_month=812_300)
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=TODAY, end_reason="gave_notice")
    text = page(log_in(office), "tenancies", tenancy.pk)

    assert "8 123" in text
    assert "Storgata 5" in text
    assert "gave notice" in text


def test_codes_days_and_lists_are_words(office, log_in, person):
    need = NeedFactory(person=person, opened_on=date(2026, 3, 1))
    Need.objects.filter(pk=need.pk).update(
        urgency=5, urgency_reasons=["safety_at_home"], wished_areas=["Nord"], parked_until=None
    )
    text = page(log_in(office), "needs", need.pk)

    assert "5 – acute" in text
    assert "is not safe at home" in text
    assert "Nord" in text


def test_each_page_leads_to_its_history(office, log_in, person):
    need, tenancy = NeedFactory(person=person), TenancyFactory(person=person)
    client = log_in(office)

    for kind, pk in (
        ("people", person.pk),
        ("needs", need.pk),
        ("tenancies", tenancy.pk),
        ("dwellings", tenancy.dwelling_id),
    ):
        assert f'href="/{kind}/{pk}/history/"' in client.get(f"/{kind}/{pk}/").content.decode()


def test_a_long_history_is_read_page_by_page_at_the_same_cost(
    office, log_in, person, constant_queries
):
    client = log_in(office)

    def more():
        for n in range(8):
            Person.objects.filter(pk=person.pk).update(phone=f"{clock.now()} {n}"[-30:])

    constant_queries(lambda: page(client, "people", person.pk), more)
    assert "Particulars: written" not in page(client, "people", person.pk)
    second = client.get(f"/people/{person.pk}/history/?page=2").content.decode()
    assert "Particulars: written" in second
    far = client.get(f"/people/{person.pk}/history/?page=9").content.decode()
    assert "Nothing is kept" in far


def test_a_home_that_ceased_has_its_history_too_as_far_as_its_page(office, log_in):
    home = DwellingFactory(ended_on=TODAY - timedelta(days=1))
    client = log_in(office)

    same = client.get(f"/dwellings/{home.pk}/").status_code
    assert client.get(f"/dwellings/{home.pk}/history/").status_code == same
