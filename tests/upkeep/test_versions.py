"""A version of the standard is adopted as it was shown, and withdrawn before its day."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from heimveg.base.errors import Invalid, Refused, Unusual
from heimveg.upkeep.commands.standards import Adopted, adopt_standard, withdraw_standard
from heimveg.upkeep.models import Criterion, HomeCondition, Standard
from heimveg.upkeep.rules import names_the_decision
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import (
    CriterionFactory,
    HomeFactory,
    InspectionFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"
BY_LAW = Adopted(
    "fire_safety", "safety", "Varsler", "Varslar", "Detector", is_required=True, is_waivable=False
)
BATH = Adopted("own_bath", "home", "Bad", "Bad", "Bath", is_required=True)
SOON = TODAY + timedelta(days=30)
OFFER = 'name="adopt"'


def write_down(actor, *criteria, day=SOON, note="Kommunestyret, sak 17/26", confirmed=False):
    return adopt_standard(
        actor, adopted_on=day, note=note, criteria=criteria or (BY_LAW, BATH), on=TODAY,
        confirmed=confirmed,
    )  # fmt: skip


def withdraw(actor, standard, because="Dagen var skriven feil."):
    return withdraw_standard(actor, standard_id=standard.pk, because=because, on=TODAY, at=NOW)


@pytest.fixture
def url():
    return reverse("upkeep:new-standard")


def sent(form, *required, **more):
    parts = {f"part-{code}": "required" for code in required}
    return form(adopted_on=str(SOON), note="Kommunestyret, sak 17/26", **parts, **more)


def shown_in(page):
    return re.search(r'name="shown" value="(\w+)"', page).group(1)


def fresh(fields, **more):
    return fields | {"form_key": str(uuid.uuid4()), "adopt": "yes"} | more


@pytest.mark.parametrize("note", ["", "Kommunestyret", "17/26", "   "])
def test_a_standard_says_who_adopted_it_and_in_which_case(log_in, keeper, form, url, note):
    with pytest.raises(Invalid, match="case number"):
        write_down(keeper, note=note)
    assert not names_the_decision(note)
    fields = sent(form, "internet") | {"note": note}

    assert log_in(keeper).post(url, fields | {"preview": "yes"}).status_code == 422
    with pytest.raises(IntegrityError, match="says_who"), transaction.atomic():
        Standard.objects.create(adopted_on=SOON, note=note)


def test_what_was_changed_after_the_preview_is_shown_anew_and_not_adopted(
    log_in, keeper, form, url
):
    client = log_in(keeper)
    looked_at = sent(form, "internet", preview="yes")
    shown = shown_in(client.post(url, looked_at).content.decode())

    other = client.post(url, fresh(sent(form, "internet", "own_bath"), shown=shown))
    never = client.post(url, fresh(sent(form, "internet")))

    assert (other.status_code, never.status_code) == (422, 422)
    page = other.content.decode()
    assert "changed after you looked" in page
    assert not Standard.objects.exists()
    again = client.post(url, fresh(sent(form, "internet", "own_bath"), shown=shown_in(page)))
    assert again.status_code == 302
    codes = set(Criterion.objects.values_list("code", flat=True))
    assert codes == {"internet", "own_bath", "fire_safety"}


def preview(client, url, fields):
    key = {"form_key": str(uuid.uuid4())}
    return client.post(url, fields | key | {"preview": "yes"}).content.decode()


def test_the_preview_says_what_adopting_would_refuse_and_offers_nothing(log_in, keeper, form, url):
    client, fields = log_in(keeper), sent(form, "internet")
    fine = preview(client, url, fields)
    assert OFFER in fine
    client.post(url, fresh(fields, shown=shown_in(fine)))
    later = {"adopted_on": str(SOON + timedelta(days=1))}

    same = preview(client, url, fields | later)
    early = preview(client, url, sent(form, "internet", "own_bath") | {"adopted_on": str(TODAY)})
    fits = preview(client, url, sent(form, "internet", "own_bath") | later)
    of_people = preview(client, url, fields | later | OWN | {"own-nb-1": "Bebuaren er rusfri"})

    assert "the same as the version from" in same
    assert "Give a later day, or withdraw it first" in early
    assert "Leave out" in of_people
    assert [OFFER in page for page in (same, early, of_people, fits)] == [
        False,
        False,
        False,
        True,
    ]
    assert 'id="standard-effect"' in same, "what it would change is shown all the same"


def test_the_preview_has_every_home_with_its_cost(log_in, keeper, unit, form, url):
    for number in range(25):
        home = HomeFactory(address=f"Fallvegen {number}", estate__managed_by=unit)
        cost = 100_000 if number else None
        HomeCondition.objects.create(
            dwelling=home, code="internet", answer="no", seen_on=TODAY, cost_ore=cost
        )
    fields = sent(form, "internet", preview="yes", **{"cost-internet": "450"})

    page = log_in(keeper).post(url, fields).content.decode()

    falling = page[page.index('id="would-fall"') : page.index('id="would-be-lifted"')]
    assert falling.count("<a href") == 25
    assert "25 homes" in falling
    assert "24 450 kr to lift" in falling.replace("\u00a0", " ")


def test_the_preview_costs_the_same_however_many_fall(
    log_in, keeper, unit, form, url, constant_queries
):
    def one_more():
        home = HomeFactory(estate__managed_by=unit)
        HomeCondition.objects.create(dwelling=home, code="internet", answer="no", seen_on=TODAY)

    client = log_in(keeper)
    constant_queries(lambda: client.post(url, sent(form, "internet", preview="yes")), one_more)


def test_a_version_that_changes_nothing_is_refused_with_the_reason(keeper):
    write_down(keeper)

    with pytest.raises(Invalid, match="the same as the version"):
        write_down(keeper, day=SOON + timedelta(days=1))


def test_a_day_far_ahead_is_a_doubt_to_confirm(log_in, keeper, form, url):
    far = TODAY.replace(year=2099)
    with pytest.raises(Unusual):
        write_down(keeper, day=far)
    client, fields = log_in(keeper), sent(form, "internet") | {"adopted_on": str(far)}
    page = client.post(url, fields | {"preview": "yes"}).content.decode()
    assert 'name="confirmed"' in page
    assert "more than two years ahead. Mend it" in page
    assert OFFER not in page
    ticked = client.post(url, fields | {"preview": "yes", "confirmed": "on"}).content.decode()
    assert OFFER in ticked
    assert "Mend it" not in ticked

    unsure = client.post(url, fresh(fields, shown=shown_in(page)))
    sure = client.post(url, fresh(fields, shown=shown_in(page), confirmed="on"))

    assert (unsure.status_code, sure.status_code) == (422, 302)
    assert Standard.objects.get().adopted_on == far


def test_a_version_to_come_is_withdrawn_with_a_reason_and_blocks_nothing(
    log_in, keeper, form, home
):
    now = StandardFactory(codes=("own_bath", "fire_safety"))
    wrong = write_down(keeper, day=TODAY.replace(year=2099), confirmed=True)
    planned = InspectionFactory(dwelling=home, standard=wrong, planned_on=SOON)
    with pytest.raises(Invalid, match="withdraw it first"):
        write_down(keeper)
    client, url = log_in(keeper), reverse("upkeep:withdraw", args=[wrong.pk])
    page = reverse("upkeep:standard-version", args=[wrong.pk])
    assert url in client.get(page).content.decode()

    asked = client.get(url).content.decode()
    assert "Withdraw the version from 15 June 2099" in asked
    assert (
        reverse("upkeep:turnovers") in asked.split('class="ds-breadcrumbs')[1].split("</nav>")[0]
    )
    assert "Save" not in asked
    short = client.post(url, form(because="feil"))
    done = client.post(url, form(because="Dagen var skriven feil."))

    assert (short.status_code, done.status_code) == (422, 302)
    assert "Dagen var skriven feil." in client.get(page).content.decode()
    planned.refresh_from_db()
    assert planned.standard == now
    assert client.get(url).url == page, "and what is withdrawn is not asked about again"
    assert Standard.objects.in_force_on(wrong.adopted_on) == now
    write_down(keeper)
    write_down(keeper, BY_LAW, day=wrong.adopted_on, confirmed=True)


def test_what_is_in_force_is_not_withdrawn_nor_twice(keeper, standard):
    with pytest.raises(Refused, match="in force"):
        withdraw(keeper, standard)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        standard.withdraw(because="Slik.", by=keeper.user_id, at=NOW)
    later = withdraw(keeper, write_down(keeper))
    with pytest.raises(Refused, match="already"):
        withdraw(keeper, later)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Standard.objects.filter(pk=later.pk).update(note="Anna sak 1")


def test_who_does_not_adopt_does_not_withdraw(log_in, caretaker, keeper, form):
    later = write_down(keeper)
    client = log_in(caretaker)
    page = reverse("upkeep:standard-version", args=[later.pk])

    assert client.get(page).status_code == 200
    assert reverse("upkeep:withdraw", args=[later.pk]) not in client.get(page).content.decode()
    assert client.post(reverse("upkeep:withdraw", args=[later.pk]), form()).status_code == 403


OWN = {
    "own-nb-1": "Balkong eller hage",
    "own-nn-1": "Altan eller hage",
    "own-unit-1": "m²",
    "own-minimum-1": "2,5",
    "own-cost-1": "60000",
}


def test_a_criterion_of_the_municipalitys_own_is_asked_for_from_then_on(log_in, keeper, form, url):
    client = log_in(keeper)
    page = client.post(url, sent(form, "internet", preview="yes", **OWN)).content.decode()
    client.post(url, fresh(sent(form, "internet", **OWN), shown=shown_in(page)))

    own = Criterion.objects.get(code="own_1")
    assert (own.text_nb, own.text_nn, str(own.minimum)) == (*list(OWN.values())[:2], "2.5")
    assert (own.unit, own.lift_ore, own.is_waivable) == ("m²", 6_000_000, True)
    later = write_down(
        keeper, BY_LAW, day=SOON + timedelta(days=1), note="Kommunestyret, sak 18/26"
    )
    assert not later.criteria.filter(code="own_1").exists(), "it can be left out again"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"own-nn-1": ""}, "both bokmål and nynorsk"),
        ({"own-unit-1": ""}, "measured in"),
        ({"own-minimum-1": "stor"}, "such as 90"),
        ({"own-minimum-1": "9000"}, "cannot be right"),
        ({"own-cost-1": "mykje"}, "amount in kroner"),
        ({"own-nb-1": "x" * 251}, "250 characters"),
    ],
)
def test_an_own_criterion_that_cannot_be_read_is_said_and_kept_on_the_page(
    log_in, keeper, form, url, more, why
):
    fields = sent(form, "internet", preview="yes", **(OWN | more))

    answer = log_in(keeper).post(url, fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert (OWN | more)["own-cost-1"] in page


def test_an_own_criterion_of_the_version_in_force_is_in_the_list(log_in, keeper, url):
    StandardFactory(codes=("fire_safety", "own_7"))

    page = log_in(keeper).get(url).content.decode()

    assert 'name="part-own_7"' in page
    assert "The own_7" in page


def test_the_next_version_starts_from_the_one_to_come(log_in, keeper, url):
    StandardFactory(codes=("fire_safety",), adopted_on=TODAY - timedelta(days=90))
    StandardFactory(codes=("fire_safety", "own_7"), adopted_on=SOON)

    assert 'name="part-own_7"' in log_in(keeper).get(url).content.decode()


def test_an_own_criterion_without_english_is_told_in_norwegian_and_marked(
    log_in, keeper, form, url
):
    client = log_in(keeper)
    page = preview(client, url, sent(form, "internet", **OWN))
    client.post(url, fresh(sent(form, "internet", **OWN), shown=shown_in(page)))
    first = Standard.objects.get()
    shown = client.get(reverse("upkeep:standard-version", args=[first.pk])).content.decode()
    assert '<th scope="row" lang="nb">Balkong eller hage (in Norwegian)</th>' in shown
    assert first.criteria.get(code="own_1").text_en == ""
    with override("nn"):
        assert first.criteria.get(code="own_1").text == "Altan eller hage"


def test_an_own_criterion_has_its_english_text_when_somebody_writes_it(log_in, keeper, form, url):
    own = OWN | {"own-en-1": "Balcony or garden"}
    client = log_in(keeper)
    page = preview(client, url, sent(form, "internet", **own))
    client.post(url, fresh(sent(form, "internet", **own), shown=shown_in(page)))

    assert Criterion.objects.get(code="own_1").text == "Balcony or garden"


def test_the_english_that_is_missing_can_be_written_in_the_next_version(log_in, keeper, form, url):
    now = StandardFactory(codes=("fire_safety",))
    CriterionFactory(standard=now, code="own_4", place=2, text_nb="Altan", text_en="")
    client = log_in(keeper)
    asked = client.get(url).content.decode()
    assert asked.count('name="english-own_4"') == 1
    assert 'name="english-fire_safety"' not in asked
    fields = sent(form, "own_4", **{"english-own_4": "Balcony"})

    page = preview(client, url, fields)
    client.post(url, fresh(fields, shown=shown_in(page)))

    assert Standard.objects.get(adopted_on=SOON).criteria.get(code="own_4").text == "Balcony"
