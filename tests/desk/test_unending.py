"""An end that was written by mistake is taken back, while nothing has followed from it."""

from datetime import date

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.desk import unending
from heimveg.dwellings.models import OutOfUse
from heimveg.persons.models import Protection, Responsibility
from heimveg.persons.rules import Basis
from heimveg.stays.models import Stay
from heimveg.tenancies.commands import end_tenancy
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import EndRecord, RentAccount, Tenancy
from heimveg.tenancies.rules import Ending
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory, RentPartFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

DAY = date(2026, 11, 23)
AHEAD = date(2026, 12, 10)
LATELY = date(2026, 11, 16)
WHY = "It was the neighbour who moved out"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]


@pytest.fixture
def housing(db):
    return UnitFactory()


@pytest.fixture
def tenancy(housing):
    dwelling = DwellingFactory(estate=PropertyFactory(), address="Storgata 1")
    RentPartFactory(dwelling=dwelling, ore_month=900_000)
    return Tenancy.move_in(
        person=PersonFactory(unit=housing), dwelling=dwelling, on=date(2026, 1, 1), decision=None,
        rent_ore_month=900_000, lease_until=None, by=system_user(),
    )  # fmt: skip


@pytest.fixture
def landlord(act_as, tenancy):
    """Meets the tenant by this home alone."""
    return act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))


def end(actor, tenancy, on=AHEAD):
    return end_tenancy(actor, tenancy_id=tenancy.pk, on=on, ending=Ending.MOVED)


def take_back(actor, tenancy, because=WHY):
    return unending.take_back_end(actor, tenancy_id=tenancy.pk, because=because, on=DAY)


def stands(tenancy):
    """What a tenancy that runs leaves in other rooms."""
    mine = {"person": tenancy.person_id}
    relations = Responsibility.objects.filter(**mine, basis=Basis.TENANCY)
    return {
        "end": list(Tenancy.objects.filter(pk=tenancy.pk).values_list("ended_on", "end_reason")),
        "stays": sorted(Stay.objects.filter(**mine).values_list("kind", "started_on", "ended_on")),
        "relations": sorted(relations.values_list("unit", "started_on", "ended_on")),
        "turnovers": Turnover.objects.open().filter(dwelling=tenancy.dwelling_id).count(),
        "out": OutOfUse.objects.filter(dwelling=tenancy.dwelling_id).count(),
    }


@pytest.mark.parametrize("day", [AHEAD, DAY, LATELY])
def test_after_an_end_is_taken_back_all_stands_as_before(landlord, tenancy, day):
    before = stands(tenancy)
    end(landlord, tenancy, day)
    assert stands(tenancy) != before

    take_back(landlord, tenancy)

    assert stands(tenancy) == before
    record = EndRecord.objects.get(tenancy=tenancy)
    assert (record.ended_on, record.taken_back_by_id) == (day, landlord.user_id)
    end(landlord, tenancy, day)  # and it can end anew
    take_back(landlord, tenancy)
    assert stands(tenancy) == before


def test_the_rent_is_charged_again_by_the_charge_of_the_month(landlord, tenancy, act_as):
    keeper = act_as((UnitFactory(kind=UnitKind.ECONOMY), Role.ECONOMY))

    def charge():
        charge_month(keeper, month=date(2026, 11, 1), on=DAY, at=clock.now())
        return RentAccount.objects.get(tenancy=tenancy).owed_ore

    assert charge() == 900_000
    end(landlord, tenancy, date(2026, 11, 11))
    assert RentAccount.objects.get(tenancy=tenancy).owed_ore == 300_000
    take_back(landlord, tenancy)
    assert charge() == 900_000


def test_a_notice_that_runs_keeps_its_turnover(landlord, tenancy):
    from heimveg.tenancies.models import QuitNotice

    QuitNotice.objects.create(
        person=tenancy.person, tenancy=tenancy, given_by="tenant", given_on=DAY, out_on=AHEAD,
        recorded_by=system_user(),
    )  # fmt: skip
    tenancy.give_notice(noticed_on=DAY, leaves_on=AHEAD)
    end(landlord, tenancy)
    take_back(landlord, tenancy)
    turnover = Turnover.running(tenancy.dwelling_id)
    assert turnover is not None
    assert (turnover.vacated_on, turnover.expected_vacant_on) == (None, AHEAD)


def let_to_another(tenancy):
    TenancyFactory(dwelling=tenancy.dwelling, started_on=date(2026, 12, 20))


def has_another(tenancy):
    TenancyFactory(person=tenancy.person, started_on=date(2026, 12, 20))


