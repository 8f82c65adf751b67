from datetime import date

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.needs.models import Need
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import renewing
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def housing():
    return UnitFactory(kind=UnitKind.HOUSING)


@pytest.fixture
def officer(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


@pytest.fixture
def office(log_in, officer):
    return log_in(officer)


def decided(officer, housing, way="move_on"):
    tenancy = Tenancy.move_in(
        person=PersonFactory(unit=housing, name="Ola Vik"),
        dwelling=DwellingFactory(estate=PropertyFactory()),
        on=date(2024, 3, 1), decision=None, rent_ore_month=900_000,
        lease_until=date(2027, 3, 1), by=system_user(),
    )  # fmt: skip
    review = renewing.open_review(officer, tenancy_id=tenancy.pk, on=DAY)
    return renewing.decide_renewal(
        officer, review_id=review.pk, version=1, way=way, reasons="The home is too small",
        wish="Closer to my sister", on=DAY,
    )  # fmt: skip


def test_the_need_begins_with_what_is_known(office, officer, housing):
    review = decided(officer, housing)
    NeedFactory(
        person=review.person, unit=housing, complete=True, rooms_at_least=3, has_pets=True,
        status="withdrawn", closed_on=date(2025, 1, 1),
    )  # fmt: skip
    page = office.get(f"/renewals/{review.pk}/need/")
    begun = page.context["form"].initial
    assert (begun["rooms_at_least"], begun["has_pets"]) == (3, True)
    assert begun["urgency_reasons"] == ["ready_to_move_on"]
    assert "Closer to my sister" in page.content.decode()
    assert "The home is too small" not in page.content.decode()


def test_what_is_saved_from_there_is_the_need(office, officer, housing, form):
    review = decided(officer, housing)
    said = form(
        unit=str(housing.pk), opened_on="2026-11-23", urgency_reasons="ready_to_move_on",
        in_own_words="Closer to my sister",
    )  # fmt: skip
    answer = office.post(f"/renewals/{review.pk}/need/", said)
    need = Need.objects.get(person=review.person)
    assert answer.headers["Location"] == f"/needs/{need.pk}/"
    assert (need.in_own_words, need.urgency_reasons) == (
        "Closer to my sister", ["ready_to_move_on"],
    )  # fmt: skip


def test_only_a_review_that_ends_in_moving_on_leads_there(office, officer, housing):
    review = decided(officer, housing, way="stay")
    assert office.get(f"/renewals/{review.pk}/need/").status_code == 404


def test_another_offices_review_is_not_there(log_in, act_as, officer, housing):
    review = decided(officer, housing)
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    assert stranger.get(f"/renewals/{review.pk}/need/").status_code == 404


def test_somebody_protected_is_not_there(office, officer, housing):
    review = decided(officer, housing)
    Protection.objects.create(person=review.person, grade="confidential", since=DAY)
    assert office.get(f"/renewals/{review.pk}/need/").status_code == 404
