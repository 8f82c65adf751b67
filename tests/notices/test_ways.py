"""The ways out: each message once, also when the other end is refused, slow or wrong, and when a
worker dies in the middle."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.gateways.failures import NotDeliveredError, Why
from heimveg.gateways.mail import MailServer, mail
from heimveg.gateways.sms import SmsGateway
from heimveg.notices import jobs, ways
from heimveg.notices.models import Notice
from heimveg.notices.rules import (
    LEASE,
    LONGEST_PAUSE,
    MOST_TRIES,
    Channel,
    Failure,
    NoticeState,
    Reach,
    channel_for,
    may_repeat,
    next_try,
)
from heimveg.persons.models import Protection
from tests.accounts.factories import MunicipalityFactory, UnitFactory, UserFactory
from tests.notices.fakes import FakeMail, FakeSms, served
from tests.persons.factories import PersonFactory

NAME = "Kari Nordheim"


@pytest.fixture
def mail_server(settings):
    with served(FakeMail()) as server:
        settings.MAIL_SERVER = server.url
        yield server


@pytest.fixture
def sms_server(settings):
    with served(FakeSms()) as server:
        settings.SMS_URL = server.url
        yield server


@pytest.fixture
def later(monkeypatch):
    now = clock.now
    gone = [timedelta()]

    def on(by):
        gone[0] += by
        monkeypatch.setattr(clock, "now", lambda: now() + gone[0])

    return on


def queue(key="k", **rest):
    return Notice.queue(key=key, language="nn", at=clock.now(), **rest)


def the_notice():
    return Notice.objects.get()


def a_mail():
    return mail(
        key="abc", sender="heimveg@nordvik.example", to="a@b.example", subject="x", text="y",
        attachment=None,
    )  # fmt: skip


# the rule


@given(st.builds(Reach, has_email=st.booleans(), has_phone=st.booleans(), is_formal=st.booleans()))
def test_a_message_goes_where_the_person_can_be_reached_and_a_document_as_a_letter(reach):
    channel = channel_for(reach)

    assert not (reach.is_formal and channel is not Channel.LETTER)
    assert not (channel is Channel.SMS and not reach.has_phone)
    assert not (channel is Channel.EMAIL and not reach.has_email)


@given(st.integers(1, 50), st.sampled_from(list(Failure)), st.datetimes())
def test_tries_end_and_what_is_unclear_is_never_tried_by_itself(tries, failure, at):
    again = next_try(tries, failure, at=at)

    if failure in (Failure.UNCLEAR, Failure.REFUSED, Failure.NO_ADDRESS) or tries >= MOST_TRIES:
        assert again is None
    else:
        assert again is not None
        assert at < again <= at + LONGEST_PAUSE


# what leaves the house


@pytest.mark.django_db
def test_a_mail_to_a_person_says_only_that_something_waits(mail_server):
    person = PersonFactory(name=NAME, email="kari@example.org")
    queue("decision:9", person=person, channel=Channel.EMAIL, body="Du får bustad.")

    assert jobs.send_waiting(timestamp=0) == 1

    (sent,) = mail_server.taken
    read = message_from_bytes(sent, policy=default)
    assert read["Subject"] == "Du har ei melding"
    assert "bustad" not in sent.decode().lower()
    assert NAME not in sent.decode()
    assert "decision" not in sent.decode()


@pytest.mark.django_db
def test_a_text_message_says_only_that_something_waits(sms_server):
    queue(person=PersonFactory(name=NAME, phone="40000001"), body="Du får bustad.")

    assert jobs.send_waiting(timestamp=0) == 1

    (sent,) = sms_server.kept.values()
    assert sent["to"] == "40000001"
    assert "bustad" not in sent["text"].lower()
    assert (the_notice().channel, the_notice().receipt) == (Channel.SMS, "sms-1")


@pytest.mark.django_db
def test_the_language_is_the_receivers(sms_server):
    Notice.queue(
        key="k", language="nb", at=clock.now(), person=PersonFactory(phone="40000001"), body=""
    )
    jobs.send_waiting(timestamp=0)

    assert "kommunen" in next(iter(sms_server.kept.values()))["text"]


@pytest.mark.django_db
def test_without_a_server_messages_are_files_that_an_agent_takes(tmp_path, monkeypatch, settings):
    settings.MAIL_SERVER = settings.SMS_URL = ""
    monkeypatch.setattr(ways, "HOUSE", tmp_path)
    queue("a", person=PersonFactory(email="a@b.example"), channel=Channel.EMAIL)
    queue("b", person=PersonFactory(phone="40000001"))

    assert jobs.send_waiting(timestamp=0) == 2
    assert {f.suffix for f in tmp_path.rglob("*") if f.is_file()} == {".eml", ".txt"}


@pytest.mark.django_db
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.LETTER])
def test_who_has_become_protected_since_gets_nothing_by_itself(mail_server, sms_server, channel):
    person = PersonFactory(email="a@b.example", phone="40000001")
    queue(person=person, channel=channel)
    Protection.objects.create(person=person, grade="confidential", since=clock.today())

    assert jobs.send_waiting(timestamp=0) == 0
    assert the_notice().state == NoticeState.HELD
    assert (mail_server.taken, sms_server.asked) == ([], 0)


# the other end is away, refuses, is slow, or answers nonsense


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"hello": "421 not now"}, Why.AWAY),
        ({"MAIL": "451 later"}, Why.AWAY),
        ({"RCPT": "550 nobody here"}, Why.REFUSED),
        ({"DATA": "554 no"}, Why.REFUSED),
        ({"body": "452 full"}, Why.AWAY),
        ({"body": "550 no"}, Why.REFUSED),
        ({"body": ""}, Why.UNCLEAR),
        ({"RCPT": ""}, Why.AWAY),
    ],
)
def test_what_a_mail_server_says_is_understood(answers, why):
    with served(FakeMail(answers)) as server, pytest.raises(NotDeliveredError) as error:
        MailServer(server.url, timeout=5).deliver(a_mail())
    assert error.value.why is why


def test_what_a_mail_server_says_to_our_goodbye_changes_nothing():
    with served(FakeMail({"QUIT": "500 what"})) as server:
        assert MailServer(server.url, timeout=5).deliver(a_mail())
        assert len(server.taken) == 1


def test_a_mail_server_that_is_not_there_is_away():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(NotDeliveredError) as error:
        MailServer(url, timeout=2).deliver(a_mail())
    assert error.value.why is Why.AWAY


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, "x"), Why.AWAY),
        ((429, "x"), Why.AWAY),
        ((400, "x"), Why.REFUSED),
        ((302, ""), Why.WRONG),
        ((200, "not json"), Why.WRONG),
        ((200, "[]"), Why.WRONG),
        ((200, '{"id": null}'), Why.WRONG),
        ((200, '{"id": "' + "x" * 70_000 + '"}'), Why.WRONG),
        (3, Why.AWAY),
    ],
)
def test_what_a_provider_answers_is_understood(answer, why):
    with served(FakeSms(answer)) as server, pytest.raises(NotDeliveredError) as error:
        SmsGateway(server.url, timeout=1).deliver(key="k", to="1", text="x")
    assert error.value.why is why


def test_text_messages_leave_this_machine_only_encrypted():
    with pytest.raises(ValueError, match="https"):
        SmsGateway("http://provider.example/")


@pytest.mark.django_db
def test_a_provider_that_is_away_is_tried_again_and_gets_the_same_key(sms_server, later):
    queue(person=PersonFactory(phone="40000001"))
    sms_server.answer = (503, "")
    assert jobs.send_waiting(timestamp=0) == 0
    assert (the_notice().failure, the_notice().tries) == (Failure.AWAY, 1)

    sms_server.answer = None
    later(timedelta(minutes=2))
    assert jobs.send_waiting(timestamp=0) == 1
    assert (the_notice().failure, len(sms_server.kept)) == ("", 1)


@pytest.mark.django_db
def test_what_is_refused_waits_for_somebody(mail_server, later):
    mail_server.answers["RCPT"] = "550 nobody here"
    queue(person=PersonFactory(email="a@b.example"), channel=Channel.EMAIL)
    jobs.send_waiting(timestamp=0)
    mail_server.answers.clear()
    later(timedelta(days=3))

    assert jobs.send_waiting(timestamp=0) == 0
    assert (the_notice().state, the_notice().failure) == (NoticeState.FAILED, Failure.REFUSED)


@pytest.mark.django_db
def test_a_mail_whose_line_broke_after_the_body_is_never_sent_again_by_itself(mail_server, later):
    mail_server.answers["body"] = ""
    queue(person=PersonFactory(email="a@b.example"), channel=Channel.EMAIL)
    jobs.send_waiting(timestamp=0)
    mail_server.answers.clear()
    later(timedelta(days=3))
    jobs.send_waiting(timestamp=0)

    assert the_notice().state == NoticeState.UNSURE
    assert len(mail_server.taken) == 1


@pytest.mark.django_db
def test_without_an_address_it_says_so(mail_server):
    queue(user=UserFactory(email=""), channel=Channel.EMAIL)
    jobs.send_waiting(timestamp=0)
    assert the_notice().failure == Failure.NO_ADDRESS


# a worker dies, and several work at once


def _arrange(channel, number=1):
    with transaction.atomic(), reading_as(system_user().pk):
        MunicipalityFactory()
        person = PersonFactory(unit=UnitFactory(), email="a@b.example", phone="40000001")
        for n in range(number):
            queue(f"n:{n}", person=person, channel=channel)


def _die_once(monkeypatch):
    def die(self, **_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Notice, "mark_sent", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.send_waiting(timestamp=0)


@pytest.mark.race
def test_a_text_message_is_sent_once_though_the_worker_dies_before_marking(
    real_database, monkeypatch, sms_server, later
):
    _arrange(Channel.SMS)
    _die_once(monkeypatch)
    assert jobs.send_waiting(timestamp=0) == 0
    later(LEASE)
    assert jobs.send_waiting(timestamp=0) == 1

    assert sms_server.asked == 2
    assert len(sms_server.kept) == 1  # the provider knows the key


@pytest.mark.race
def test_a_mail_is_left_to_somebody_when_the_worker_dies_before_marking(
    real_database, monkeypatch, mail_server, later
):
    _arrange(Channel.EMAIL)
    _die_once(monkeypatch)
    later(LEASE)
    assert jobs.send_waiting(timestamp=0) == 0

    assert len(mail_server.taken) == 1
    with reading_as(system_user().pk):
        assert the_notice().state == NoticeState.UNSURE


@pytest.mark.race
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_four_workers_at_once_send_each_once(
    real_database, at_once, mail_server, sms_server, channel
):
    _arrange(channel, 24)

    sent = at_once(4, lambda _: jobs.send_waiting(timestamp=0))

    assert sum(sent) == 24
    assert sms_server.asked + len(mail_server.taken) == 24


@pytest.mark.race
def test_nothing_outside_is_called_inside_a_transaction(real_database, monkeypatch, sms_server):
    _arrange(Channel.SMS)
    open_ = []
    deliver = SmsGateway.deliver

    def watched(self, **given):
        open_.append(connection.in_atomic_block)
        return deliver(self, **given)

    monkeypatch.setattr(SmsGateway, "deliver", watched)
    jobs.send_waiting(timestamp=0)

    assert open_ == [False]


@pytest.mark.race
def test_the_harness_sees_a_double_sending(real_database, at_once, sms_server, monkeypatch):
    """Negative control: without taking, workers at once send twice."""
    _arrange(Channel.SMS, 12)

    def forget(self, **_):
        self.state = NoticeState.SENDING

    monkeypatch.setattr(Notice, "take", forget)

    at_once(4, lambda _: jobs.send_waiting(timestamp=0))

    assert sms_server.asked > 12


def test_only_mail_has_no_promise_of_once():
    assert [c for c in Channel if not may_repeat(c)] == [Channel.EMAIL]


# the page


def enter(log_in, act_as, unit, role=Role.COORDINATOR):
    MunicipalityFactory(default_language="en")
    return log_in(act_as((unit, role)))


def trouble(person, state=NoticeState.FAILED, failure=Failure.REFUSED, **rest):
    return Notice.objects.create(
        key=str(Notice.objects.count()), person=person, channel=Channel.EMAIL, language="nn",
        queued_at=clock.now(), state=state, failure=failure, tries=1, **rest,
    )  # fmt: skip


@pytest.mark.django_db
def test_who_handles_letters_sees_what_failed_and_why_and_tries_again(log_in, act_as, form):
    unit = UnitFactory()
    notice = trouble(PersonFactory(name=NAME, unit=unit))
    trouble(PersonFactory(name="Elsewhere"))
    browser = enter(log_in, act_as, unit)

    page = browser.get("/notices/").content.decode()
    assert NAME in page
    assert "look at the address" in page
    assert "Elsewhere" not in page
    assert NAME in browser.get("/").content.decode()

    browser.post(f"/notices/{notice.pk}/settle/", form())
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.WAITING, 0)
    assert browser.post(f"/notices/{notice.pk}/settle/", form()).status_code == 409


@pytest.mark.django_db
def test_what_may_have_come_is_said_to_have_come(log_in, act_as, form):
    unit = UnitFactory()
    notice = trouble(PersonFactory(unit=unit), NoticeState.UNSURE, Failure.UNCLEAR)
    enter(log_in, act_as, unit).post(f"/notices/{notice.pk}/settle/", form(came="1"))

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert notice.receipt.startswith("told, user")


@pytest.mark.django_db
def test_other_units_letters_are_not_there(log_in, act_as, form):
    notice = trouble(PersonFactory())
    browser = enter(log_in, act_as, UnitFactory())
    assert browser.post(f"/notices/{notice.pk}/settle/", form()).status_code == 404
    assert enter(log_in, act_as, UnitFactory(), Role.PROPERTY).get("/notices/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["trouble", "held", "waiting", "sent", "nonsense"])
def test_the_page_costs_the_same_however_many(log_in, act_as, constant_queries, which):
    unit = UnitFactory()
    browser = enter(log_in, act_as, unit)
    states = {"held": NoticeState.HELD, "waiting": NoticeState.WAITING, "sent": NoticeState.SENT}
    constant_queries(
        lambda: browser.get(f"/notices/?which={which}"),
        lambda: trouble(
            PersonFactory(unit=unit), states.get(which, NoticeState.FAILED), sent_at=clock.now()
        ),
    )
