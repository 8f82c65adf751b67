"""What the pages about one person do when a form is sent."""

from datetime import date, timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.persons.models import Consent, HouseholdMember, Person, Protection
from heimveg.persons.rules import CaseOutcome, Grade
from tests.accounts.factories import MembershipFactory, UnitFactory, UserFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def unit():
    return UnitFactory(name="Housing office")


@pytest.fixture
def person(unit):
    return PersonFactory(name="Kari Nordheim", unit=unit)


@pytest.fixture
def enter(act_as, log_in, unit):
    """enter(role): a browser logged in as that role in the unit, in English."""

    def as_role(role=Role.COORDINATOR, **flags):
        actor = act_as((unit, role), **flags)
        User.objects.filter(pk=actor.user_id).update(language="en")
        return log_in(actor)

    return as_role


def test_the_registration_form_swaps_to_the_same_form(enter, unit, form):
    PersonFactory(name="Kari Nordheim", unit=unit)
    given = form(name="Kari Nordheim", unit=unit.pk)

    swap = enter().post("/people/new/", given, headers={"HX-Request": "true"})

    assert swap.status_code == 422
    assert swap.content.strip().startswith(b'<form id="register"')
    assert b"<!DOCTYPE html>" not in swap.content


def test_who_belongs_to_two_units_chooses_which_answers(act_as, log_in, unit, form):
    other = UnitFactory(name="Outreach")
    browser = log_in(act_as((unit, Role.COORDINATOR), (other, Role.COORDINATOR)))
    assert b"Outreach" in browser.get("/people/new/").content

    browser.post("/people/new/", form(nickname="Knerten", unit=other.pk))

    assert other.responsibilities.count() == 1


def test_protection_is_marked_by_the_cleared_and_stale_forms_are_told(enter, person, form):
    browser = enter(handles_protected=True)
    url = f"/people/{person.pk}/protection/"
    given = {"which": "address", "grade": Grade.CONFIDENTIAL, "row_version": 1}

    first, stale = browser.post(url, form(**given)), browser.post(url, form(**given))

    assert (first.status_code, stale.status_code) == (302, 409)
    assert Protection.objects.get(person=person).grade == Grade.CONFIDENTIAL


def test_protection_is_not_offered_to_who_is_not_cleared_and_not_taken_either(enter, person, form):
    browser = enter()
    url = f"/people/{person.pk}/protection/"

    assert "Only somebody cleared" in browser.get(url).content.decode()
    given = form(which="address", grade=Grade.CONFIDENTIAL, row_version=1)
    assert browser.post(url, given).status_code == 409
    assert browser.post(url, form(which="address", grade="x", row_version=1)).status_code == 422
    assert not Protection.objects.exists()


def test_a_colleague_is_marked_by_the_cleared(enter, person, form):
    employer = UnitFactory()
    browser = enter(handles_own_employees=True)
    given = form(which="colleague", unit=employer.pk, row_version=1)

    assert browser.post(f"/people/{person.pk}/protection/", given).status_code == 302

    person.refresh_from_db()
    assert person.employed_in == employer
    assert "colleague" in browser.get(f"/people/{person.pk}/").content.decode()


def test_somebody_found_joins_and_leaves_the_household(enter, unit, person, form):
    child = PersonFactory(name="Ola Nordheim", unit=unit)
    browser = enter()
    url = f"/people/{person.pk}/household/"
    assert "Let Ola Nordheim join" in browser.get(url, {"q": "Ola"}).content.decode()

    joined = form(relation="child", other=child.pk)
    assert browser.post(url, joined).status_code == 302
    assert browser.post(url, joined).status_code == 303
    member = HouseholdMember.objects.get(person=child)
    assert "Ola Nordheim" in browser.get(url).content.decode()
    assert browser.post(f"{url}{member.pk}/end/", form()).status_code == 302
    assert browser.post(f"{url}{member.pk}/end/", form()).status_code == 404

    member.refresh_from_db()
    assert member.ended_on == TODAY()


@pytest.mark.parametrize("other", ["", "x", "9" * 30, "²"])
def test_nobody_joins_by_a_number_that_is_none(enter, person, form, other):
    response = enter().post(f"/people/{person.pk}/household/", form(relation="child", other=other))

    assert response.status_code == 404


def test_somebody_in_another_household_is_told_about_kindly(enter, unit, person, form):
    one, other = PersonFactory(unit=unit), PersonFactory(unit=unit)
    browser = enter()
    browser.post(f"/people/{one.pk}/household/", form(relation="partner", other=other.pk))

    response = browser.post(
        f"/people/{person.pk}/household/", form(relation="partner", other=other.pk)
    )

    assert response.status_code == 409
    assert b"belongs to a household already" in response.content


def test_a_case_is_closed_with_its_outcome_and_opened_again(enter, unit, person, form):
    browser = enter()
    url = f"/people/{person.pk}/case/"
    assert browser.post(url, form(outcome="")).status_code == 422
    assert browser.post(url, form(outcome="merged")).status_code == 422

    assert browser.post(url, form(outcome=CaseOutcome.HOUSED)).status_code == 302
    assert person.cases.get().outcome == CaseOutcome.HOUSED
    assert "Open, Housing office answers" in browser.get(url).content.decode()
    stranger = UnitFactory()
    assert browser.post(f"{url}open/", form(unit=stranger.pk)).status_code == 404
    assert browser.post(f"{url}open/", form(unit=unit.pk)).status_code == 302

    assert person.cases.filter(closed_on=None).exists()


