"""Two units, one person, two names: who is asked, who learns what, and when."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.desk.commands import Opened, merge_persons
from heimveg.intake.commands.likening import answer_likeness, settle_likeness
from heimveg.intake.jobs import ask_about_likenesses
from heimveg.intake.models import Errand, Likeness, MetWhere, RoutingPlan
from heimveg.intake.rules import LIKENESS_LASTS
from heimveg.notices.models import Notice
from heimveg.persons.commands import tell_apart
from heimveg.persons.models import Person, Protection, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import Grade
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
FRESH = re.compile(
    r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"|\d\d:\d\d'
)


NUMBERED = ("persons_person", "intake_errand", "intake_receipt", "persons_responsibility")


def number_anew():
    """From here on a record's number stands nowhere else on a page: it is no year, time or day."""
    with connection.cursor() as cursor:
        for n, table in enumerate(NUMBERED, 2):
            cursor.execute(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, {n}0000)")


class Town:
    """Outreach meets, the substance-use service knows, and a unit with a mandate settles."""

    def __init__(self, act_as):
        MunicipalityFactory(default_language="en")
        self.meets = UnitFactory(name="Utekontakten", kind="outreach", phone="11 11 11 11")
        self.knows = UnitFactory(name="Rustenesta", kind="substance_use", phone="22 22 22 22")
        self.third = UnitFactory(name="Leiinga", kind="leadership", has_mandate=True)
        self.taker, self.knower, self.settler = (
            act_as((unit, Role.COORDINATOR)) for unit in (self.meets, self.knows, self.third)
        )
        User.objects.update(language="en")
        rule = {"name": "Ute", "unit_id": self.meets.pk, "kinds": ["outreach"]}
        RoutingPlan.adopt(
            [rule], on=TODAY(), by=self.taker.user_id, at=clock.now(), note="for the test"
        )

    def known(self, unit=None, **rest):
        facts = {"name": "Anders Prøve", "nickname": "Skipper", "birth_year": 1981} | rest
        return PersonFactory(unit=unit or self.knows, on=TODAY(), born_on=None, **facts)


@pytest.fixture
def town(act_as):
    return Town(act_as)


@pytest.fixture
def meet(town, log_in, form):
    """meet(nickname): outreach writes down whom it met, as its browser does."""

    def write(nickname="Skipper", **more):
        browser = log_in(town.taker)
        given = {
            "nickname": nickname,
            "text": "Frys.",
            "met_where": "Under brua",
            "birth_year": 1981,
        }
        answer = browser.post("/intake/new/outreach/", form(**given | more), follow=True)
        assert answer.status_code == 200
        return answer

    return write


def sees(actor, person):
    with reading_as(actor.user_id):
        return Person.objects.permitted_to(actor, READ_PERSON).filter(pk=person.pk).exists()


def asked(town, meet):
    """Met, looked for, and asked about."""
    known = town.known()
    meet()
    ask_about_likenesses.func()
    return known, Likeness.objects.get()


def say(town, row, *, is_ours, actor=None, version=1):
    return answer_likeness(
        actor or town.knower, likeness_id=row.pk, version=version, is_ours=is_ours, on=TODAY()
    )


def test_the_unit_that_follows_somebody_like_it_is_asked_with_day_and_place_alone(
    town, meet, log_in
):
    known, row = asked(town, meet)

    page = log_in(town.knower).get(f"/intake/likenesses/{row.pk}/").content.decode()

    assert row.person == known
    assert "Under brua" in page
    assert known.name in page
    for hidden in ("Utekontakten", "Frys.", f"/people/{row.met_id}/", f"errands/{row.errand_id}"):
        assert hidden not in page
    front = log_in(town.knower).get("/").content.decode()
    assert f"/intake/likenesses/{row.pk}/" in front


def test_where_it_was_is_not_for_who_keeps_no_health(town, meet, log_in, act_as):
    _known, row = asked(town, meet)
    allocator = act_as((town.knows, Role.ALLOCATOR))

    page = log_in(allocator).get(f"/intake/likenesses/{row.pk}/").content.decode()

    assert "Under brua" not in page
    with reading_as(allocator.user_id):
        assert Likeness.objects.count() == 1
        assert not MetWhere.objects.exists()


