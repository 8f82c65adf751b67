"""What a view's door does with the answer: logged, once, whole, or not at all."""

import threading
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from heimveg.access.context import READER, reading_as
from heimveg.access.doors import requires
from heimveg.access.gate import LogUnwritable, door
from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.middleware import NOBODY
from heimveg.accounts.models import Unit, User
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.persons import commands
from heimveg.persons.models import Person
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import CaseOutcome
from tests.accounts.factories import MembershipFactory, MunicipalityFactory, UnitFactory
from tests.persons.factories import PersonFactory


@pytest.fixture
def person(db):
    return PersonFactory(name="Kari Nes")


@pytest.fixture
def reader(person, act_as):
    return act_as((person.responsibilities.get().unit, Role.ALLOCATOR))


def viewing(request_to, actor, view):
    """Run `view` behind the door as `actor`."""
    request_to.actor = actor
    request_to.user = AnonymousUser()
    return requires(READ_PERSON)(view)(request_to)


@pytest.fixture
def get(rf):
    return rf.get("/somewhere/")


@pytest.fixture
def post(rf):
    def send(key):
        return rf.post("/somewhere/", {"form_key": str(key)} if key else {})

    return send


def everybody(request):
    seen = Person.objects.permitted_to(request.actor, READ_PERSON)
    return HttpResponse(", ".join(str(person) for person in seen))


def test_an_answer_that_shows_persons_has_exactly_one_entry_with_all_of_them(get, reader, person):
    other = PersonFactory(unit=person.responsibilities.get().unit)

    viewing(get, reader, everybody)

    entry = ReadEntry.objects.get()
    assert (entry.user_id, entry.permission, entry.roles) == (
        reader.user_id,
        "persons.read",
        ["allocator"],
    )
    assert entry.person_ids == sorted([person.pk, other.pk])


def test_an_answer_without_persons_has_no_entry(get, reader):
    viewing(get, reader, lambda _: HttpResponse("no person here"))

    assert not ReadEntry.objects.exists()


def test_who_may_not_enter_is_stopped_before_anything_runs(get, act_as):
    ran = []
    with pytest.raises(PermissionDenied):
        viewing(get, act_as((UnitFactory(), Role.CARETAKER)), lambda _: ran.append(1))

    assert ran == []


def test_nobody_may_enter_without_a_position(get, db):
    with pytest.raises(PermissionDenied):
        viewing(get, NOBODY, everybody)


def test_a_refusal_that_has_read_persons_is_logged_too(get, reader, person):
    def refuse(request):
        list(Person.objects.permitted_to(request.actor, READ_PERSON))
        raise Refused(f"{person.name} has a home already.")

    response = viewing(get, reader, refuse)

    assert response.status_code == 409
    assert ReadEntry.objects.get().person_ids == [person.pk]


def test_what_the_log_cannot_take_is_not_shown(get, reader, monkeypatch):
    def full(**_):
        raise DatabaseError("no space left on device")

    monkeypatch.setattr(ReadEntry.objects, "create", full)

    response = viewing(get, reader, everybody)

    assert response.status_code == 503
    assert b"Kari" not in response.content
    assert response.headers["Retry-After"]


def test_a_form_without_its_key_is_turned_back(post, reader):
    ran = []
    for key in (None, "not-a-key"):
        assert viewing(post(key), reader, lambda _: ran.append(1)).status_code == 400

    assert ran == []


def test_a_form_sent_twice_leads_to_the_first_answer_without_a_second_effect(post, reader):
    key, ran = uuid.uuid4(), []

    def act(_):
        ran.append(1)
        return HttpResponse(headers={"Location": "/done/"}, status=302)

    first, second = viewing(post(key), reader, act), viewing(post(key), reader, act)

    assert ran == [1]
    assert (
        first.status_code,
        first.url if hasattr(first, "url") else first.headers["Location"],
    ) == (302, "/done/")
    assert (second.status_code, second.headers["Location"]) == (303, "/done/")


def test_the_same_key_with_other_words_is_refused_and_shows_what_was_typed(rf, reader):
    """Two who share a page, or a page gone back to: the second is not dropped in silence."""
    key, ran = str(uuid.uuid4()), []

    def act(_):
        ran.append(1)
        return HttpResponse(headers={"Location": "/done/"}, status=302)

    def send(words):
        return viewing(rf.post("/somewhere/", {"form_key": key, "words": words}), reader, act)

    assert send("First.").status_code == 302
    second = send("Second.")

    assert ran == [1]
    assert second.status_code == 409
    assert b"Second." in second.content
    assert b"This was sent already" in second.content
    assert send("First.").status_code == 303


def test_only_who_was_overtaken_is_told_that_somebody_was_first(get, reader):
    def refused(error):
        def refuse(_):
            raise error

        return viewing(get, reader, refuse).content.decode()

    assert "Somebody was there first" in refused(Stale("Saved by another."))
    assert "Somebody was there first" not in refused(Refused("Not before the case is open."))
    assert "This cannot be done now" in refused(Refused("Not before the case is open."))


def test_a_form_that_was_refused_may_be_sent_again(post, reader):
    key, answers = uuid.uuid4(), iter([422, 409, 200])

    seen = [
        viewing(post(key), reader, lambda _: HttpResponse(status=next(answers))).status_code
        for _ in range(3)
    ]

    assert seen == [422, 409, 200]


