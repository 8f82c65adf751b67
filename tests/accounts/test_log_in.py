"""Who comes in, how, in which language, and for how long."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.accounts.middleware import LAST_SEEN
from heimveg.accounts.models import User
from heimveg.accounts.rules import needs_second_factor
from heimveg.base import clock
from heimveg.persons.models import Person
from tests.accounts.factories import MembershipFactory, MunicipalityFactory, UserFactory

pytestmark = pytest.mark.django_db
LOG_IN, FRONT = "/log-in/", "/"
PAGE = "http://testserver/intake/new/concern/"
SECRET = "correct horse battery staple"


@pytest.fixture(autouse=True)
def municipality():
    return MunicipalityFactory(default_language="nn")


@pytest.fixture
def user():
    """A demo user: no second factor on this machine."""
    user = UserFactory(username="kari", name="Kari Nes", is_demo=True, language="en")
    user.set_password(SECRET)
    user.save()
    MembershipFactory(user=user)
    return user


@pytest.fixture
def staff(user):
    """The same, but not of the demo."""
    user.is_demo = False
    user.save()
    return user


def enter(client, username="kari", password=SECRET):
    return client.post(LOG_IN, {"username": username, "password": password})


def code_of(user, ahead=0):
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = clock.now().timestamp() + ahead
    return f"{totp.token():06d}"


def test_the_right_password_leads_to_the_front_page(client, user):
    assert client.get(FRONT).url.startswith(LOG_IN)

    assert enter(client).url == FRONT
    assert "Good day, Kari" in client.get(FRONT).content.decode()


@pytest.mark.parametrize(
    ("username", "password"),
    [("kari", "wrong"), ("nobody", SECRET), ("system", "!"), ("kari", "")],
)
def test_a_wrong_one_says_the_same_whoever_it_was(client, user, username, password):
    answer = enter(client, username, password)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert (
        password == ""
        or "do not belong together" in text
        or "hører" in text
        or "høyrer ikkje saman" in text
    )
    assert client.get(FRONT).status_code == 302


def test_somebody_who_has_left_does_not_come_in(client, user):
    user.is_active = False
    user.save()

    assert enter(client).status_code == 422


def test_the_password_is_kept_by_argon2_alone(user):
    assert user.password.startswith("argon2$argon2id$")


def test_five_wrong_passwords_lock_the_name_for_a_while_also_for_the_right_one(client, user):
    answers = [enter(client, password="wrong").status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 403]

    locked = enter(client)
    assert locked.status_code == 403
    assert "Låst ei stund" in locked.content.decode()
    assert client.get(FRONT).status_code == 302


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_out_of_the_house(client, user, evil):
    answer = client.post(
        f"{LOG_IN}?next={evil}", {"username": "kari", "password": SECRET, "next": evil}
    )
    assert answer.url == FRONT

    answer = client.post("/language/", {"language": "nb", "next": evil})
    assert answer.url == FRONT


def test_the_address_that_was_asked_for_is_not_repeated(client, user):
    answer = client.get("/people/12345/")

    assert "12345" not in answer.url


def test_a_part_that_is_asked_for_without_log_in_sends_the_whole_page_there(client):
    answer = client.get("/people/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith(LOG_IN)
    assert answer.content == b""


def test_logging_out_ends_the_session(client, user):
    enter(client)
    client.post("/log-out/")

    assert client.get(FRONT).status_code == 302
    assert client.get("/log-out/").status_code == 405


def test_pages_are_kept_by_no_cache(client, user):
    enter(client)

    assert client.get(FRONT).headers["Cache-Control"] == "no-store"


# The second factor


@pytest.mark.parametrize("is_demo_user", [True, False])
@pytest.mark.parametrize("demo_mode", [True, False])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", ""])
def test_only_the_demos_own_users_on_this_machine_need_no_second_factor(
    is_demo_user, demo_mode, address
):
    wanted = needs_second_factor(is_demo_user=is_demo_user, demo_mode=demo_mode, address=address)

    assert wanted is not (is_demo_user and demo_mode and address in ("127.0.0.1", "::1"))


def test_with_the_password_alone_staff_meet_nothing_but_the_second_factor(client, staff):
    enter(client)

    for page in (FRONT, "/people/", "/decisions/", "/units/", "/search/"):
        assert client.get(page).url == reverse("accounts:second-factor"), page


def test_a_demo_user_from_another_machine_needs_it_too(client, user):
    enter(client)

    assert client.get(FRONT, REMOTE_ADDR="10.0.0.7").url == reverse("accounts:second-factor")


def test_it_is_set_up_once_and_asked_for_each_time(client, staff):
    enter(client)
    first = client.get("/second-factor/").content.decode()
    assert "otpauth://totp/" in first
    assert "<svg" in first

    assert client.post("/second-factor/", {"code": code_of(staff)}).url == FRONT
    assert client.get(FRONT).status_code == 200
    assert TOTPDevice.objects.get().confirmed

    client.post("/log-out/")
    enter(client)
    again = client.get("/second-factor/").content.decode()
    assert "otpauth" not in again  # the secret is shown the first time alone
    assert client.get(FRONT).status_code == 302


def test_a_code_is_good_once(client, staff):
    enter(client)
    client.get("/second-factor/")
    code = code_of(staff)
    client.post("/second-factor/", {"code": code})
    client.post("/log-out/")
    enter(client)

    assert client.post("/second-factor/", {"code": code}).status_code == 422
    assert client.get(FRONT).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "000000 ", "١٢٣٤٥٦"])
def test_a_strange_code_is_refused_and_shown_why(client, staff, code):
    enter(client)
    client.get("/second-factor/")

    assert client.post("/second-factor/", {"code": code}).status_code == 422
    assert client.get(FRONT).status_code == 302


def test_guessing_codes_is_slowed_down(client, staff):
    enter(client)
    client.get("/second-factor/")
    right = code_of(staff)
    wrong = "000000" if right != "000000" else "111111"
    client.post("/second-factor/", {"code": wrong})

    assert client.post("/second-factor/", {"code": right}).status_code == 422


def test_the_second_factor_is_not_offered_to_a_stranger(client):
    assert client.get("/second-factor/").url == LOG_IN
    assert not TOTPDevice.objects.exists()


# Sessions


def later(monkeypatch, **time):
    then = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_quiet_session_ends(client, user, settings, monkeypatch):
    settings.SESSION_IDLE_SECONDS = 900
    enter(client)
    client.get(FRONT)
    later(monkeypatch, minutes=14)
    assert client.get(FRONT).status_code == 200
    later(monkeypatch, minutes=14)
    assert client.get(FRONT).status_code == 200
    later(monkeypatch, minutes=16)

    assert client.get(FRONT).status_code == 302


def test_a_session_ends_with_the_working_day_however_busy(client, user, settings, monkeypatch):
    settings.SESSION_IDLE_SECONDS = 3600
    enter(client)
    for _ in range(20):
        answer = client.get(FRONT)
        if answer.status_code == 302:
            break
        later(monkeypatch, minutes=45)

    assert answer.status_code == 302
    assert LAST_SEEN not in client.session


# Languages


def test_the_language_is_the_users_then_the_cookies_then_the_municipalitys(client, user):
    assert "Brukarnamn" in client.get(LOG_IN).content.decode()

    client.post("/language/", {"language": "nb"})
    assert "Brukernavn" in client.get(LOG_IN).content.decode()

    enter(client)
    assert "My day" in client.get(FRONT).content.decode()


def test_the_browsers_wish_does_not_count(client):
    assert "Brukarnamn" in client.get(LOG_IN, headers={"Accept-Language": "en"}).content.decode()


def test_the_choice_is_kept_in_the_profile_and_stays_after_log_out(client, user):
    enter(client)
    answer = client.post("/language/", {"language": "nb", "next": "/units/"})

    assert answer.url == "/units/"
    assert User.objects.get(pk=user.pk).language == "nb"
    client.post("/log-out/")
    client.cookies.pop("language")
    enter(client)
    assert "God dag, Kari" in client.get(FRONT).content.decode()


@pytest.mark.parametrize("language", ["", "xx", "sv", "../en"])
def test_a_strange_language_changes_nothing(client, user, language):
    enter(client)
    client.post("/language/", {"language": language})

    assert User.objects.get(pk=user.pk).language == "en"
    assert "My day" in client.get(FRONT).content.decode()


def test_ten_minutes_later_an_export_asks_who_it_is_again(client, staff, monkeypatch):
    later = clock.now() + timedelta(minutes=11)
    enter(client)
    client.get("/second-factor/")
    client.post("/second-factor/", {"code": code_of(staff)})
    assert client.get("/export/dwellings.csv").status_code == 200

    monkeypatch.setattr(clock, "now", lambda: later)

    assert client.get("/export/dwellings.csv").url == reverse("accounts:second-factor")
    assert client.get(FRONT).status_code == 200  # what is not delicate goes on


def test_whose_session_ran_out_comes_back_to_the_page(client, user):
    enter(client)
    session = client.session
    session[LAST_SEEN] = 0
    session.save()

    answer = client.get("/people/?q=x")
    assert "people" not in answer.url  # the address asked for may name a person
    assert client.get(answer.url).context["timed_out"]
    back = client.post(LOG_IN, {"username": "kari", "password": SECRET})

    assert back.url == "/people/?q=x"


def test_a_stranger_is_led_to_the_front_page_after_log_in(client, user):
    client.get("/people/12345/")

    assert client.post(LOG_IN, {"username": "kari", "password": SECRET}).url == FRONT


def run_out(client):
    session = client.session
    session[LAST_SEEN] = 0
    session.save()


def test_a_form_that_comes_too_late_is_shown_again_and_kept_nowhere(client, user):
    enter(client)
    run_out(client)
    words = "Han ringde tre gonger i går kveld, og <b>ville</b> heim."
    form = {"text": words, "csrfmiddlewaretoken": "x" * 64, "kind": "kort"}
    sent = client.post("/intake/new/concern/", form, headers={"Referer": PAGE})

    assert sent.status_code == 403
    page = sent.content.decode()
    assert "Han ringde tre gonger i går kveld, og &lt;b&gt;ville&lt;/b&gt; heim." in page
    assert "x" * 64 not in page
    assert words not in str(dict(client.session))
    back = client.post(LOG_IN, {"username": "kari", "password": SECRET})
    assert back.url == "/intake/new/concern/"


def brought(page):
    return re.search(r'name="brought" value="([^"]+)"', page.content.decode()).group(1)


def too_late(client, url="/people/new/"):
    """A short form that is sent after the session ran out."""
    enter(client)
    run_out(client)
    form = {"name": "Ola <Nes>", "phone": "11", "form_key": str(uuid4()), "secret_password": "x"}
    return client.post(url, form)


def test_a_short_form_comes_along_through_the_log_in_without_a_script(client, user):
    sent = too_late(client)
    assert sent.status_code == 403
    assert "Ola &lt;Nes&gt;" in sent.content.decode()
    blob = brought(sent)
    assert "Ola" not in blob
    asked = client.post(LOG_IN, {"bring": "yes", "brought": blob})
    assert (asked.status_code, brought(asked)) == (200, blob)
    wrong = client.post(LOG_IN, {"username": "kari", "password": "no", "brought": blob})
    assert (wrong.status_code, brought(wrong)) == (422, blob)

    back = client.post(LOG_IN, {"username": "kari", "password": SECRET, "brought": blob})

    page = back.content.decode()
    assert 'action="/people/new/"' in page
    assert 'name="name" value="Ola &lt;Nes&gt;"' in page
    assert 'name="form_key"' in page
    assert "secret_password" not in page
    assert "Ola" not in str(dict(client.session))
    assert not Person.objects.exists(), "nothing is saved until it is sent again"


def test_what_was_brought_along_goes_through_the_second_factor_too(client, staff):
    enter(client)
    client.get(reverse("accounts:second-factor"))
    client.post(reverse("accounts:second-factor"), {"code": code_of(staff)})
    run_out(client)
    blob = brought(client.post("/people/new/", {"name": "Ola"}))

    asked = client.post(LOG_IN, {"username": "kari", "password": SECRET, "brought": blob})
    assert brought(asked) == blob
    code = {"code": code_of(staff, ahead=30), "brought": blob}
    back = client.post(reverse("accounts:second-factor"), code)

    assert 'name="name" value="Ola"' in back.content.decode()


def test_what_was_brought_along_opens_for_nobody_else_nor_too_late_nor_when_touched(
    client, user, monkeypatch
):
    blob = brought(too_late(client))
    other = UserFactory(username="per", is_demo=True)
    other.set_password(SECRET)
    other.save()
    MembershipFactory(user=other)

    theirs = client.post(LOG_IN, {"username": "per", "password": SECRET, "brought": blob})
    assert theirs.status_code == 302
    client.logout()
    for touched in (blob[:-8] + "AAAAAAA=", "x", "", "ø"):
        said = {"username": "kari", "password": SECRET, "brought": touched}
        assert client.post(LOG_IN, said).status_code == 302
        client.logout()
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    said = {"username": "kari", "password": SECRET, "brought": blob}
    assert client.post(LOG_IN, said).status_code == 302


def test_who_was_not_logged_in_brings_nothing_along(client, user):
    page = client.post("/people/new/", {"name": "Ola"})

    assert 'name="brought"' not in page.content.decode()


def test_a_button_that_comes_too_late_leads_to_the_log_in(client, user):
    enter(client)
    run_out(client)
    assert client.post("/meetings/1/begin/", {"row_version": "1"}).url.startswith(LOG_IN)


def test_nobody_is_led_back_to_an_address_that_only_takes_forms(client, user):
    """A page that was drawn for a refused form has an address that cannot be opened."""
    enter(client)
    run_out(client)
    headers = {"Referer": "http://testserver/people/5/answering/7/stop/"}
    client.post("/people/5/answering/7/stop/", {"x": "1"}, headers=headers)

    back = client.post(LOG_IN, {"username": "kari", "password": SECRET})

    assert back.url == "/people/5/answering/7/", "the nearest page above"


def test_a_log_out_that_is_owed_comes_before_any_answer(client, user):
    """The phone had no network: the cookie says so with the very next request."""
    enter(client)
    assert client.get(FRONT).status_code == 200
    client.cookies["logged-out"] = str(user.pk)

    answer = client.get(FRONT)

    assert answer.url.startswith(LOG_IN)
    assert answer.cookies["logged-out"].value == ""
    assert not client.get(answer.url).context["timed_out"]
    assert client.get(FRONT).status_code == 302
    enter(client)
    assert client.get(FRONT).status_code == 200


@pytest.mark.parametrize("owed", ["999999", "", "x", "-1"])
def test_what_another_owes_ends_nobody_elses_session(client, user, owed):
    enter(client)
    client.cookies["logged-out"] = owed
    assert client.get(FRONT).status_code == 200


def test_a_session_with_pages_on_a_phone_sleeps_more_lightly(client, user, settings, monkeypatch):
    settings.SESSION_IDLE_SECONDS, settings.SESSION_IDLE_OFFLINE_SECONDS = 900, 300
    enter(client)
    client.get(FRONT)
    later(monkeypatch, minutes=6)
    assert client.get(FRONT).status_code == 200
    session = client.session
    session["offline"] = True
    session.save()
    later(monkeypatch, minutes=6)
    assert client.get(FRONT).status_code == 302