def looked_over(tenancy):
    Turnover.objects.filter(dwelling=tenancy.dwelling).update(vacated_on=DAY, inspected_on=DAY)
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=DAY)


def long_ago(tenancy):
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=date(2026, 11, 8))


@pytest.mark.parametrize(
    ("followed", "told"),
    [
        (let_to_another, "promised to somebody else"),
        (has_another, "another municipal home"),
        (looked_over, "looked over"),
        (long_ago, "more than 14 days ago"),
    ],
)
def test_what_has_followed_stands_in_the_way_and_the_page_says_who_can_help(
    act_as, housing, log_in, tenancy, followed, told
):
    officer = act_as((housing, Role.ALLOCATOR))
    end(officer, tenancy)
    followed(tenancy)
    with pytest.raises(Refused, match=told):
        take_back(officer, tenancy)
    page = log_in(officer).get(f"/tenancies/{tenancy.pk}/end/taken-back/").content.decode()
    assert told in page
    assert "<textarea" not in page
    tenancy.refresh_from_db()
    assert tenancy.ended_on is not None


def test_an_eviction_is_not_taken_back_here(tenancy):
    tenancy.ended_on, tenancy.end_reason = AHEAD, "evicted"
    with pytest.raises(Refused, match="eviction"):
        unending.refuse_what_stands_in_its_way(tenancy, on=DAY)


def test_a_reason_is_asked_for_and_kept_as_typed(landlord, tenancy, log_in, form):
    end(landlord, tenancy)
    with pytest.raises(Invalid):
        take_back(landlord, tenancy, because="oops")
    browser, url = log_in(landlord), f"/tenancies/{tenancy.pk}/end/taken-back/"
    answer = browser.post(url, form(because="oops"))
    assert answer.status_code == 422
    assert "oops" in answer.content.decode()
    sent = form(because=WHY)
    assert [browser.post(url, sent).status_code for _ in range(2)] == [302, 303]
    assert EndRecord.objects.filter(taken_back_on=DAY).count() == 1


def test_who_ended_it_finds_the_way_back_though_the_tenant_is_seen_no_more(
    landlord, tenancy, log_in
):
    end(landlord, tenancy, DAY)
    browser = log_in(landlord)
    page = browser.get("/tenancies/").content.decode()
    way = f"/tenancies/{tenancy.pk}/end/taken-back/"
    assert way in page
    assert tenancy.person.name not in page
    assert tenancy.person.name not in browser.get(way).content.decode()


def test_a_stranger_and_who_may_end_nothing_find_nothing(landlord, tenancy, log_in, act_as):
    end(landlord, tenancy, DAY)
    way = f"/tenancies/{tenancy.pk}/end/taken-back/"
    stranger = act_as((UnitFactory(), Role.PROPERTY))
    assert log_in(stranger).get(way).status_code == 404
    with pytest.raises(Tenancy.DoesNotExist):
        take_back(stranger, tenancy)
    caretaker = act_as((tenancy.dwelling.estate.managed_by, Role.CARETAKER))
    assert log_in(caretaker).get(way).status_code == 403


def test_of_a_tenant_who_is_protected_since_there_is_nothing(landlord, tenancy, log_in):
    end(landlord, tenancy, DAY)
    Protection.objects.create(person=tenancy.person, grade="strictly_confidential", since=DAY)
    browser = log_in(landlord)
    way = f"/tenancies/{tenancy.pk}/end/taken-back/"
    assert browser.get(way).status_code == 404
    assert way not in browser.get("/tenancies/").content.decode()


def test_where_somebody_has_written_since_where_the_person_lives_it_stands(landlord, tenancy):
    end(landlord, tenancy, LATELY)
    Stay.objects.filter(person=tenancy.person, kind="unknown").update(kind="own_home", version=2)
    take_back(landlord, tenancy)
    assert Stay.objects.get(person=tenancy.person, kind="own_home").started_on == LATELY


LONG_BACK = "2026-11-08"


def test_an_end_long_back_asks_why_and_one_of_late_does_not(landlord, tenancy, log_in, form):
    browser, url = log_in(landlord), f"/tenancies/{tenancy.pk}/end/"
    assert "late_because" not in browser.get(url, {"on": "2026-11-09"}).content.decode()
    assert 'name="late_because"' in browser.get(url, {"on": LONG_BACK}).content.decode()
    for words in ("", "late"):
        answer = browser.post(url, form(on=LONG_BACK, late_because=words))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    tenancy.refresh_from_db()
    assert tenancy.ended_on is None
    browser.post(url, form(on=LONG_BACK, late_because="The keys lay in the mailbox"))
    assert EndRecord.objects.get(tenancy=tenancy).late_because == "The keys lay in the mailbox"
