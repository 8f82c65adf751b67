"""Seals over the logs: whoever edits, removes, adds or swaps a row afterwards is found out.

Each seal is a keyed hash over a batch of rows and the seal before it. The key is not in the
database, so that its owner cannot make the chain anew. Reads never wait for it: a job seals.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections, models, transaction

from heimveg.access.models import AuditEntry, LogSeal, ReadEntry
from heimveg.base import secrets

LOGS: dict[str, type[models.Model]] = {"audit": AuditEntry, "read": ReadEntry}
BATCH = 1000  # rows behind one seal
FIRST = ""  # what stands before the first seal

# A row gets its number when it is written and is seen when its transaction ends. Rows are
# settled when no transaction that began before them still runs; a minute is left for clocks.
SETTLED_BEFORE = """
SELECT least(min(xact_start), now()) - interval '1 minute' FROM pg_stat_activity
WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()
"""
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('heimveg.sealing'))"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A seal as it was written down outside the database, so that its end cannot be cut off."""

    log: str
    last_id: int
    digest: str

    def __str__(self) -> str:
        return f"{self.log} {self.last_id} {self.digest}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows of a log that are not as they were sealed."""

    log: str
    first_id: int
    last_id: int

    def __str__(self) -> str:
        return f"{self.log} {self.first_id}–{self.last_id}"


def seal(*, using: str = "default") -> list[Anchor]:
    """Seal every row that is settled and not sealed yet, oldest first.

    Returns the new seals; none when another job is sealing.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(SETTLED_BEFORE)
        (settled_before,) = cursor.fetchone()
        return [made for log in LOGS for made in _seal_log(log, settled_before, using)]


def _seal_log(log: str, settled_before: datetime, using: str) -> Iterator[Anchor]:
    last = LogSeal.objects.using(using).filter(log=log).order_by("-first_id").first()
    before, sealed_to = (last.digest, last.last_id) if last else (FIRST, 0)
    rows = LOGS[log]._default_manager.using(using).filter(pk__gt=sealed_to).order_by("pk")
    unsettled = rows.filter(happened_at__gte=settled_before).values_list("pk", flat=True).first()
    settled = rows if unsettled is None else rows.filter(pk__lt=unsettled)
    while batch := list(settled.filter(pk__gt=sealed_to)[:BATCH]):
        before = digest_of(before, batch)
        first_id, sealed_to = sealed_to + 1, batch[-1].pk
        LogSeal.objects.using(using).create(
            log=log, first_id=first_id, last_id=sealed_to, digest=before
        )
        yield Anchor(log, sealed_to, before)


def faults(anchors: Iterable[Anchor] = (), *, using: str = "default") -> list[Fault]:
    """Every batch that differs from its seal, and every anchor without its seal."""
    return [fault for log in LOGS for fault in _faults_in(log, list(anchors), using)]


def _faults_in(log: str, anchors: list[Anchor], using: str) -> Iterator[Fault]:
    before, sealed_to = FIRST, 0
    seen: set[tuple[int, str]] = set()
    for kept in LogSeal.objects.using(using).filter(log=log).order_by("first_id", "pk"):
        rows = (
            LOGS[log]._default_manager.using(using).filter(pk__range=(sealed_to + 1, kept.last_id))
        )
        is_next = kept.first_id == sealed_to + 1 and kept.last_id > sealed_to
        if not is_next or digest_of(before, rows.order_by("pk")) != kept.digest:
            yield Fault(log, kept.first_id, kept.last_id)
        before, sealed_to = kept.digest, kept.last_id
        seen.add((kept.last_id, kept.digest))
    for anchor in anchors:
        if anchor.log == log and (anchor.last_id, anchor.digest) not in seen:
            yield Fault(log, anchor.last_id, anchor.last_id)


def digest_of(before: str, rows: Iterable[models.Model]) -> str:
    """The seal of these rows after the seal `before`, as 64 hexadecimal digits."""
    text = "\n".join(json.dumps(_plain(row), sort_keys=True) for row in rows)
    return secrets.blind_index(f"log seal\n{before}\n{text}").hex()


def _plain(row: models.Model) -> dict[str, Any]:
    return {field.attname: _value(row, field.attname) for field in row._meta.concrete_fields}


def _value(row: models.Model, name: str) -> object:
    value = getattr(row, name)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def write_down(path: Path, anchors: Iterable[Anchor]) -> None:
    """Add the seals to a file that a backup takes along."""
    lines = "".join(f"{anchor}\n" for anchor in anchors)
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)


def written_down(path: Path) -> list[Anchor]:
    """The seals of the file, oldest first; none where there is no file."""
    if not path.exists():
        return []
    parts = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return [Anchor(log, int(last_id), digest) for log, last_id, digest in parts]
