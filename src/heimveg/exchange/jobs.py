"""What the worker does: check files, take them in, and forget old ones. A job acts as the person
who uploaded the file, with the positions they hold today, through the same doors."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection
from procrastinate.contrib.django import app

from heimveg.access.gate import Actor
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.exchange import commands
from heimveg.exchange.columns.rows import Tell
from heimveg.exchange.models import ImportFile
from heimveg.exchange.rules import Kind, State

log = logging.getLogger(__name__)
CHECKS: dict[str, Callable[..., ImportFile]] = {
    Kind.DWELLINGS: commands.check_dwellings,
    Kind.NEEDS: commands.check_needs,
}
COMMITS: dict[str, Callable[..., ImportFile]] = {
    Kind.DWELLINGS: commands.commit_dwellings,
    Kind.NEEDS: commands.commit_needs,
}
TELL_EVERY_SECONDS = 0.5


@app.task(name="exchange.check_file")
def check_file(import_id: int) -> None:
    _work(CHECKS, import_id, while_in=State.UPLOADED)


@app.task(name="exchange.commit_file")
def commit_file(import_id: int) -> None:
    _work(COMMITS, import_id, while_in=State.COMMITTING)


@app.periodic(cron="17 3 * * *")
@app.task(name="exchange.forget_old_files")
def forget_old_files(timestamp: int) -> None:
    """`timestamp` is procrastinate's: the moment the job was due."""
    forgotten = ImportFile.objects.forget_old(at=clock.now())
    log.info("%s uploaded files are forgotten (due %s)", forgotten, timestamp)


def _work(
    commands_by_kind: dict[str, Callable[..., ImportFile]], import_id: int, *, while_in: State
) -> None:
    """A file that is no longer waiting for this job is left alone: a job may be run twice."""
    files = ImportFile.objects.without_bulk().select_related("uploaded_by")
    file = files.filter(pk=import_id, state=while_in).first()
    if file is None:
        return
    actor = _actor(file.uploaded_by)
    try:
        with told_at_once(import_id) as tell:
            commands_by_kind[file.kind](
                actor, import_id=import_id, on=clock.today(), at=clock.now(), tell=tell
            )
    except (Refused, IntegrityError):
        _give_back(import_id, while_in, "changed_meanwhile")
    except Exception:
        _give_back(import_id, while_in, "failed")
        raise


def _actor(user: User) -> Actor:
    """Nobody may do anything through a file they uploaded before they left."""
    if not user.is_active:
        return Actor(user_id=user.pk, grants=frozenset())
    return user.actor(on=clock.today())


def _give_back(import_id: int, was: State, notice: str) -> None:
    """Nothing was saved: the file can be looked at, or uploaded, again."""
    file = ImportFile.objects.get(pk=import_id)
    if was == State.COMMITTING:
        file.move(State.CHECKED, report=file.report | {"notice": notice})
    else:
        file.move(State.REFUSED, report={"reason": "failed"})


@contextmanager
def told_at_once(import_id: int) -> Iterator[Tell]:
    """Progress seen by others while the work's own transaction is still open: told on a
    connection of its own, twice a second at most."""
    line = connection.copy()
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < TELL_EVERY_SECONDS:
            return
        last = time.monotonic()
        with line.cursor() as cursor:
            cursor.execute(
                "UPDATE exchange_importfile SET rows_done = %s, rows_total = %s WHERE id = %s",
                [done, total, import_id],
            )

    try:
        yield tell
    finally:
        line.close()
