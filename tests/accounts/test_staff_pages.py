"""The pages where an administrator makes units and users, and sees no person at all."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import Absence, AccessRequest, Membership, Unit, User
from heimveg.base import clock
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()
OWN = "korn til ugla kvar natt"


@pytest.fixture
def unit():
    MunicipalityFactory(default_language="en")
    return UnitFactory(name="Bustadkontoret", email="post@example.com")


@pytest.fixture
def admin(unit, act_as):
    return act_as((unit, Role.ADMINISTRATOR))


@pytest.fixture
def client_of(admin, log_in):
    return log_in(admin)


@pytest.fixture
def tone(unit):
    return MembershipFactory(
        user=UserFactory(username="tone", name="Tone Lia", is_demo=False, language="en"),
        unit=unit,
        role=Role.CASEWORKER,
    ).user


def paths(user, held):
    return {
        "accounts:staff": (),
        "accounts:new-user": (),
        "accounts:user": (user.pk,),
        "accounts:change-user": (user.pk,),
        "accounts:close-user": (user.pk,),
        "accounts:give-position": (user.pk,),
        "accounts:end-position": (held.pk,),
        "accounts:absence-of": (user.pk,),
        "accounts:new-unit": (),
        "accounts:change-unit": (held.unit_id,),
    }


@pytest.mark.parametrize("role", Role)
def test_the_pages_open_for_administrators_alone(act_as, log_in, unit, tone, role):
    client = log_in(act_as((unit, role)))

    for name, args in paths(tone, tone.memberships.get()).items():
        expected = 200 if role is Role.ADMINISTRATOR else 403
        assert client.get(reverse(name, args=args)).status_code == expected, name
    may_approve = role in (Role.ADMINISTRATOR, Role.LEADER)
    assert client.get("/access-requests/").status_code == (200 if may_approve else 403)
    assert client.get("/absence/").status_code == 200


def test_what_is_not_there_is_not_found(client_of):
    for name in ("accounts:user", "accounts:change-user", "accounts:give-position"):
        assert client_of.get(reverse(name, args=[99999])).status_code == 404
    system = User.objects.get(is_system=True)
    assert client_of.get(reverse("accounts:user", args=[system.pk])).status_code == 404


def test_an_administrator_meets_no_person_anywhere(client_of, unit, admin):
    """Not even one whom the administrator's own unit answers for."""
    person = PersonFactory(unit=unit, name="Kari Nordheim")

    for path in ("/people/", "/needs/", "/decisions/", "/search/?q=Kari", "/dwellings/"):
        assert client_of.get(path).status_code == 403, path
    assert client_of.get(f"/people/{person.pk}/").status_code in (403, 404)
    for path in ("/", "/units/", "/staff/", "/access-requests/", "/rest-of-my-day/"):
        assert "Nordheim" not in client_of.get(path).content.decode()
    assert not ReadEntry.objects.exists()


