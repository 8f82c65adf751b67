"""The pages of decisions: who sees them, what they offer, and how they meet strange input."""

from uuid import uuid4

import pytest
from django.urls import reverse

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.decisions.models import Decision
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import UnitFactory
from tests.decisions.factories import DAY, DecisionFactory

pytestmark = pytest.mark.django_db
LIST = "/decisions/"


@pytest.fixture
def page(errand):
    return reverse("decisions:detail", args=[errand.pk])


def words(**changed):
    return {
        "outcome": "Du får leige Storgata 2.",
        "facts": "Du manglar bustad.",
        "considerations": "Det hastar.",
        "assumed_support": "",
        "language": "nn",
        "row_version": "1",
        **changed,
    }


def send(client, errand, act, form, **fields):
    fields.setdefault("row_version", errand.now.version)
    return client.post(reverse(f"decisions:{act}", args=[errand.pk]), form(**fields))


def buttons(response):
    text = response.content.decode()
    acts = ("sign", "approve", "return", "tell", "replace", "hand-over")
    return {act for act in acts if f'/{act}/"' in text}


def test_the_whole_errand_goes_through_the_pages(errand, office, log_in, form, page):
    assert buttons(log_in(office.first).get(page)) == {"sign"}
    send(log_in(office.first), errand, "sign", form)
    assert buttons(log_in(office.first).get(page)) == set()
    assert buttons(log_in(office.second).get(page)) == {"approve", "return"}
    send(log_in(office.second), errand, "approve", form)
    assert buttons(log_in(office.second).get(page)) == {"tell", "replace"}
    send(log_in(office.second), errand, "tell", form)
    assert buttons(log_in(office.second).get(page)) == {"replace"}

    answer = send(log_in(office.first), errand, "replace", form)
    new = Decision.objects.get(replaces=errand.pk)
    assert answer.url == reverse("decisions:detail", args=[new.pk])
    assert buttons(log_in(office.first).get(page)) == {"replace"}
    assert f"decision number {errand.pk}" in log_in(office.first).get(answer.url).content.decode()


def test_who_signed_meets_a_kind_no_when_approving(errand, office, log_in, form):
    errand.signed()

    answer = send(log_in(office.first), errand, "approve", form)

    assert answer.status_code == 409
    assert "Two people sign a decision" in answer.content.decode()


def test_words_in_another_language_than_the_page_say_so(errand, office, log_in, form, page):
    send(log_in(office.first), errand, "sign", form)
    seen = {}
    for language in ("nn", "en"):
        User.objects.filter(pk=office.second.user_id).update(language=language)
        seen[language] = log_in(office.second).get(page).content.decode()

    assert all('<div lang="nn"><p>Du får leige' in text for text in seen.values())
    assert "In the language of the person" in seen["en"]
    assert "På språket personen" not in seen["nn"]


def test_a_draft_is_changed_on_its_page(errand, office, log_in, form, page):
    answer = log_in(office.first).post(page, form(**words()))

    assert (answer.status_code, answer.url) == (302, page)
    assert errand.now.outcome == "Du får leige Storgata 2."


def test_a_condition_is_refused_at_its_field_and_what_was_typed_is_kept(
    errand, office, log_in, form, page
):
    bad = "Du får bustaden. Det er eit vilkår at du er rusfri."

    answer = log_in(office.first).post(page, form(**words(outcome=bad)))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert bad in text
    assert "A home cannot depend on sobriety. Remove «Det er eit vilkår at du er rusfri.»" in text
    assert 'href="#id_outcome"' in text
    assert errand.now.outcome.endswith("Storgata 1.")


def test_what_cannot_be_signed_is_shown_at_its_field(errand, office, log_in, form):
    Decision.objects.filter(pk=errand.pk).update(considerations="Du må ta imot behandling.")

    answer = send(log_in(office.first), errand, "sign", form)

    assert answer.status_code == 422
    assert "A home cannot depend on treatment" in answer.content.decode()
    assert errand.now.state == "draft"


@pytest.mark.parametrize("language", ["", "xx", "no"])
def test_a_strange_language_is_an_error_in_the_form(errand, office, log_in, form, page, language):
    answer = log_in(office.first).post(page, form(**words(language=language)))

    assert answer.status_code == 422


