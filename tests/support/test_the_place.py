"""A ground that the law gives for institutions, used for somebody who lives elsewhere."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayKind
from heimveg.support import rules
from heimveg.support.models import MeasureReview, RightsMeasure
from heimveg.support.queries import grounds
from tests.support.conftest import DAY
from tests.support.test_measures import recorded

FOR_INSTITUTIONS = {"substance_use_no_consent", "substance_use_pregnant", "substance_use_consent"}
IN_PLACE = {"ground": "substance_use_no_consent"}
WHY = "Ho er på permisjon frå institusjonen"


@given(st.booleans())
def test_only_the_grounds_for_institutions_ask_for_the_place(in_institution):
    asking = {
        code
        for code, ground in grounds(on=DAY).items()
        if rules.is_out_of_place(ground, in_institution=in_institution)
    }
    assert asking == (set() if in_institution else FOR_INSTITUTIONS)


@pytest.mark.django_db
def test_outside_an_institution_the_ground_is_answered_for_in_words(carer, form, person, unit):
    asked = recorded(carer, form, person, unit, **IN_PLACE)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "This legal basis is for an institution" in page
    assert '<textarea name="out_of_place_because"' in page
    assert "Eg vil ikkje" in page, "what was typed is kept"
    assert not RightsMeasure.objects.exists()
    blank = recorded(carer, form, person, unit, **IN_PLACE, out_of_place_because="   ")
    assert blank.status_code == 422
    answered = recorded(carer, form, person, unit, **IN_PLACE, out_of_place_because=WHY)
    assert WHY in carer.get(answered.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (InstitutionKind.HOSPITAL, 302), (InstitutionKind.TREATMENT, 302),
        (InstitutionKind.PRISON, 422), (None, 302),
    ],
)  # fmt: skip
def test_in_an_institution_nothing_is_asked_but_a_prison_is_none(
    carer, form, person, unit, as_system, kind, status
):  # fmt: skip
    stay = Stay.move(person, kind=StayKind.INSTITUTION, on=date(2026, 11, 1))
    if kind is not None:
        InstitutionStay.note(stay, kind)
    answer = recorded(carer, form, person, unit, **IN_PLACE)
    assert answer.status_code == status


@pytest.mark.django_db
def test_who_has_left_the_institution_is_asked_about_at_the_review(
    carer, form, person, unit, as_system
):  # fmt: skip
    Stay.move(person, kind=StayKind.INSTITUTION, on=date(2026, 11, 1))
    recorded(carer, form, person, unit, **IN_PLACE)
    Stay.move(person, kind=StayKind.OWN_HOME, on=date(2026, 11, 22))
    url = f"/rights-measures/{RightsMeasure.objects.get().pk}/review/"
    sent = {
        "outcome": "continued", "because": "Roleg", "view": "partly", "row_version": 1,
        "next_on": "2027-01-20",
    }  # fmt: skip
    asked = carer.post(url, form(**sent))
    assert asked.status_code == 422
    assert "This legal basis is for an institution" in asked.content.decode()
    assert carer.post(url, form(**sent, out_of_place_because=WHY)).status_code == 302
    assert MeasureReview.objects.get().out_of_place_because == WHY
    ended = sent | {"outcome": "ended", "row_version": 2}
    assert carer.post(url, form(**ended)).status_code == 302, "to end it nothing is asked"


@pytest.mark.django_db
def test_the_question_is_not_seen_before_it_is_put(carer, form, person, unit):
    page = carer.get(f"/people/{person.pk}/rights-measure/").content.decode()
    assert '<textarea name="out_of_place_because"' not in page
    recorded(carer, form, person, unit, out_of_place_because="Unødvendig")
    assert RightsMeasure.objects.get().out_of_place_because == ""
