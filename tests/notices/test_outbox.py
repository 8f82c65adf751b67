"""The outbox: each message goes out once, none is lost, and none holds back another."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.gateways.print_folder import PrintFolder
from heimveg.notices import jobs, ways
from heimveg.notices.models import Notice
from heimveg.notices.rules import LEASE, Channel, NoticeState, first_state
from heimveg.persons.models import Person, Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import MunicipalityFactory, UnitFactory, UserFactory
from tests.persons.factories import PersonFactory


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(ways, "FOLDER", tmp_path / "letters")
    return tmp_path / "letters"


@pytest.fixture
def later(monkeypatch):
    """later(by): the clock goes on."""
    now = clock.now

    def on(by):
        monkeypatch.setattr(clock, "now", lambda: now() + by)

    return on


def queue(key, person, document=b"%PDF-1.7 a letter", **rest):
    return Notice.queue(
        key=key,
        person=person,
        channel=Channel.LETTER,
        language="nn",
        at=clock.now(),
        document=document,
        **rest,
    )


def states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_what_waits_is_sent_with_a_receipt_and_a_name_that_tells_nothing(folder):
    person = PersonFactory(name="Kari Nes")
    queue("decision:1", person)

    assert jobs.send_waiting(timestamp=0) == 1

    (file,) = folder.iterdir()
    assert file.read_bytes() == b"%PDF-1.7 a letter"
    assert "kari" not in file.name.lower()
    assert "decision" not in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.receipt) == (NoticeState.SENT, file.name)


@pytest.mark.django_db
def test_what_is_sent_is_not_sent_again(folder):
    queue("decision:1", PersonFactory())
    jobs.send_waiting(timestamp=0)
    for file in folder.iterdir():
        file.unlink()  # the agent has taken it

    assert jobs.send_waiting(timestamp=0) == 0
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_the_same_key_is_the_same_message(folder):
    person = PersonFactory()
    first, again = queue("decision:1", person), queue("decision:1", person, document=b"another")

    assert first == again
    assert bytes(again.document) == b"%PDF-1.7 a letter"
    assert jobs.send_waiting(timestamp=0) == 1


@pytest.mark.django_db
def test_a_folder_that_fails_keeps_the_message_and_it_goes_out_later(folder, later):
    queue("decision:1", PersonFactory())
    folder.write_text("in the way")

    assert jobs.send_waiting(timestamp=0) == 0
    assert states() == [NoticeState.FAILED]

    folder.unlink()
    assert jobs.send_waiting(timestamp=0) == 0  # not before its time
    later(timedelta(minutes=2))
    assert jobs.send_waiting(timestamp=0) == 1
    assert states() == [NoticeState.SENT]


@pytest.mark.django_db
def test_one_that_fails_holds_back_no_other(folder, monkeypatch):
    person = PersonFactory()
    for n in range(3):
        queue(f"decision:{n}", person, document=b"bad" if n == 1 else b"good")
    deliver = PrintFolder.deliver

    def moody(self, name, content):
        if content == b"bad":
            raise OSError("disk full")
        return deliver(self, name, content)

    monkeypatch.setattr(PrintFolder, "deliver", moody)

    assert jobs.send_waiting(timestamp=0) == 2
    assert states() == [NoticeState.SENT, NoticeState.FAILED, NoticeState.SENT]


@pytest.mark.django_db
@pytest.mark.parametrize("grade", Grade)
def test_nothing_leaves_for_a_protected_person(folder, grade):
    person = PersonFactory()
    Protection.mark(person.pk, grade, on=clock.today())
    queue("decision:1", person)

    assert jobs.send_waiting(timestamp=0) == 0
    assert states() == [NoticeState.HELD]
    assert not folder.exists()


@pytest.mark.parametrize("channel", Channel)
def test_only_the_front_page_reaches_a_protected_person_by_itself(channel):
    held = first_state(channel=channel, is_protected=True) is NoticeState.HELD

    assert held is (channel is not Channel.PAGE)
    assert first_state(channel=channel, is_protected=False) is NoticeState.WAITING


@pytest.mark.django_db
def test_a_message_has_one_receiver(db):
    person, user = PersonFactory(), UserFactory()
    for receivers in ({}, {"person": person, "user": user}):
        with pytest.raises(IntegrityError, match="one_receiver"), transaction.atomic():
            Notice.objects.create(
                key=str(receivers),
                channel=Channel.SMS,
                language="nn",
                queued_at=clock.now(),
                **receivers,
            )


def _letters(number):
    with transaction.atomic(), reading_as(system_user().pk):
        MunicipalityFactory()
        person = PersonFactory(unit=UnitFactory())
        for n in range(number):
            queue(f"decision:{n}", person, document=f"letter {n}".encode())


@pytest.mark.race
def test_two_workers_at_once_send_each_message_once(real_database, folder, at_once, monkeypatch):
    _letters(40)
    delivered, deliver = [], PrintFolder.deliver

    def counted(self, name, content):
        delivered.append(content)
        return deliver(self, name, content)

    monkeypatch.setattr(PrintFolder, "deliver", counted)

    sent = at_once(4, lambda _: jobs.send_waiting(timestamp=0))

    assert sum(sent) == 40
    assert sorted(delivered) == sorted(f"letter {n}".encode() for n in range(40))
    assert len(list(folder.iterdir())) == 40


@pytest.mark.race
def test_a_worker_that_dies_after_delivering_leaves_one_file(
    real_database, folder, monkeypatch, later
):
    """The file is there and the row is taken: after the lease the next writes the same file."""
    _letters(1)

    def die(self, **_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Notice, "mark_sent", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.send_waiting(timestamp=0)
    assert len(list(folder.iterdir())) == 1

    assert jobs.send_waiting(timestamp=0) == 0  # the lease still runs
    later(LEASE)
    assert jobs.send_waiting(timestamp=0) == 1
    assert len(list(folder.iterdir())) == 1


@pytest.mark.race
def test_the_same_key_queued_by_many_at_once_is_one_message(real_database, at_once):
    with transaction.atomic(), reading_as(system_user().pk):
        PersonFactory(unit=UnitFactory())

    def act(_number):
        with transaction.atomic(), reading_as(system_user().pk):
            return queue("decision:1", Person.objects.get()).pk

    assert len(set(at_once(8, act))) == 1


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    folder = PrintFolder(tmp_path)
    folder.deliver("a.pdf", b"first")

    def full(_):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            folder.deliver("a.pdf", b"second, half written")

    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"first"


def test_the_same_name_delivered_twice_is_one_file(tmp_path):
    folder = PrintFolder(tmp_path)
    threads = [
        threading.Thread(target=folder.deliver, args=("a.pdf", b"letter")) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
        thread.join()

    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]


def on_the_page(user, key="errand:1:worker", **rest):
    return Notice.queue(
        key=key, user=user, channel=Channel.PAGE, language="nn", at=clock.now(),
        body="Ein søknad", leads_to="/intake/errands/1/", **rest,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_message_on_the_page_is_read_with_one_click_and_is_gone(act_as, log_in, form):
    actor = act_as((UnitFactory(), Role.CASEWORKER))
    notice = on_the_page(User.objects.get(pk=actor.user_id))
    browser = log_in(actor)
    page = browser.get("/").content.decode()
    assert "Ein søknad" in page
    assert "/intake/errands/1/" in page
    fields = form(row_version="0")

    for _ in range(2):  # a double click has one effect
        assert browser.post(f"/notices/{notice.pk}/read/", fields).status_code in (302, 303)

    first = Notice.objects.get().read_at
    assert first is not None
    browser.post(f"/notices/{notice.pk}/read/", form())
    assert Notice.objects.get().read_at == first
    assert "Ein søknad" not in browser.get("/").content.decode()


@pytest.mark.django_db
def test_nobody_sees_or_reads_anothers_message(act_as, log_in, form):
    unit = UnitFactory()
    notice = on_the_page(UserFactory())
    browser = log_in(act_as((unit, Role.CASEWORKER)))

    assert "Ein søknad" not in browser.get("/").content.decode()
    assert browser.post(f"/notices/{notice.pk}/read/", form()).status_code == 404
    assert Notice.objects.get().read_at is None


@pytest.mark.django_db
def test_a_letter_is_not_read_on_the_page():
    queue("decision:1", PersonFactory())

    with pytest.raises(IntegrityError, match="only_a_message_on_the_page"), transaction.atomic():
        Notice.objects.update(read_at=clock.now())