def test_who_asks_learns_nothing_by_answer_size_or_count_of_anything(town, meet, log_in):
    """Two towns, with and without somebody like the one who is met, whom only another unit
    follows: the work of writing it down and all that the taker can open is the same."""
    User.objects.filter(pk=town.taker.user_id).update(name="Uta Kontakt")
    met = (
        "/",
        "/intake/",
        "/intake/errands/",
        "/intake/likenesses/",
        "/people/",
        "/search/?q=Ski",
    )
    meet("Varmt opp")  # what is made once in a process

    def drawn():
        with CaptureQueriesContext(connection) as asked_of_database:
            answer = meet()
        ask_about_likenesses.func()
        errand = Errand.objects.order_by("-pk").first()
        about, person = f"/intake/errands/{errand.pk}/", f"/people/{errand.person_id}/"
        paths = [*met, about, person, f"{person}merge/", f"/intake/receipts/{errand.receipt_id}/"]
        browser = log_in(town.taker)
        pages = [answer, *(browser.get(path) for path in paths)]
        answers = Responsibility.objects.get(person=errand.person_id).pk
        numbers = (errand.pk, errand.person_id, errand.receipt_id, answers)
        ids = rf"(?<=[-/ >])({'|'.join(map(str, numbers))})\b"
        plain = [re.sub(ids, "#", FRESH.sub("", page.content.decode())) for page in pages]
        return len(asked_of_database), [page.status_code for page in pages], plain

    number_anew()
    before = transaction.savepoint()
    nobody = drawn()
    assert not Likeness.objects.exists()
    transaction.savepoint_rollback(before)
    town.known()
    somebody = drawn()

    assert Likeness.objects.count() == 1  # or the test has seen nothing
    assert set(somebody[1]) == {200}
    assert nobody[:2] == somebody[:2]
    for one, other in zip(nobody[2], somebody[2], strict=True):
        assert one == other


def test_the_comparison_would_see_one_line_more(town, meet, log_in):
    """The negative control: to who is asked, the two towns are not the same."""
    meet("Varmt opp")
    before = FRESH.sub("", log_in(town.knower).get("/").content.decode())
    asked(town, meet)

    assert before != FRESH.sub("", log_in(town.knower).get("/").content.decode())


@pytest.mark.parametrize("url", ["/intake/likenesses/{}/", "/intake/likenesses/999999/"])
def test_the_question_is_not_there_for_who_asked(town, meet, log_in, url):
    _known, row = asked(town, meet)

    answer = log_in(town.taker).get(url.format(row.pk))

    assert answer.status_code == 404
    with reading_as(town.taker.user_id):
        assert not Likeness.objects.exists()


def test_who_asked_cannot_answer(town, meet):
    _known, row = asked(town, meet)

    with pytest.raises(Likeness.DoesNotExist):
        say(town, row, is_ours=True, actor=town.taker)


def test_a_no_tells_nobody_and_is_not_asked_again(town, meet):
    known, row = asked(town, meet)

    say(town, row, is_ours=False)

    met = row.met
    assert not sees(town.settler, known)
    assert not sees(town.settler, met)
    assert Responsibility.objects.filter(person=met).count() == 1
    Errand.objects.update(likenesses_sought_on=None)
    ask_about_likenesses.func()
    assert Likeness.objects.count() == 1


def test_only_a_yes_lets_the_unit_with_a_mandate_see_both(town, meet, log_in):
    known, row = asked(town, meet)
    assert not sees(town.settler, known)

    say(town, row, is_ours=True)

    assert sees(town.settler, known)
    assert sees(town.settler, row.met)
    assert not sees(town.taker, known)
    assert not sees(town.knower, row.met)
    page = log_in(town.settler).get(f"/intake/likenesses/{row.pk}/").content.decode()
    assert "Utekontakten" in page
    assert f"/merge/{max(known.pk, row.met_id)}/" in page
    written_by = Responsibility.objects.filter(person=row.met, unit=town.third).get().made_by
    assert written_by.is_system, "the ledger of who was met does not tell who said yes"


def test_it_is_answered_once(town, meet):
    _known, row = asked(town, meet)
    with pytest.raises(Stale):
        say(town, row, is_ours=True, version=7)
    say(town, row, is_ours=True)

    with pytest.raises(Refused):
        say(town, row, is_ours=False)


def test_the_units_are_put_in_touch_and_nobody_reads_on(town, meet):
    known, row = asked(town, meet)
    say(town, row, is_ours=True)

    settle_likeness(
        town.settler, likeness_id=row.pk, version=2, is_same=True, on=TODAY(), at=clock.now()
    )

    words = {n.user_id: n.body for n in Notice.objects.filter(key__startswith="likeness:")}
    assert "Rustenesta" in words[town.taker.user_id]
    assert "22 22 22 22" in words[town.taker.user_id]
    assert "Utekontakten" in words[town.knower.user_id]
    assert not any("Skipper" in body or "Anders" in body for body in words.values())
    assert not sees(town.settler, known)
    assert not sees(town.taker, known)


