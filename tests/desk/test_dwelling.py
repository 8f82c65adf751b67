import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from heimveg.access.models import ReadEntry
from heimveg.access.roles import WORKERS, Role
from heimveg.base import clock
from heimveg.dwellings.models import Remark
from heimveg.persons.models import Household, HouseholdMember, Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import MunicipalityFactory, UnitFactory, UserFactory
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
    PropertyFactory,
    RentPartFactory,
)
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def frame(on_day):
    MunicipalityFactory(default_language="en")
    on_day(TODAY)


@pytest.fixture
def home():
    return DwellingFactory(
        object_number="1001",
        address="Storgata 5",
        estate=PropertyFactory(),
        cluster=ClusterFactory(),
    )


@pytest.fixture
def tenancy(home):
    return TenancyFactory(dwelling=home, person=PersonFactory(name="Kari Nordheim"))


def page(client, home):
    return client.get(f"/dwellings/{home.pk}/").content.decode()


@pytest.mark.parametrize("role", sorted(WORKERS))
def test_everybody_who_works_here_sees_the_home(act_as, log_in, home, role):
    answer = log_in(act_as((UnitFactory(), role))).get(f"/dwellings/{home.pk}/")

    assert answer.status_code == 200
    assert "Storgata 5" in answer.content.decode()


def test_a_home_that_is_not_there_is_not_found(act_as, log_in):
    assert log_in(act_as((UnitFactory(), Role.LEADER))).get("/dwellings/99/").status_code == 404


def test_who_answers_for_the_tenant_sees_the_name_and_it_is_logged(act_as, log_in, home, tenancy):
    unit = tenancy.person.responsibilities.get().unit
    text = page(log_in(act_as((unit, Role.ALLOCATOR))), home)

    assert f'<a href="/people/{tenancy.person_id}/">Kari Nordheim</a>' in text
    assert ReadEntry.objects.get().person_ids == [tenancy.person_id]


@pytest.mark.parametrize("role", [Role.ALLOCATOR, Role.PROPERTY, Role.LEADER, Role.AUDITOR])
def test_everybody_else_sees_that_it_is_let_and_no_more(act_as, log_in, home, tenancy, role):
    text = page(log_in(act_as((UnitFactory(), role))), home)

    assert "Kari" not in text
    assert f"/people/{tenancy.person_id}/" not in text
    assert "Your position does not show who rents it." in text
    assert not ReadEntry.objects.exists()


def test_a_protected_tenant_has_no_name_for_the_unqualified(act_as, log_in, home, tenancy):
    unit = tenancy.person.responsibilities.get().unit
    Protection.objects.create(person=tenancy.person, grade=Grade.CONFIDENTIAL, since=TODAY)

    assert "Kari" not in page(log_in(act_as((unit, Role.ALLOCATOR))), home)
    assert "Kari" in page(log_in(act_as((unit, Role.ALLOCATOR), handles_protected=True)), home)


def test_a_protected_member_hides_the_home_of_the_household(act_as, log_in, home, tenancy):
    unit = tenancy.person.responsibilities.get().unit
    partner, household = PersonFactory(unit=unit), Household.objects.create(formed_on=TODAY)
    for person in (tenancy.person, partner):
        HouseholdMember.objects.create(
            household=household, person=person, started_on=date(2026, 1, 1)
        )
    actor = act_as((unit, Role.ALLOCATOR))
    assert "Kari" in page(log_in(actor), home)

    Protection.objects.create(person=partner, grade=Grade.STRICTLY, since=TODAY)
    assert "Kari" not in page(log_in(actor), home)


def test_an_earlier_tenant_is_in_the_picture_as_a_time_it_was_let(act_as, log_in, home):
    TenancyFactory(dwelling=home, started_on=date(2025, 1, 1), ended_on=date(2025, 6, 1))
    answer = log_in(act_as((UnitFactory(), Role.LEADER))).get(f"/dwellings/{home.pk}/")

    (lane,) = answer.context["picture"].lanes
    (band,) = lane.bands
    assert (lane.label, band.label, band.last) == ("Let", "let", date(2025, 5, 31))
    assert "Nobody rents this home today." in answer.content.decode()


