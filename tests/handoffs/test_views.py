"""The pages of hand-offs: what they show to whom, and what a form sent does."""

from datetime import timedelta

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import Membership, User
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.handoffs.commands import (
    ask_handoff,
    decide_handoff,
    escalate_handoff,
    withdraw_handoff,
)
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import HandoffState, Wanted
from heimveg.persons.models import Conflict, Protection, Responsibility
from heimveg.persons.rules import Grade
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.handoffs.factories import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client):
    def log_in(actor):
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return log_in


def asking(town, **changed):
    said = {
        "to_unit": town.b.pk,
        "kind": "coordinate",
        "reason": "moved",
        "words": "Bur hjå dykk no.",
        "urgency": "soon",
    }
    return said | changed


def test_a_unit_is_asked_from_the_persons_page(town, enter, form):
    person = town.person()
    page = enter(town.of(town.a))
    assert "hand-over/" in page.get(f"/people/{person.pk}/").content.decode()

    answer = page.post(f"/people/{person.pk}/hand-over/", form(**asking(town)))

    handoff = Handoff.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/hand-offs/{handoff.pk}/"
    assert "Bur hjå dykk no." in page.get(answer.url).content.decode()


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(town, enter, form):
    person = town.person()

    answer = enter(town.of(town.a)).post(
        f"/people/{person.pk}/hand-over/", form(**asking(town, to_unit="", words="Lang tekst"))
    )

    assert answer.status_code == 422
    assert "Lang tekst" in answer.content.decode()


def test_a_form_sent_twice_asks_once(town, enter, form):
    person, sent = town.person(), form(**asking(town))
    page = enter(town.of(town.a))

    first = page.post(f"/people/{person.pk}/hand-over/", sent)
    second = page.post(f"/people/{person.pk}/hand-over/", sent)

    assert Handoff.objects.count() == 1
    assert second.url == first.url


def test_the_asked_unit_says_yes_on_its_page(town, enter, form):
    handoff = town.asked()
    actor = town.of(town.b)
    page = enter(actor)
    assert f"/hand-offs/{handoff.pk}/" in page.get("/hand-offs/").content.decode()
    assert "handoffs-to-answer" in page.get("/").content.decode()

    answer = page.post(f"/hand-offs/{handoff.pk}/accept/", form(worker=actor.user_id))

    assert answer.status_code == 302
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.ACCEPTED


def test_who_asked_and_sees_the_person_no_more_is_told_what_happened(town, enter, form):
    handoff = town.asked()
    town.accept(handoff)

    answer = enter(town.of(town.a)).post(f"/hand-offs/{handoff.pk}/take-back/", form())

    assert answer.status_code == 409


def test_a_no_without_words_comes_back(town, enter, form):
    handoff = town.asked()

    answer = enter(town.of(town.b)).post(
        f"/hand-offs/{handoff.pk}/decline/", form(because="not_yet", words="")
    )

    assert answer.status_code == 422
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.ASKED


def test_a_no_leads_to_a_decision(town, enter, form):
    handoff = town.asked()
    enter(town.of(town.b)).post(
        f"/hand-offs/{handoff.pk}/decline/", form(because="not_our_task", words="Ikkje vårt.")
    )
    asker = enter(town.of(town.a))
    assert "bring/" in asker.get(f"/hand-offs/{handoff.pk}/").content.decode()
    assert asker.post(f"/hand-offs/{handoff.pk}/bring/", form()).status_code == 302

    leads = enter(town.decider)
    assert "handoffs-to-answer" in leads.get("/").content.decode()
    sent = form(unit=town.b.pk, words="B har oppdraget.")
    answer = leads.post(f"/hand-offs/{handoff.pk}/decide/", sent)

    assert answer.url == "/hand-offs/"  # who decides sees the person no more
    handoff.refresh_from_db()
    assert (handoff.state, handoff.decided_for) == (HandoffState.DECIDED, town.b)


def test_strangers_and_property_meet_the_same_404_or_none(town, enter, act_as):
    handoff = town.asked()

    assert enter(town.of(town.c)).get(f"/hand-offs/{handoff.pk}/").status_code == 404
    assert enter(town.of(town.c)).get("/hand-offs/999999/").status_code == 404
    keeper = act_as((town.b, Role.PROPERTY))
    assert enter(keeper).get(f"/hand-offs/{handoff.pk}/").status_code == 403