def test_two_people_share_nothing(town, meet):
    known, row = asked(town, meet)
    say(town, row, is_ours=True)

    settle_likeness(
        town.settler, likeness_id=row.pk, version=2, is_same=False, on=TODAY(), at=clock.now()
    )

    assert not Notice.objects.filter(key__startswith="likeness:").exists()
    assert not sees(town.settler, known)


def test_after_a_merge_nobody_settles_any_more_and_the_reading_ends(town, meet):
    known, row = asked(town, meet)
    say(town, row, is_ours=True)
    merge_persons(
        town.settler,
        kept=Opened(known.pk, known.version),
        duplicate=Opened(row.met_id, row.met.version),
        on=TODAY(),
    )

    ask_about_likenesses.func()

    row.refresh_from_db()
    assert row.state == "merged"
    assert not sees(town.settler, known)
    assert sees(town.taker, known)


def test_told_apart_on_the_page_of_merging_is_settled_too(town, meet):
    known, row = asked(town, meet)
    say(town, row, is_ours=True)
    tell_apart(town.settler, person_id=known.pk, other_id=row.met_id)

    ask_about_likenesses.func()

    row.refresh_from_db()
    assert row.state == "apart"
    assert not sees(town.settler, known)


def test_what_nobody_settled_lapses(town, meet):
    known, row = asked(town, meet)
    say(town, row, is_ours=True)
    long_ago = TODAY() - LIKENESS_LASTS - timedelta(days=1)
    Likeness.objects.update(asked_on=long_ago)

    ask_about_likenesses.func()

    row.refresh_from_db()
    assert row.state == "lapsed"
    assert not sees(town.settler, known)


@pytest.mark.parametrize("grade", list(Grade))
def test_nobody_is_asked_about_a_protected_person(town, meet, grade):
    known = town.known()
    Protection.mark(known.pk, grade, on=TODAY())
    meet()

    ask_about_likenesses.func()

    assert not Likeness.objects.exists()


def test_nobody_is_asked_on_behalf_of_a_protected_person(town, meet):
    town.known()
    meet()
    Protection.mark(Person.objects.get(name="").pk, Grade.CONFIDENTIAL, on=TODAY())

    ask_about_likenesses.func()

    assert not Likeness.objects.exists()


def test_a_yes_about_somebody_protected_since_opens_nothing_and_says_nothing(
    town, meet, log_in, form
):
    known, row = asked(town, meet)
    Protection.mark(row.met_id, Grade.STRICTLY, on=TODAY())
    browser = log_in(town.knower)

    answer = browser.post(
        f"/intake/likenesses/{row.pk}/answer/", form(ours="yes", row_version="1"), follow=True
    )

    assert "Who decides between units now sees both" in answer.content.decode()
    assert not Responsibility.objects.filter(unit=town.third).exists()
    assert not sees(town.settler, known)


def test_nobody_is_asked_about_a_colleague_or_by_a_unit_that_follows_them_too(town, meet):
    town.known(employed_in=town.third)
    ours = town.known(nickname="Skippern")
    Responsibility.contribute(
        ours.pk, unit=town.meets, basis="asked", by=town.knower.user_id, on=TODAY(),
        accepted_on=TODAY(),
    )  # fmt: skip
    Person.objects.filter(pk=ours.pk).update(name="", nickname="Ein heilt annan")
    meet()
    Person.objects.filter(pk=ours.pk).update(nickname="Skipper")

    ask_about_likenesses.func()

    assert not Likeness.objects.exists()


def test_a_name_that_many_have_asks_few(town, meet):
    for _ in range(6):
        town.known()
    meet()

    ask_about_likenesses.func()

    assert Likeness.objects.count() == 3


def test_a_form_sent_twice_answers_once(town, meet, log_in, form):
    _known, row = asked(town, meet)
    browser, sent = log_in(town.knower), form(ours="yes", row_version="1")

    first = browser.post(f"/intake/likenesses/{row.pk}/answer/", sent)
    second = browser.post(f"/intake/likenesses/{row.pk}/answer/", sent)

    assert (first.status_code, second.status_code) == (302, 303)
    assert Responsibility.objects.filter(unit=town.third).count() == 2


def test_the_list_does_not_ask_more_with_more_rows(town, meet, log_in, constant_queries):
    _known, row = asked(town, meet)
    browser = log_in(town.knower)

    def more():
        other = town.known(nickname="Ein annan")
        Likeness.ask(row.errand, other, met_where="", on=TODAY())

    constant_queries(lambda: browser.get("/intake/likenesses/"), more)
