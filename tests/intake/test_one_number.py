"""Two records with one number: who wrote the second learns nothing, and who knows is asked."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from heimveg.access.context import reading_as
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.intake.jobs import ask_about_likenesses
from heimveg.intake.models import Likeness
from heimveg.intake.queries.likenesses import sharing_a_number
from heimveg.persons.models import Case, NotTwice, Person, Protection, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import Grade
from tests.accounts.factories import UnitFactory
from tests.intake.test_likening import FRESH, Town, number_anew, say
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db
NUMBER = synthetic_number(serial=41)


def having(town, how):
    """Somebody who has the number, and how they are known."""
    known = town.known(national_id=NUMBER)
    if how == "known_long_ago":
        close(known)
    elif how == "protected":
        Protection.mark(known.pk, Grade.STRICTLY, on=clock.today())


@pytest.fixture
def town(act_as):
    return Town(act_as)


@pytest.fixture
def register(town, log_in, form):
    """register(): a coordinator writes a number down, as the browser does."""

    def write(actor=None, **more):
        browser = log_in(actor or town.taker)
        unit = town.meets.pk if actor is None else min(u for u, _role in actor.grants)
        given = {"name": "Kari Nordheim", "number": NUMBER, "unit": unit} | more
        return browser.post("/people/new/", form(**given), follow=True)

    return write


def ask():
    ask_about_likenesses.func()
    return Likeness.objects.order_by("pk")


def close(person):
    day = clock.today()
    long_ago, ended = day - timedelta(days=730), day - timedelta(days=365)
    Responsibility.objects.filter(person=person).update(
        started_on=long_ago, ended_on=ended, end_reason="over"
    )
    Case.objects.filter(person=person).update(
        opened_on=long_ago, closed_on=ended, outcome="housed"
    )


def test_who_registers_gets_a_record_and_the_unit_that_knows_is_asked(town, register, log_in):
    known = town.known(name="Anders Prøve", national_id=NUMBER)
    answer = register()
    assert answer.status_code == 200
    made = Person.objects.exclude(pk=known.pk).get()

    row = ask().get()

    assert (row.person, row.met, row.errand) == (known, made, None)
    front = log_in(town.knower).get("/").content.decode()
    assert f"/intake/likenesses/{row.pk}/" in front
    asked = log_in(town.knower).get(f"/intake/likenesses/{row.pk}/").content.decode()
    for hidden in ("Utekontakten", "Kari Nordheim", f"/people/{made.pk}/"):
        assert hidden not in asked
    with reading_as(town.taker.user_id):
        assert not Likeness.objects.exists()
        assert not Person.objects.permitted_to(town.taker, READ_PERSON).filter(pk=known.pk)
    assert log_in(town.taker).get(f"/intake/likenesses/{row.pk}/").status_code == 404


def test_nobody_is_asked_twice_and_two_who_were_told_apart_not_at_all(town, register):
    known = town.known(national_id=NUMBER)
    register()
    made = Person.objects.exclude(pk=known.pk).get()
    NotTwice.tell_apart(known.pk, made.pk, by=town.settler.user_id, at=clock.now())
    assert not ask().exists()
    NotTwice.objects.all().delete()
    assert ask().count() == 1
    assert ask().count() == 1


def test_a_yes_lets_a_unit_with_a_mandate_see_both_and_the_question_does_not_grow_old(
    town, register
):
    known = town.known(national_id=NUMBER)
    register()
    row = ask().get()
    Likeness.objects.update(asked_on=clock.today() - timedelta(days=365))
    ask_about_likenesses.func()
    row.refresh_from_db()
    assert row.state == "asked", "two with one number are not forgotten"

    say(town, row, is_ours=True)

    row.refresh_from_db()
    assert row.settled_by_unit == town.third
    with reading_as(town.settler.user_id):
        seen = Person.objects.permitted_to(town.settler, READ_PERSON)
        assert set(seen) == {known, row.met}


def test_whom_nobody_follows_any_more_is_asked_about_with_who_decides(town, register, log_in):
    """Not with who wrote the number: and who decides sees the old record alone before a yes."""
    before = town.known(national_id=NUMBER)
    close(before)

    register()

    row = ask().get()
    assert (row.person, row.state, row.settled_by_unit) == (before, "asked", town.third)
    assert f"/intake/likenesses/{row.pk}/" not in log_in(town.taker).get("/").content.decode()
    assert f"/intake/likenesses/{row.pk}/" in log_in(town.settler).get("/").content.decode()
    with reading_as(town.settler.user_id):
        seen = Person.objects.permitted_to(town.settler, READ_PERSON)
        assert set(seen) == {before}
    with reading_as(town.taker.user_id):
        assert not Likeness.objects.exists()
    say(town, row, is_ours=True, actor=town.settler)
    with reading_as(town.settler.user_id):
        assert set(seen.all()) == {before, row.met}


def test_after_a_no_who_decides_reads_on_about_nobody(town, register):
    before = town.known(national_id=NUMBER)
    close(before)
    register()
    say(town, ask().get(), is_ours=False, actor=town.settler)
    with reading_as(town.settler.user_id):
        assert not Person.objects.permitted_to(town.settler, READ_PERSON).exists()


def test_without_a_unit_with_a_mandate_it_waits(town, register):
    close(town.known(national_id=NUMBER))
    town.third.has_mandate = False
    town.third.save(update_fields=["has_mandate"])
    register()
    assert not ask().exists()
    town.third.has_mandate = True
    town.third.save(update_fields=["has_mandate"])
    assert ask().count() == 1


def test_who_changes_a_number_is_not_the_one_that_is_asked(town, log_in, form):
    mine = town.known(town.meets, name="Kari Nordheim")
    known = town.known(national_id=NUMBER)
    assert mine.pk < known.pk
    answer = log_in(town.taker).post(
        f"/people/{mine.pk}/particulars/",
        form(name="Kari Nordheim", number=NUMBER, row_version=1),
        follow=True,
    )
    assert answer.status_code == 200
    mine.refresh_from_db()
    assert mine.national_id == NUMBER

    row = ask().get()

    assert (row.person, row.met) == (known, mine)
    with reading_as(town.taker.user_id):
        assert not Likeness.objects.exists()


@pytest.mark.parametrize("kept_out", ["protected", "colleague"])
def test_nobody_is_asked_about_who_is_kept_out(town, register, kept_out):
    known = town.known(national_id=NUMBER)
    if kept_out == "protected":
        Protection.mark(known.pk, Grade.CONFIDENTIAL, on=clock.today())
    else:
        known.work_in(UnitFactory())
    assert register().status_code == 200
    assert not ask().exists()
    assert sharing_a_number(on=clock.today()) == []


def test_a_number_in_two_records_of_one_unit_is_that_units_own_to_see(town, register):
    town.known(town.meets, national_id=NUMBER)
    assert register().status_code == 422, "its own people are shown as likenesses before"
    PersonFactory(unit=town.meets, national_id=NUMBER)
    assert not ask().exists()


def test_registering_says_the_same_whoever_has_the_number(town, register, log_in):
    """Known, known long ago, protected or unknown: the same pages and the same work."""
    User.objects.filter(pk=town.taker.user_id).update(name="Uta Kontakt")

    number_anew()

    def of_world(make):
        """Drawn in a world that is undone."""
        with transaction.atomic():
            make()
            with CaptureQueriesContext(connection) as work:
                answer = register()
            ask_about_likenesses.func()
            mine = Person.objects.order_by("-pk").first()
            paths = ("/", "/people/", "/intake/likenesses/", f"/people/{mine.pk}/")
            pages = [answer, *(log_in(town.taker).get(path) for path in paths)]
            answers = Responsibility.objects.filter(person=mine).first().pk
            ids = rf"(?<=[-/ >])({mine.pk}|{answers})\b"
            transaction.set_rollback(True)
        plain = [re.sub(ids, "#", FRESH.sub("", page.content.decode())) for page in pages]
        return plain, len(work)

    def unknown():
        town.known()

    def own():
        town.known(town.meets, national_id=NUMBER)

    pages, queries = of_world(unknown)
    assert "Kari Nordheim" in pages[0]
    for make in ("known", "known_long_ago", "protected"):
        others, work = of_world(lambda: having(town, make))  # noqa: B023  # called at once
        assert others == pages, make
        assert work == queries, make

    assert of_world(own)[0] != pages, "the control: a difference is seen"