def test_another_persons_key_opens_nothing(post, reader, act_as):
    key = uuid.uuid4()
    viewing(post(key), reader, lambda _: HttpResponse(headers={"Location": "/mine/"}, status=302))
    other = act_as((UnitFactory(), Role.ALLOCATOR))

    response = viewing(post(key), other, lambda _: HttpResponse("never"))

    assert response.status_code == 400


def test_the_reader_is_known_to_the_database_only_while_the_door_is_open(reader):
    def who():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s, true)", [READER])
            return cursor.fetchone()[0]

    before = who()
    with door(reader, READ_PERSON):
        assert who() == str(reader.user_id)
    assert who() == before

    with pytest.raises(ZeroDivisionError), door(reader, READ_PERSON):
        raise ZeroDivisionError
    assert who() == before


def _town():
    """An allocation officer with one person, committed. Returns their user."""
    with transaction.atomic(), reading_as(system_user().pk):
        MunicipalityFactory()
        unit = UnitFactory()
        member = MembershipFactory(unit=unit)
        PersonFactory(name="Kari Nes", unit=unit)
        return member.user


@pytest.mark.race
def test_a_leaked_reader_never_reaches_the_next_user_of_the_connection(real_database):
    user = _town()
    actor = user.actor(on=clock.today())
    with pytest.raises(ZeroDivisionError), door(actor, READ_PERSON):
        _ = 1 / Person.objects.filter(name="").count()
    assert not Person.objects.exists()

    with door(actor, READ_PERSON):
        assert Person.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.race
def test_a_log_that_the_database_refuses_shows_and_changes_nothing(real_database):
    user = _town()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Kari Nes" in client.get(reverse("persons:list")).content
    with connections["owner"].cursor() as owner:
        owner.execute("REVOKE INSERT ON access_readentry FROM heimveg_app")

    response = client.get(reverse("persons:list"))

    assert response.status_code == 503
    assert b"Kari" not in response.content
    assert ReadEntry.objects.count() == 1


@pytest.mark.race
def test_a_command_that_cannot_be_logged_has_not_happened(real_database):
    user = _town()
    with connections["owner"].cursor() as owner:
        owner.execute("REVOKE INSERT ON access_auditentry FROM heimveg_app")
    with transaction.atomic(), reading_as(system_user().pk):
        person = Person.objects.get()

    with pytest.raises(LogUnwritable):
        commands.close_case(
            user.actor(on=clock.today()),
            person_id=person.pk,
            outcome=CaseOutcome.NO_NEED,
            on=clock.today(),
        )

    assert not AuditEntry.objects.exists()
    with transaction.atomic(), reading_as(system_user().pk):
        assert person.cases.get().closed_on is None


@pytest.mark.race
def test_the_same_form_sent_by_many_hands_at_once_has_one_effect(real_database, post, at_once):
    """With a key for each, the negative control: every one of them has its effect."""
    actor = _town().actor(on=clock.today())

    def act(_request):
        unit = UnitFactory(name=f"Made by {uuid.uuid4()}")
        return HttpResponse(status=302, headers={"Location": f"/units/{unit.pk}/"})

    def send(key):
        response = viewing(post(key), actor, act)
        return response.status_code, response.headers["Location"]

    same = uuid.uuid4()
    answers = at_once(12, lambda _: send(same))

    assert sorted(status for status, _ in answers) == [302] + [303] * 11
    assert len({led_to for _, led_to in answers}) == 1
    assert Unit.objects.filter(name__startswith="Made by").count() == 1

    at_once(4, lambda n: send(uuid.UUID(int=n)))
    assert Unit.objects.filter(name__startswith="Made by").count() == 5


@pytest.mark.race
def test_who_waits_too_long_for_a_row_is_told_and_nothing_breaks(real_database, rf, at_once):
    """One holds the row past the other's patience; the other gets a page, not a crash."""
    user = _town()
    held, tried = threading.Event(), threading.Event()

    def hold(_request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM accounts_unit FOR UPDATE")
        held.set()
        tried.wait(10)
        return HttpResponse("held")

    def want(_request):
        held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            cursor.execute("SELECT FROM accounts_unit FOR UPDATE")

    def act(number):
        request = rf.get("/somewhere/")
        try:
            return viewing(
                request, user.actor(on=clock.today()), want if number else hold
            ).status_code
        finally:
            if number:
                tried.set()

    assert at_once(2, act) == [200, 409]


def test_a_position_that_does_not_open_a_page_is_told_so(log_in, act_as, db):
    MunicipalityFactory(default_language="en")
    caretaker = log_in(act_as((UnitFactory(), Role.CARETAKER)))

    page = caretaker.get(reverse("persons:list"))

    assert page.status_code == 403
    assert b"your position does not open this page" in page.content


def test_a_form_without_its_cookie_meets_a_page_of_the_house(act_as, db):
    MunicipalityFactory(default_language="en")
    strict = Client(enforce_csrf_checks=True)
    user = User.objects.get(pk=act_as((UnitFactory(), Role.CARETAKER)).user_id)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    page = strict.post("/log-in/", {})

    assert page.status_code == 403
    assert b"The form could not be accepted" in page.content
    assert b"hv-error" in page.content