def test_a_stale_form_overwrites_nothing_not_even_after_a_correction(
    errand, office, log_in, form, page
):
    log_in(office.second).post(page, form(**words(facts="Kollegaen sine ord.")))

    refused = log_in(office.first).post(page, form(**words(outcome="")))
    assert 'name="row_version" value="1"' in refused.content.decode()
    answer = log_in(office.first).post(page, form(**words(facts="Mine ord.")))

    assert answer.status_code == 409
    assert errand.now.facts == "Kollegaen sine ord."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_strange_version_is_stale_and_never_a_crash(errand, office, log_in, form, version):
    answer = send(log_in(office.first), errand, "sign", form, row_version=version)

    assert answer.status_code == 409


def test_a_form_sent_twice_signs_once(errand, office, log_in):
    fields = {"form_key": str(uuid4()), "row_version": 1}
    client, sign = log_in(office.first), reverse("decisions:sign", args=[errand.pk])

    first, second = client.post(sign, fields), client.post(sign, fields)

    assert (first.status_code, second.status_code) == (302, 303)
    assert first.url == second.url
    assert errand.now.version == 2


def test_a_form_without_its_key_does_nothing(errand, office, log_in):
    answer = log_in(office.first).post(
        reverse("decisions:sign", args=[errand.pk]), {"row_version": 1}
    )

    assert answer.status_code == 400
    assert errand.now.state == "draft"


ACTS = ["sign", "approve", "return", "tell", "hand-over", "replace"]


@pytest.mark.parametrize("act", ACTS)
def test_another_units_decision_is_not_there(errand, act_as, log_in, form, page, act):
    client = log_in(act_as((UnitFactory(), Role.COORDINATOR)))

    assert client.get(page).status_code == 404
    assert client.get(f"{page}letter/").status_code == 404
    assert send(client, errand, act, form).status_code == 404
    assert page not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "role",
    [Role.PROPERTY, Role.CARETAKER, Role.ECONOMY, Role.LEADER, Role.AUDITOR, Role.CARE_WORKER],
)
def test_other_positions_in_the_same_unit_have_no_door_here(
    errand, office, act_as, log_in, form, role
):
    client = log_in(act_as((office.unit, role)))

    assert client.get(LIST).status_code == 403
    assert send(client, errand, "sign", form).status_code == 403


def test_a_caseworker_signs_and_may_not_approve(errand, office, act_as, log_in, form, page):
    client = log_in(act_as((office.unit, Role.CASEWORKER)))
    errand.signed()

    assert buttons(client.get(page)) == set()
    assert send(client, errand, "approve", form).status_code == 403


def test_a_protected_persons_decision_is_not_there_for_the_unqualified(
    errand, office, log_in, page
):
    Protection.mark(errand.now.person_id, Grade.CONFIDENTIAL, on=DAY)

    assert log_in(office.first).get(page).status_code == 404
    assert page not in log_in(office.first).get(LIST).content.decode()


def test_a_page_leaves_one_read_entry_and_the_letter_one(errand, office, log_in, page):
    client = log_in(office.first)
    client.get(page)
    client.get(f"{page}letter/")

    entries = list(ReadEntry.objects.values_list("permission", "person_ids"))
    assert entries == [("decisions.read", [errand.now.person_id])] * 2


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("act", ACTS)
def test_what_changes_something_is_asked_for_by_a_form_alone(errand, office, log_in, method, act):
    address = reverse(f"decisions:{act}", args=[errand.pk])

    assert getattr(log_in(office.first), method)(address).status_code == 405


@pytest.mark.parametrize(
    "query", ["?state=draft", "?state=told", "?state=x", "?page=99999999999", "?page=-1"]
)
def test_the_list_answers_whatever_is_asked(errand, office, log_in, query):
    assert log_in(office.first).get(LIST + query).status_code == 200


def test_the_list_shows_the_state_asked_for(errand, office, log_in, errand_of):
    other = errand_of(DecisionFactory(unit=office.unit)).signed()
    shown = log_in(office.first).get(f"{LIST}?state=signed").content.decode()

    assert reverse("decisions:detail", args=[other.pk]) in shown
    assert reverse("decisions:detail", args=[errand.pk]) not in shown


def test_the_list_costs_the_same_for_one_and_many(office, log_in, constant_queries):
    client = log_in(office.first)

    constant_queries(lambda: client.get(LIST), lambda: DecisionFactory(unit=office.unit))


def test_a_swap_is_the_part_of_the_page(errand, office, log_in, page):
    client = log_in(office.first)
    whole, part = client.get(LIST), client.get(LIST, headers={"HX-Request": "true"})

    assert part.content.decode().strip() in whole.content.decode()
    assert "<html" not in part.content.decode()