def test_a_strictly_protected_person_is_on_no_list_of_those_not_named(town, enter):
    handoff = town.asked(town.person(name="Skjult Skjultsen"))
    Protection.mark(handoff.person_id, Grade.STRICTLY, on=clock.today())
    page = enter(town.of(town.b))

    for url in ("/hand-offs/", "/hand-offs/?show=all", "/kasteball/", "/"):
        assert "Skjult" not in page.get(url).content.decode()
    assert page.get(f"/hand-offs/{handoff.pk}/").status_code == 404


def test_leaders_see_figures_and_no_names(town, enter, act_as):
    town.asked(town.person(name="Kari Kasteball"), on=clock.today() - timedelta(days=30))
    leader = enter(act_as((town.a, Role.LEADER)))

    page = leader.get("/kasteball/")

    assert page.status_code == 200
    assert "Kari" not in page.content.decode()
    assert leader.get("/hand-offs/").status_code == 403


def test_coordinators_see_whom(town, enter):
    town.asked(town.person(name="Kari Kasteball"), on=clock.today() - timedelta(days=30))

    page = enter(town.of(town.a)).get("/kasteball/").content.decode()

    assert "Kari Kasteball" in page


def test_the_figure_says_how_many_of_them_the_list_shows(town, enter):
    """Six were moved three times; this reader sees one."""
    day = clock.today() - timedelta(days=30)
    for unit in [town.a, *[town.c] * 5]:
        person, worker = town.person(unit), town.of(unit)
        for _ in range(3):
            asked = ask_handoff(
                worker, person_id=person.pk, to_unit_id=town.b.pk, question=question(), on=day
            )
            withdraw_handoff(worker, handoff_id=asked.pk, on=day)
    page = " ".join(enter(town.of(town.a)).get("/kasteball/").content.decode().split())
    assert "the list shows those you see: 1 of 6" in page
    alone = enter(town.decider).get("/kasteball/").content.decode()
    assert "the list shows those you see: 0 of 6" in " ".join(alone.split())


@pytest.mark.parametrize("url", ["/hand-offs/?show=all", "/kasteball/"])
def test_queries_do_not_grow_with_rows(town, enter, constant_queries, url):
    page = enter(town.of(town.a))

    constant_queries(lambda: page.get(url), town.asked)


def test_a_unit_that_was_asked_to_help_can_stop_and_sees_the_person_no_more(town, enter, form):
    person = town.person()
    town.accept(town.asked(person, kind=Wanted.CONTRIBUTE))
    row = Responsibility.objects.running_on(clock.today()).get(person=person, unit=town.b)
    page = enter(town.of(town.b))
    url = f"/people/{person.pk}/answering/{row.pk}/stop/"
    assert url in page.get(f"/people/{person.pk}/case/").content.decode()

    assert page.post(url, form()).status_code == 302

    assert page.get(f"/people/{person.pk}/").status_code == 404
    assert page.post(url, form()).status_code == 404


def test_only_units_where_somebody_can_answer_are_asked(town, enter, form):
    empty, keepers = UnitFactory(name="Empty"), UnitFactory(name="Keepers")
    town.worker(keepers, Role.PROPERTY)
    person, page = town.person(), enter(town.of(town.a))
    url = f"/people/{person.pk}/hand-over/"

    offered = set(page.get(url).context["form"].fields["to_unit"].queryset)

    assert town.b in offered
    assert not offered & {empty, keepers}
    with pytest.raises(Invalid):
        town.asked(person, to=empty)


def test_a_decision_chooses_a_unit_where_somebody_can_answer(town, enter, form):
    handoff = town.asked(on=clock.today() - timedelta(days=60))
    escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())
    empty = UnitFactory(name="Empty")
    page, url = enter(town.decider), f"/hand-offs/{handoff.pk}/decide/"

    assert empty not in page.get(url).context["form"].fields["unit"].queryset
    assert page.post(url, form(unit=empty.pk, words="x")).status_code == 422
    with pytest.raises(Invalid):
        decide_handoff(
            town.decider, handoff_id=handoff.pk, unit_id=empty.pk, words="x", on=clock.today()
        )


def test_who_may_not_answer_does_not_get_the_form(town, enter):
    handoff = town.asked()

    asker = enter(town.of(town.a))
    for path in ("accept", "decline", "decide"):
        assert asker.get(f"/hand-offs/{handoff.pk}/{path}/").status_code == 409, path

    assert enter(town.of(town.b)).get(f"/hand-offs/{handoff.pk}/accept/").status_code == 200


def test_who_says_yes_to_help_has_not_taken_over(town, enter, form):
    MunicipalityFactory(default_language="en")
    handoff = town.asked(kind=Wanted.CONTRIBUTE)
    actor = town.of(town.b)

    answer = enter(actor).post(
        f"/hand-offs/{handoff.pk}/accept/", form(worker=actor.user_id), follow=True
    )

    assert "B helps from today" in answer.content.decode()
    assert "has taken over" not in answer.content.decode()