def test_the_ledger_says_who_answered_and_who_wrote_it(enter, unit, person):
    page = enter().get(f"/people/{person.pk}/case/").content.decode()

    assert "Housing office" in page
    assert "coordinating" in page
    assert person.responsibilities.get().made_by.name in page


def test_a_worker_is_named_and_a_second_form_is_told(enter, unit, person, form):
    colleague = UserFactory(name="Eli Bakke")
    MembershipFactory(user=colleague, unit=unit, role=Role.CARE_WORKER)
    browser = enter()
    row = person.responsibilities.get()
    url = f"/people/{person.pk}/answering/{row.pk}/"
    assert "Eli Bakke" in browser.get(url).content.decode()

    first = browser.post(url, form(worker=colleague.pk))
    second = browser.post(url, form(worker="", stand_in=colleague.pk))

    assert (first.status_code, second.status_code) == (302, 409)
    assert person.responsibilities.get(ended_on=None).named_worker == colleague


def test_a_worker_of_elsewhere_is_refused_at_the_field(enter, unit, person, form):
    row = person.responsibilities.get()
    url = f"/people/{person.pk}/answering/{row.pk}/"
    browser = enter()

    assert browser.post(url, form(worker=UserFactory().pk)).status_code == 422
    assert browser.get(f"/people/{person.pk}/answering/99999999/").status_code == 404


def consent(form, **given):
    fields = {"topic": "economy", "purpose": "To pay the rent", "given_how": "orally", "until": ""}
    return form(**fields | given)


def test_a_consent_is_recorded_once_and_withdrawn(enter, person, form):
    browser, receiver = enter(), UnitFactory(name="NAV")
    url = f"/people/{person.pk}/consents/"
    given = consent(form, receiver=receiver.pk)

    assert browser.post(url, given).status_code == 302
    assert browser.post(url, given).status_code == 303
    row = Consent.objects.get()
    assert "To pay the rent" in browser.get(url).content.decode()
    assert browser.post(f"{url}{row.pk}/withdraw/", form()).status_code == 302
    assert browser.post(f"{url}{row.pk}/withdraw/", form()).status_code == 409

    row.refresh_from_db()
    assert row.withdrawn_on == TODAY()


@pytest.mark.parametrize(
    "wrong",
    [
        {"receiver": ""},
        {"purpose": ""},
        {"topic": "everything"},
        {"until": "2020-01-01"},
        {"purpose": "x" * 300},
    ],
)
def test_a_consent_that_says_too_little_is_refused_and_kept_as_typed(enter, person, form, wrong):
    given = consent(form, receiver=UnitFactory().pk)

    response = enter().post(f"/people/{person.pk}/consents/", given | wrong)

    assert response.status_code == 422
    assert not Consent.objects.exists()


def test_the_consent_of_somebody_else_is_not_withdrawn_by_this_address(enter, unit, person, form):
    other = PersonFactory(unit=unit)
    row = Consent.objects.create(
        person=other, topic="economy", receiver=UnitFactory(), purpose="x", given_how="orally",
        started_on=date(2026, 1, 1), recorded_by=UserFactory(),
    )  # fmt: skip

    response = enter().post(f"/people/{person.pk}/consents/{row.pk}/withdraw/", form())

    assert response.status_code == 404


PAGES = ["particulars", "protection", "household", "case", "consents", "stay"]


@pytest.mark.parametrize("page", PAGES)
def test_a_long_history_costs_no_more(enter, person, constant_queries, page):
    days = iter(range(1, 90))

    def make_row():
        day = date(2026, 1, 1) + timedelta(days=next(days))
        Consent.objects.create(
            person=person, topic="economy", receiver=UnitFactory(), purpose="x",
            given_how="orally", started_on=day, recorded_by=UserFactory(),
        )  # fmt: skip
        row = person.responsibilities.get(ended_on=None)
        row.pass_to(worker=UserFactory(), stand_in=UserFactory(), by=row.made_by_id, on=day)

    browser = enter()
    constant_queries(lambda: browser.get(f"/people/{person.pk}/{page}/"), make_row)


@pytest.mark.parametrize("page", ["household", "merge"])
def test_a_search_with_a_sign_the_database_cannot_hold_is_answered(enter, person, page):
    found = enter().get(f"/people/{person.pk}/{page}/", {"q": "Ka\x00ri"})
    assert found.status_code == 200


def test_a_name_of_nothing_but_unseen_signs_is_no_name(enter, unit, form):
    given = form(name="\u200b\u2060", nickname="\ufeff", unit=unit.pk)

    answer = enter().post("/people/new/", given)

    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_a_name_pasted_with_unseen_signs_is_the_name_that_is_read(enter, unit, form):
    enter().post("/people/new/", form(name="Kari\u200b Lar\u00adsen", unit=unit.pk))
    assert Person.objects.get().name == "Kari Larsen"