@pytest.mark.parametrize("field_class", [f"D{n}" for n in range(9)])
def test_the_database_shows_an_administrator_nobody(unit, admin, field_class):
    from django.db import connection  # beside its use

    person = PersonFactory(unit=unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sees_person(%s, %s, %s)", [person.pk, field_class, admin.user_id])
        assert cursor.fetchone() == (False,)


def test_a_unit_is_made_and_changed(client_of, form):
    sent = {
        "name": "Rusteneste", "kind": "substance_use", "is_inside": "on", "phone": "11 22",
        "started_on": TODAY.isoformat(),
    }  # fmt: skip
    assert client_of.post("/units/new/", form(**sent)).url == "/units/"
    made = Unit.objects.get(name="Rusteneste")
    path = f"/units/{made.pk}/change/"
    changed = sent | {"phone": "33 44", "has_mandate": "on", "row_version": "1"}
    assert client_of.post(path, form(**changed)).url == "/units/"

    made.refresh_from_db()
    assert (made.phone, made.has_mandate, made.version) == ("33 44", True, 2)
    assert client_of.post(path, form(**changed)).status_code == 409  # read before the change
    assert client_of.post("/units/new/", form(**sent)).status_code == 422  # the name is taken
    answer = client_of.post("/units/new/", form(**sent | {"name": "", "phone": "55 66"}))
    assert answer.status_code == 422
    assert 'value="55 66"' in answer.content.decode()
    assert Unit.objects.count() == 2


def test_a_new_user_gets_a_password_that_is_shown_once(client_of, form, client):
    sent = form(name="Per Vik", username="per", email="")
    answer = client_of.post("/staff/new/", sent)

    assert answer.status_code == 201
    text = answer.content.decode()
    password = text.split("<code>")[1].split("</code>")[0]
    user = User.objects.get(username="per")
    assert user.check_password(password)
    assert user.one_time_until == TODAY + timedelta(days=7)
    again = client_of.post("/staff/new/", sent)  # a double click
    assert again.url == f"/staff/{user.pk}/"
    assert User.objects.filter(username="per").count() == 1
    assert password not in client_of.get(again.url).content.decode()
    assert all(password not in entry.subject for entry in AuditEntry.objects.all())


@pytest.mark.parametrize(
    "wrong", [{"username": ""}, {"username": "Per Vik"}, {"name": ""}, {"email": "per"}]
)
def test_a_user_without_what_it_takes_is_asked_for_again(client_of, form, wrong):
    sent = {"name": "Per Vik", "username": "per", "email": ""} | wrong

    assert client_of.post("/staff/new/", form(**sent)).status_code == 422
    assert not User.objects.filter(name="Per Vik").exists()


def test_a_user_name_is_taken_once_and_two_do_not_overwrite_each_other(client_of, form, tone):
    sent = {"name": "Another", "username": "tone", "email": ""}
    assert client_of.post("/staff/new/", form(**sent)).status_code == 422

    path = f"/staff/{tone.pk}/change/"
    sent = form(name="Tone Li", username="tone", email="", row_version="1")
    assert client_of.post(path, sent).url == f"/staff/{tone.pk}/"
    sent = form(name="Tone Lo", username="tone", email="", row_version="1")
    assert client_of.post(path, sent).status_code == 409
    assert User.objects.get(pk=tone.pk).name == "Tone Li"


def test_with_a_one_time_password_one_chooses_an_own_one_and_does_nothing_else(client, unit):
    user = MembershipFactory(user=UserFactory(username="per", name="Per Vik"), unit=unit).user
    User.objects.filter(pk=user.pk).update(is_demo=False)
    user.refresh_from_db()
    user.take_one_time_password("abcd-efgh-jkmn", until=TODAY)
    TOTPDevice.objects.create(user=user, confirmed=True)
    client.post("/log-in/", {"username": "per", "password": "abcd-efgh-jkmn"})
    device = TOTPDevice.objects.get()
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()

    assert client.get("/people/").url == "/password/"
    for new, again in (("short", "short"), (OWN, OWN + "x"), ("abcd-efgh-jkmn",) * 2):
        assert client.post("/password/", {"new": new, "again": again}).status_code == 422, new
    assert client.post("/password/", {"new": OWN, "again": OWN}).url == "/"
    assert client.get("/people/").status_code == 200
    typed = {"present": "wrong", "new": OWN + " til", "again": OWN + " til"}
    assert client.post("/password/", typed).status_code == 422  # now the present one is asked for


def test_a_one_time_password_that_was_not_used_in_time_opens_nothing(client, unit):
    user = UserFactory(username="per")
    user.take_one_time_password("abcd-efgh-jkmn", until=TODAY - timedelta(days=1))

    answer = client.post("/log-in/", {"username": "per", "password": "abcd-efgh-jkmn"})
    assert answer.status_code == 422
    assert client.get("/").url.startswith("/log-in/")


def test_a_new_one_time_password_logs_out_who_is_logged_in(client_of, form, tone, admin):
    from django.test import Client  # a second browser

    User.objects.filter(pk=tone.pk).update(is_demo=True)
    theirs = Client()
    theirs.force_login(tone, backend="django.contrib.auth.backends.ModelBackend")
    assert theirs.get("/").status_code == 200
    answer = client_of.post(f"/staff/{tone.pk}/password/", form())

    assert answer.status_code == 201
    assert theirs.get("/").url.startswith("/log-in/")


def test_a_lock_is_seen_and_lifted(client_of, form, tone, client):
    tone.set_password(OWN)
    tone.save()
    from django.test import Client  # a second browser

    theirs = Client()
    for _ in range(6):
        theirs.post("/log-in/", {"username": "tone", "password": "wrong"})
    page = client_of.get(f"/staff/{tone.pk}/").content.decode()
    assert "Lift the lock" in page
    assert "locked" in client_of.get("/staff/").content.decode()

    client_of.post(f"/staff/{tone.pk}/unlock/", form())
    assert not AccessAttempt.objects.exists()
    assert theirs.post("/log-in/", {"username": "tone", "password": OWN}).status_code == 302
    assert AuditEntry.objects.get().action == "accounts.keep_staff"


def test_a_position_is_given_and_ended(client_of, form, tone):
    there = UnitFactory(name="Nav")
    sent = {"unit": there.pk, "role": "coordinator", "started_on": TODAY.isoformat()}
    path = f"/staff/{tone.pk}/positions/new/"
    assert client_of.post(path, form(**sent)).url == f"/staff/{tone.pk}/"
    held = Membership.objects.get(unit=there)
    assert client_of.post(path, form(**sent)).status_code == 409  # held already
    sent |= {"ended_on": TODAY.isoformat()}
    assert client_of.post(path, form(**sent)).status_code == 422  # ends before it begins
    late = {"ended_on": (TODAY - timedelta(days=1)).isoformat()}
    assert client_of.post(f"/positions/{held.pk}/end/", form(**late)).status_code == 422
    ends = {"ended_on": TODAY.isoformat()}
    assert client_of.post(f"/positions/{held.pk}/end/", form(**ends)).status_code == 302
    assert client_of.post(f"/positions/{held.pk}/end/", form(**ends)).status_code == 409


def test_the_second_person_finds_it_on_the_front_page_and_answers(
    client_of, form, tone, unit, act_as, log_in
):
    sent = {
        "unit": unit.pk, "role": "auditor", "started_on": TODAY.isoformat(),
    }  # fmt: skip
    client_of.post(f"/staff/{tone.pk}/positions/new/", form(**sent))
    asked = AccessRequest.objects.get()
    assert "Tone Lia" not in client_of.get("/").content.decode()  # nothing to do for who asked
    path = f"/access-requests/{asked.pk}/"
    assert client_of.post(path, form(answer="approve")).status_code == 409
    assert client_of.post(path, form(answer="perhaps")).status_code == 404

    leader = log_in(act_as((unit, Role.LEADER)))
    assert "Tone Lia" in leader.get("/").content.decode()
    assert leader.post(path, form(answer="approve")).url == "/access-requests/"
    assert Membership.objects.filter(user=tone, role=Role.AUDITOR).count() == 1
    assert leader.post(path, form(answer="refuse")).status_code == 409
    assert leader.post(f"{path}withdraw/", form()).status_code == 403


def test_who_asked_takes_it_back(client_of, form, tone, unit, act_as, log_in):
    sent = {"unit": unit.pk, "role": "leader", "started_on": TODAY.isoformat()}
    client_of.post(f"/staff/{tone.pk}/positions/new/", form(**sent))
    path = f"/access-requests/{AccessRequest.objects.get().pk}/withdraw/"

    assert client_of.post(path, form()).status_code == 302
    other = log_in(act_as((unit, Role.ADMINISTRATOR)))
    assert other.post(path, form()).status_code == 404
    assert AccessRequest.objects.get().state == "withdrawn"


def test_who_is_asked_again_comes_back_to_where_they_were_going(unit, client):
    user = MembershipFactory(
        user=UserFactory(is_demo=False), unit=unit, role=Role.ADMINISTRATOR
    ).user
    device = TOTPDevice.objects.create(user=user, confirmed=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()

    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/new/").url == "/second-factor/"  # not said within ten minutes
    from tests.accounts.test_log_in import code_of  # beside its use

    assert client.post("/second-factor/", {"code": code_of(user)}).url == "/staff/new/"
    assert client.get("/staff/new/").status_code == 200


# Absences


def test_everybody_says_when_they_are_away(act_as, log_in, form, unit, tone):
    me = act_as((unit, Role.CARETAKER))
    client = log_in(me)
    sent = {
        "started_on": TODAY.isoformat(),
        "ended_on": (TODAY + timedelta(days=3)).isoformat(),
        "stand_in": tone.pk,
    }
    assert client.post("/absence/", form(**sent)).url == "/absence/"
    assert "Tone Lia stands in" in client.get("/units/").content.decode()
    assert client.post("/absence/", form(**sent)).status_code == 422  # at the same time
    mine = Absence.objects.get()
    backwards = sent | {"ended_on": TODAY.isoformat()}
    assert client.post("/absence/", form(**backwards)).status_code == 422
    assert client.post("/absence/", form(**sent | {"stand_in": me.user_id})).status_code == 422
    assert client.post(f"/absence/{mine.pk}/back/", form()).status_code == 302
    assert client.post(f"/absence/{mine.pk}/back/", form()).status_code == 409
    assert "stands in" not in client.get("/units/").content.decode()


def test_another_persons_absence_is_the_administrators(
    client_of, form, tone, log_in, act_as, unit
):
    sent = {"started_on": TODAY.isoformat()}
    client_of.post(f"/staff/{tone.pk}/absences/new/", form(**sent))
    absence = Absence.objects.get(user=tone)
    stranger = log_in(act_as((unit, Role.CASEWORKER)))
    assert stranger.post(f"/absence/{absence.pk}/back/", form()).status_code == 404
    assert stranger.post(f"/absences/{absence.pk}/end/", form()).status_code == 403


# Costs


def test_the_lists_cost_the_same_for_one_and_many(client_of, constant_queries, unit, admin):
    def more():
        user = MembershipFactory(unit=unit).user
        AccessRequest.objects.create(
            kind="position", user=user, unit=unit, role=Role.AUDITOR, started_on=TODAY,
            asked_by=UserFactory(), asked_at=clock.now(),
        )  # fmt: skip
        MembershipFactory(unit=unit, ended_on=TODAY + timedelta(days=5))

    constant_queries(lambda: client_of.get("/staff/"), more)
    constant_queries(lambda: client_of.get("/access-requests/"), more)
    constant_queries(lambda: client_of.get("/"), more)


def test_users_are_found_by_name_and_unit_and_those_who_left_apart(client_of, tone, unit):
    UserFactory(name="Slutta Person", is_active=False)
    nav = MembershipFactory(unit=UnitFactory(name="Nav"), user=UserFactory(name="Åse Nav"))

    def names(query):
        text = client_of.get(f"/staff/?{query}").content.decode()
        return {n for n in ("Tone Lia", "Slutta Person", "Åse Nav") if n in text}

    assert names("") == {"Tone Lia", "Åse Nav"}
    assert names("q=lia") == {"Tone Lia"}
    assert names(f"unit={nav.unit_id}") == {"Åse Nav"}
    assert names("closed=on") == {"Tone Lia", "Åse Nav", "Slutta Person"}