@pytest.fixture
def decided(town):
    """Decided for B by one who sees the person no more."""
    handoff = town.asked(town.person(name="Kari Kasteball"), on=clock.today() - timedelta(days=60))
    escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())
    decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.b.pk, words="B har oppdraget.",
        on=clock.today(),
    )  # fmt: skip
    return handoff


def test_who_decided_reads_afterwards_what_they_wrote_and_no_name(town, enter, decided):
    page = enter(town.decider)
    url = f"/hand-offs/{decided.pk}/"

    shown = page.get(url)

    assert shown.status_code == 200
    assert "B har oppdraget." in shown.content.decode()
    assert "Kari" not in shown.content.decode()
    assert url in page.get("/hand-offs/?show=all").content.decode()
    assert ReadEntry.objects.filter(person_ids=[decided.person_id]).exists()


def test_both_units_read_the_decision_and_others_do_not(town, enter, decided):
    """Who was given the person reads it all; who was not, the words and the units."""
    url = f"/hand-offs/{decided.pk}/"
    given, lost = (enter(town.of(unit)).get(url).content.decode() for unit in (town.b, town.a))

    assert "B har oppdraget." in given
    assert "Kari" in given
    assert "B har oppdraget." in lost
    assert "Kari" not in lost
    assert url in enter(town.of(town.a)).get("/hand-offs/?show=all").content.decode()
    assert enter(town.of(town.c)).get(url).status_code == 404


def test_who_is_kept_from_the_person_reads_no_decision_about_them(town, enter, decided):
    user_id = town.of(town.a).user_id
    Conflict.objects.create(
        person_id=decided.person_id, user_id=user_id, kind="family", declared_on=clock.today()
    )

    page = enter(town.of(town.a)).get(f"/hand-offs/{decided.pk}/")

    assert "B har oppdraget." not in page.content.decode()


def test_a_decision_about_somebody_protected_is_read_by_who_is_cleared_alone(town, enter, decided):
    Protection.mark(decided.person_id, Grade.CONFIDENTIAL, on=clock.today())
    actor, url = town.of(town.a), f"/hand-offs/{decided.pk}/"
    assert "B har oppdraget." not in enter(actor).get(url).content.decode()

    Membership.objects.filter(user_id=actor.user_id).update(handles_protected=True)

    assert "B har oppdraget." in enter(actor).get(url).content.decode()


def test_what_became_of_ones_question_is_told_on_a_page_of_its_own(town, enter):
    handoff = town.asked(town.person(name="Kari Kasteball"))
    town.accept(handoff)

    page = enter(town.of(town.a)).get(f"/hand-offs/{handoff.pk}/")

    assert page.status_code == 200
    assert "has been accepted" in page.content.decode()
    assert "Kari" not in page.content.decode()


def test_a_strictly_protected_person_is_not_behind_ones_own_decision(town, enter, decided):
    Protection.mark(decided.person_id, Grade.STRICTLY, on=clock.today())
    page = enter(town.decider)

    assert "oppdraget" not in page.get(f"/hand-offs/{decided.pk}/").content.decode()
    assert f"/hand-offs/{decided.pk}/" not in page.get("/hand-offs/?show=all").content.decode()


def test_the_list_opens_on_what_is_to_be_decided_when_there_is_any(town, enter):
    page = enter(town.decider)
    assert page.get("/hand-offs/").context["which"] == "to-answer"
    handoff = town.asked(on=clock.today() - timedelta(days=60))
    escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())

    assert page.get("/hand-offs/").context["which"] == "to-decide"
    assert page.get("/hand-offs/?show=to-answer").context["which"] == "to-answer"


def test_whom_a_unit_was_given_without_a_worker_stands_on_its_front_page(town, enter, decided):
    page = enter(town.of(town.b))
    row = Responsibility.objects.running_on(clock.today()).coordinating().get()
    naming = f"/people/{decided.person_id}/answering/{row.pk}/"

    front = page.get("/").content.decode()

    assert "Kari Kasteball" in front
    assert naming in front
    assert naming not in enter(town.of(town.a)).get("/").content.decode()
    row.pass_to(
        worker=User.objects.get(pk=town.of(town.b).user_id), stand_in=None,
        by=town.of(town.b).user_id, on=clock.today(),
    )  # fmt: skip
    assert "/answering/" not in enter(town.of(town.b)).get("/").content.decode()