def test_a_tie_that_ends_within_half_a_year_warns_with_its_way_on(act_as, log_in, home):
    tie = FundingTieFactory(dwelling=home, ended_on=TODAY + timedelta(days=180))
    text = page(log_in(act_as((UnitFactory(), Role.ALLOCATOR))), home)

    assert "The tie to Investeringstilskot ends" in text
    last = date_format(tie.ended_on - timedelta(days=1), "SHORT_DATE_FORMAT")
    table = text[text.index('id="dwelling-ties"') :]
    assert f"Investeringstilskot ends {last}" in text
    assert last in table[: table.index("</section>")]
    assert date_format(tie.ended_on, "SHORT_DATE_FORMAT") not in text, "one end, everywhere"
    assert f'href="/dwellings/{home.pk}/funding/{tie.pk}/"' in text


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CARETAKER, Role.ECONOMY, Role.LEADER])
@pytest.mark.parametrize("is_let", [True, False])
def test_who_keeps_homes_meets_a_tie_and_not_what_it_is_for(
    act_as, log_in, home, tenancy, role, is_let
):
    """Not while the home stands empty either: what was read then would tell of the next tenant."""
    UnitFactory(kind="housing", name="Bustadkontoret")
    if not is_let:
        tenancy.delete()
    tie = FundingTieFactory(
        dwelling=home,
        grant="ROP-midlar",
        group="rop",
        conditions="For menneske med psykisk liding",
        repay_nok=400_000,
        ended_on=TODAY + timedelta(days=30),
    )
    client = log_in(act_as((tenancy.person.responsibilities.get().unit, role)))
    text = page(client, home)

    assert "The grant that ties the home ends" in text
    assert "400 000 kr" in text.replace("\xa0", " ")
    assert "Ask: " in text
    assert "Bustadkontoret" in text
    for told in (r"\bROP\b", "mental illness", "psykisk"):  # a form's key may spell ROP
        assert not re.search(told, text)
        assert not re.search(told, client.get("/").content.decode())
    assert client.get(f"/dwellings/{home.pk}/funding/{tie.pk}/").status_code == 403


def test_a_tie_that_ends_later_does_not_warn(act_as, log_in, home):
    FundingTieFactory(dwelling=home, ended_on=TODAY + timedelta(days=181))

    text = page(log_in(act_as((UnitFactory(), Role.PROPERTY))), home)
    assert "that ties the home ends" not in text


def test_a_home_not_back_on_its_day_warns(act_as, log_in, home):
    out = OutOfUseFactory(dwelling=home, expected_end_on=TODAY - timedelta(days=1))
    text = page(log_in(act_as((UnitFactory(), Role.CARETAKER))), home)

    assert "It was expected back" in text
    assert f'href="/dwellings/{home.pk}/out-of-use/{out.pk}/back/"' in text


def test_links_to_change_are_for_those_who_may(act_as, log_in, home):
    ways = ("change", "out-of-use/new", "funding/new", "remarks/new")
    kept = page(log_in(act_as((UnitFactory(), Role.ALLOCATOR))), home)
    seen = page(log_in(act_as((UnitFactory(), Role.LEADER))), home)

    for way in ways:
        assert f"/dwellings/{home.pk}/{way}/" in kept
        assert f"/dwellings/{home.pk}/{way}/" not in seen


def test_the_rent_is_told_part_by_part_and_together(act_as, log_in, home):
    RentPartFactory(dwelling=home, ore_month=850_000)
    RentPartFactory(dwelling=home, kind="electricity", ore_month=50_000)
    answer = log_in(act_as((UnitFactory(), Role.LEADER))).get(f"/dwellings/{home.pk}/")

    told = [(label, text.replace("\xa0", " ")) for label, text in answer.context["rent"]]
    assert told == [("Rent", "8 500 kr"), ("Electricity", "500 kr"), ("Together", "9 000 kr")]


def test_a_remark_is_shown_and_never_run(act_as, log_in, home):
    Remark.write(home, "<b>Nøkkel</b>", by=UserFactory().pk, at=clock.now())

    assert "&lt;b&gt;Nøkkel" in page(log_in(act_as((UnitFactory(), Role.LEADER))), home)


def test_a_long_history_costs_no_more_than_twenty_five_queries(act_as, log_in, home, tenancy):
    unit = tenancy.person.responsibilities.get().unit
    for year in range(2016, 2026):
        old = PersonFactory(unit=unit)
        TenancyFactory(
            dwelling=home, person=old, started_on=date(year, 1, 1), ended_on=date(year, 7, 1)
        )
        OutOfUseFactory(dwelling=home, started_on=date(year, 7, 1), ended_on=date(year, 9, 1))
        FundingTieFactory(dwelling=home, started_on=date(year, 1, 1), ended_on=date(year, 12, 1))
        Remark.write(home, "Noko", by=UserFactory().pk, at=clock.now())
    client = log_in(act_as((unit, Role.ALLOCATOR)))

    client.get(f"/dwellings/{home.pk}/")  # the session is written once

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/dwellings/{home.pk}/")
    assert len(asked) <= 25, [query["sql"][:120] for query in asked]


def test_a_home_in_the_middle_of_a_turnover_is_not_said_to_be_back_in_use(act_as, log_in, home):
    out = OutOfUseFactory(
        dwelling=home, has_turnover=True, expected_end_on=TODAY - timedelta(days=1)
    )
    client = log_in(act_as((UnitFactory(), Role.CARETAKER)))

    text = page(client, home)

    assert f"/out-of-use/{out.pk}/back/" not in text
    assert f"/dwellings/{home.pk}/out-of-use/new/" not in text
    assert "comes back when its turnover is ready" in text
    form = client.get(f"/dwellings/{home.pk}/out-of-use/{out.pk}/").content.decode()
    assert 'name="expected_end_on"' in form
    assert 'name="ended_on"' not in form
    assert 'name="cause"' not in form
