"""The seals find every edit, removal, addition and swap, also by the database's owner."""

import os
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from heimveg.access import jobs, sealing
from heimveg.access.models import AuditEntry, LogSeal, ReadEntry
from heimveg.base import clock

TAMPERS = int(os.environ.get("HEIMVEG_TAMPERS", "400"))
LONG_AGO = clock.now() - timedelta(hours=2)


def write(audits=0, reads=0):
    """Entries of two hours ago, as settled as can be."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            user_id=n % 7 + 1,
            action="persons.change",
            subject=f"persons.person:{n}",
            person_id=n or None,
        )
        for n in range(audits)
    )
    ReadEntry.objects.bulk_create(
        ReadEntry(
            user_id=n % 7 + 1,
            permission="persons.read",
            roles=["allocator"],
            person_ids=[n, n + 1],
        )
        for n in range(reads)
    )
    with connections["owner"].cursor() as owner:
        owner.execute(
            "UPDATE access_auditentry SET happened_at = %s + id * interval '1 second'", [LONG_AGO]
        )
        owner.execute(
            "UPDATE access_readentry SET happened_at = %s + id * interval '1 second'", [LONG_AGO]
        )


@pytest.fixture
def sealed(real_database, monkeypatch):
    """Two logs in several batches, sealed. Returns the seals as written down outside."""
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(audits=11, reads=14)
    return sealing.seal()


def test_whole_logs_have_no_fault(sealed):
    assert len(sealed) == 3 + 4
    assert sealing.faults(sealed) == []


def test_what_is_written_later_is_sealed_later_and_the_chain_goes_on(sealed):
    write(reads=3)
    more = sealing.seal()

    assert [anchor.log for anchor in more] == ["read"]
    assert sealing.faults([*sealed, *more]) == []


def test_what_is_not_settled_waits(real_database):
    AuditEntry.objects.create(user_id=1, action="persons.change", subject="persons.person:1")

    assert sealing.seal() == []


@pytest.mark.race
def test_no_seal_goes_past_a_row_whose_transaction_still_runs(real_database, at_once, monkeypatch):
    """The writer has taken the lower number and commits after the sealing. No time to spare."""
    no_margin = sealing.SETTLED_BEFORE.replace("- interval '1 minute'", "")
    monkeypatch.setattr(sealing, "SETTLED_BEFORE", no_margin)

    assert sealed_beside_a_slow_writer(at_once) == []
    assert sealing.faults() == []


@pytest.mark.race
def test_a_row_that_comes_after_its_seal_would_be_found(real_database, at_once, monkeypatch):
    """The negative control: the same, with a sealing that does not ask who still writes."""
    careless = "SELECT now()"
    monkeypatch.setattr(sealing, "SETTLED_BEFORE", careless)

    assert [anchor.last_id for anchor in sealed_beside_a_slow_writer(at_once)] == [2]
    assert [fault.log for fault in sealing.faults()] == ["read"]


def sealed_beside_a_slow_writer(at_once):
    """What is sealed when row 2 is committed and row 1 is not."""
    written, sealed_once = threading.Event(), threading.Event()

    def read(number):
        ReadEntry.objects.create(
            user_id=1, permission="persons.read", roles=[], person_ids=[number]
        )

    def act(number):
        if number:
            written.wait(10)
            read(2)
            found = sealing.seal()
            sealed_once.set()
            return found
        with transaction.atomic():
            read(1)
            written.set()
            sealed_once.wait(10)
        return None

    return at_once(2, act)[1]


def test_the_app_can_neither_change_nor_remove_what_is_logged(real_database):
    write(audits=1, reads=1)
    sealing.seal()
    for table in ("access_auditentry", "access_readentry", "access_logseal"):
        for attack in (
            f"UPDATE {table} SET id = id + 1",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            with (
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(attack)
    for attack in ("SELECT * FROM access_historyentry", "DELETE FROM access_historyentry"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)


ATTACKS = {
    "edit who": "UPDATE {table} SET user_id = user_id + 1 WHERE id = {one}",
    "edit when": "UPDATE {table} SET happened_at = happened_at - interval '1 ms' WHERE id = {one}",
    "remove": "DELETE FROM {table} WHERE id = {one}",
    "remove the tail": "DELETE FROM {table} WHERE id >= {one}",
    "move": "UPDATE {table} SET id = {beyond} WHERE id = {one}",
    "swap": "UPDATE {table} a SET user_id = b.user_id, happened_at = b.happened_at FROM {table} b"
    " WHERE (a.id, b.id) IN (({one}, {other}), ({other}, {one}))",
    "unseal": "DELETE FROM access_logseal {its_seal}",
    "unseal the tail": "DELETE FROM access_logseal WHERE log = '{log}' AND last_id >= {one}",
    "stretch a seal": "UPDATE access_logseal SET last_id = last_id + 1 {its_seal}",
    "move where a seal begins": "UPDATE access_logseal SET first_id = first_id + 1 {its_seal}",
    "forge a seal": "UPDATE access_logseal SET digest = reverse(digest) {its_seal}",
    "edit what": "UPDATE {table} SET {what} WHERE id = {one}",
}
WHAT = {"audit": "subject = subject || '0'", "read": "person_ids = person_ids || 99::bigint"}


def test_every_tamper_by_the_owner_is_found(sealed):
    rng = random.Random(11)
    owner = connections["owner"]
    ids = {
        log: list(model.objects.order_by("pk").values_list("pk", flat=True))
        for log, model in sealing.LOGS.items()
    }
    for n in range(TAMPERS):
        name, attack = rng.choice(list(ATTACKS.items()))
        log = rng.choice(list(ids))
        one, other = rng.sample(ids[log], 2)
        places = {
            "table": sealing.LOGS[log]._meta.db_table,
            "what": WHAT[log],
            "its_seal": f"WHERE log = '{log}' AND {one} BETWEEN first_id AND last_id",
        }
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            cursor.execute(
                attack.format(log=log, one=one, other=other, beyond=10_000 + n, **places)
            )
            assert cursor.rowcount > 0
            assert sealing.faults(sealed, using="owner"), (name, log, one, other)
            transaction.set_rollback(True, using="owner")
    assert sealing.faults(sealed, using="owner") == []


def test_a_row_slipped_in_between_is_found(sealed):
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM access_logseal WHERE log = 'read'")
        owner.execute("DELETE FROM access_readentry WHERE id = 5")
    sealing.seal()
    assert sealing.faults() == []  # made anew by the house's own job: whole in itself …
    assert sealing.faults(sealed) != []  # … but not as written down outside
    with connections["owner"].cursor() as owner:
        owner.execute(
            "INSERT INTO access_readentry"
            " (id, user_id, permission, roles, person_ids, happened_at)"
            " VALUES (5, 1, 'persons.read', '{}', '{}', now())"
        )
    assert [fault.log for fault in sealing.faults()] == ["read"]


def test_a_batch_cut_out_with_its_seal_breaks_the_chain(sealed):
    """The next seal is made to begin where the lost one did; its own rows are untouched."""
    second, third = LogSeal.objects.filter(log="read").order_by("first_id")[1:3]
    with connections["owner"].cursor() as owner:
        owner.execute(
            "DELETE FROM access_readentry WHERE id BETWEEN %s AND %s",
            [second.first_id, second.last_id],
        )
        owner.execute("DELETE FROM access_logseal WHERE id = %s", [second.pk])
        owner.execute(
            "UPDATE access_logseal SET first_id = %s WHERE id = %s", [second.first_id, third.pk]
        )

    assert [fault.first_id for fault in sealing.faults()] == [second.first_id]


def test_seals_cut_off_with_their_rows_are_missed_by_what_was_written_down(sealed):
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM access_logseal WHERE log = 'audit' AND first_id > 4")
        owner.execute("DELETE FROM access_auditentry WHERE id > 4")

    assert sealing.faults() == []
    assert {fault.log for fault in sealing.faults(sealed)} == {"audit"}


@pytest.mark.race
def test_many_jobs_at_once_make_one_chain(real_database, at_once, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 5)
    write(audits=40, reads=40)

    made = [anchor for anchors in at_once(6, lambda _: sealing.seal()) for anchor in anchors]

    assert len(made) == LogSeal.objects.count() == 16
    assert sealing.faults(made) == []


def test_the_job_writes_its_seals_down(real_database, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "SEALS", tmp_path / "seals.txt")
    write(audits=2, reads=2)

    assert jobs.seal_logs(timestamp=0) == 2
    assert jobs.seal_logs(timestamp=0) == 0

    kept = sealing.written_down(tmp_path / "seals.txt")
    assert [anchor.log for anchor in kept] == ["audit", "read"]
    assert sealing.faults(kept) == []
    assert sealing.written_down(tmp_path / "none.txt") == []
