from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.persons.permissions import READ_PERSON
from heimveg.support import rules
from heimveg.support.models import MeasureReview, ResidentView, RightsMeasure
from heimveg.support.queries import ground_named, grounds
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.support.conftest import DAY


@given(st.integers(-10, 400))
def test_a_measure_is_reviewed_within_half_a_year(days):
    review = DAY + timedelta(days=days)
    if 0 < days <= rules.LONGEST_WITHOUT_REVIEW_DAYS:
        assert rules.checked(DAY, None, review) == review
    else:
        with pytest.raises(rules.NotSo):
            rules.checked(DAY, None, review)


def test_legal_bases_are_dated():
    assert "disability" in grounds(on=DAY)
    assert "disability" not in grounds(on=date(2011, 12, 31))
    assert ground_named("disability").law.startswith("helse- og omsorgstjenesteloven")
    assert ground_named("custom") is None


def told(form, unit, **changed):
    given = {
        "kind": "room_search", "what": "Leitar etter knivar kvar kveld", "ground": "consent",
        "decided_by": "Kari Lege", "unit": unit.pk, "started_on": "2026-11-20",
        "review_on": "2026-12-20", "view": "partly", "words": "Eg vil ikkje",
    }  # fmt: skip
    return form(**(given | changed))


def recorded(client, form, person, unit, **changed):
    return client.post(f"/people/{person.pk}/rights-measure/", told(form, unit, **changed))


@pytest.mark.django_db
def test_a_measure_is_recorded_with_ground_review_and_the_residents_view(
    carer, form, person, unit
):
    sent = told(form, unit)
    for _ in range(2):
        answer = carer.post(f"/people/{person.pk}/rights-measure/", sent)
    measure = RightsMeasure.objects.get()
    assert answer.url == f"/rights-measures/{measure.pk}/"
    page = carer.get(answer.url).content.decode()
    for fact in ("Leitar etter knivar", "Eg vil ikkje", "§ 4-1", "Kari Lege"):
        assert fact in page, fact
    assert "Ola Vik" in carer.get("/rights-measures/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": "none"}, {"decided_by": ""}, {"what": ""}, {"view": ""},
        {"review_on": "2026-11-20"}, {"review_on": "2027-12-01"}, {"ended_on": "2026-11-01"},
    ],
)  # fmt: skip
def test_what_is_lacking_is_asked_for(carer, form, person, unit, wrong):
    answer = recorded(carer, form, person, unit, **wrong)
    assert answer.status_code == 422
    assert "Eg vil ikkje" in answer.content.decode()
    assert not RightsMeasure.objects.exists()


@pytest.mark.django_db
def test_a_review_hears_the_resident_again_and_sets_the_next_day(carer, form, person, unit):
    recorded(carer, form, person, unit)
    measure = RightsMeasure.objects.get()
    url = f"/rights-measures/{measure.pk}/review/"
    sent = {"outcome": "eased", "because": "Roleg", "view": "partly", "row_version": 1}
    assert carer.post(url, form(**sent)).status_code == 422  # when next?
    carer.post(url, form(**sent, next_on="2027-01-20"))
    measure.refresh_from_db()
    assert measure.review_on == date(2027, 1, 20)
    assert (MeasureReview.objects.count(), ResidentView.objects.count()) == (1, 2)
    stale = carer.post(url, form(**sent, next_on="2027-01-20"))
    assert stale.status_code == 409
    carer.post(url, form(**(sent | {"outcome": "ended", "row_version": 2})))
    measure.refresh_from_db()
    assert measure.ended_on == DAY
    assert "Ola Vik" in carer.get("/rights-measures/?over=1").content.decode()


@pytest.mark.django_db
def test_who_gives_no_care_sees_no_measure(log_in, act_as, carer, form, person, unit):
    recorded(carer, form, person, unit)
    measure = RightsMeasure.objects.get()
    for role in (Role.ALLOCATOR, Role.PROPERTY, Role.ECONOMY, Role.LEADER):
        assert log_in(act_as((unit, role))).get("/rights-measures/").status_code == 403, role
    stranger = log_in(act_as((UnitFactory(), Role.CARE_WORKER)))
    assert stranger.get(f"/rights-measures/{measure.pk}/").status_code == 404
    allocator = act_as((unit, Role.ALLOCATOR))
    with door(allocator, READ_PERSON):
        assert not RightsMeasure.objects.exists()
        assert not ResidentView.objects.exists()
        assert not MeasureReview.objects.exists()


@pytest.mark.django_db
def test_a_review_that_is_due_stands_on_the_front_page(carer, form, person, unit):
    recorded(carer, form, person, unit, review_on="2026-12-01")
    page = carer.get("/").content.decode()
    assert "Measures to review" in page
    assert "Ola Vik" in page


@pytest.mark.django_db
def test_the_list_costs_the_same_however_long(carer, form, unit, constant_queries):
    def another():
        recorded(carer, form, PersonFactory(unit=unit), unit)

    constant_queries(lambda: carer.get("/rights-measures/"), another)


@pytest.mark.django_db
def test_the_person_page_leads_to_measures_for_carers(carer, form, person, unit):
    recorded(carer, form, person, unit)
    page = carer.get(f"/people/{person.pk}/").content.decode()
    assert f"/people/{person.pk}/rights-measure/" in page
    assert "The room is searched" in page


@pytest.mark.django_db
def test_nobody_has_consented_who_is_against(carer, form, person, unit):
    answer = recorded(carer, form, person, unit, view="against")
    assert answer.status_code == 422
    assert "nobody has consented" in answer.content.decode()
    assert not RightsMeasure.objects.exists()
    assert (
        recorded(carer, form, person, unit, view="against", ground="necessity").status_code == 302
    )


@pytest.mark.django_db
def test_a_measure_that_has_not_begun_is_not_recorded(carer, form, person, unit):
    answer = recorded(carer, form, person, unit, started_on="2026-11-24")
    assert answer.status_code == 422
    assert "when it has begun" in answer.content.decode()


@pytest.mark.django_db
def test_consent_that_is_withdrawn_ends_the_measure(carer, form, person, unit):
    recorded(carer, form, person, unit)
    measure = RightsMeasure.objects.get()
    url = f"/rights-measures/{measure.pk}/review/"
    sent = {"outcome": "continued", "because": "Roleg", "view": "against", "row_version": 1}
    answer = carer.post(url, form(**sent, next_on="2027-01-20"))
    assert answer.status_code == 422
    assert "the consent is withdrawn" in answer.content.decode()
    assert not MeasureReview.objects.exists()
    assert carer.post(url, form(**(sent | {"outcome": "ended"}))).status_code == 302
