"""What can be done with a file: uploaded, checked, its doubles decided, taken in, thrown away.

Dwellings and waiting lists ask for different permissions, so each step stands here twice.
"""

from collections.abc import Mapping
from datetime import date, datetime

from heimveg.access.gate import Actor, Permission, command
from heimveg.exchange import intake
from heimveg.exchange.columns.rows import Tell, silent
from heimveg.exchange.models import ImportFile
from heimveg.exchange.permissions import IMPORT_FILE, IMPORT_NEEDS
from heimveg.exchange.rules import Kind, State


def _mine(actor: Actor, permission: Permission, kind: Kind, import_id: int) -> ImportFile:
    """Not locked: the move from one state to the next decides who was first, and the progress of
    a long work is told from another connection. Raises ImportFile.DoesNotExist."""
    mine = ImportFile.objects.permitted_to(actor, permission).select_related("unit")
    return mine.get(pk=import_id, kind=kind)


@command(IMPORT_FILE)
def upload_dwellings(
    actor: Actor, *, unit_id: int, file_name: str, content: bytes, at: datetime
) -> ImportFile:
    """Raises Refused for a unit the actor does not import for."""
    intake.refuse_foreign_unit(actor, IMPORT_FILE, unit_id)
    return ImportFile.receive(
        Kind.DWELLINGS,
        unit_id=unit_id,
        by=actor.user_id,
        file_name=file_name,
        content=content,
        at=at,
    )


@command(IMPORT_NEEDS)
def upload_needs(
    actor: Actor, *, unit_id: int, file_name: str, content: bytes, at: datetime
) -> ImportFile:
    """Raises Refused for a unit the actor does not import for."""
    intake.refuse_foreign_unit(actor, IMPORT_NEEDS, unit_id)
    return ImportFile.receive(
        Kind.NEEDS, unit_id=unit_id, by=actor.user_id, file_name=file_name, content=content, at=at
    )


@command(IMPORT_FILE)
def check_dwellings(
    actor: Actor, *, import_id: int, on: date, at: datetime, tell: Tell = silent
) -> ImportFile:
    file = _mine(actor, IMPORT_FILE, Kind.DWELLINGS, import_id)
    intake.check(file, actor, on=on, at=at, tell=tell)
    return file


@command(IMPORT_NEEDS)
def check_needs(
    actor: Actor, *, import_id: int, on: date, at: datetime, tell: Tell = silent
) -> ImportFile:
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    intake.check(file, actor, on=on, at=at, tell=tell)
    return file


@command(IMPORT_FILE)
def check_dwellings_again(actor: Actor, *, import_id: int) -> ImportFile:
    """Back to being read; a job does the rest. Raises Stale."""
    file = _mine(actor, IMPORT_FILE, Kind.DWELLINGS, import_id)
    file.move(State.UPLOADED, rows_done=0)
    return file


@command(IMPORT_NEEDS)
def check_needs_again(actor: Actor, *, import_id: int) -> ImportFile:
    """Back to being read; a job does the rest. Raises Stale."""
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    file.move(State.UPLOADED, rows_done=0)
    return file


@command(IMPORT_NEEDS)
def decide_doubles(actor: Actor, *, import_id: int, choices: Mapping[int, str]) -> ImportFile:
    """Say for each row who it is: the id of somebody shown as a probable double, or new.

    Choices for what was not asked are left out. The file is checked anew. Raises Stale.
    """
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    file.choose(choices)
    file.move(State.UPLOADED, rows_done=0)
    return file


@command(IMPORT_FILE)
def order_dwellings(
    actor: Actor, *, import_id: int, mark: str, confirm_unusual: bool
) -> ImportFile:
    """Let the file be taken in as it was shown, by a job. Raises Refused and Stale."""
    file = _mine(actor, IMPORT_FILE, Kind.DWELLINGS, import_id)
    intake.order(file, mark=mark, confirm_unusual=confirm_unusual)
    return file


@command(IMPORT_NEEDS)
def order_needs(actor: Actor, *, import_id: int, mark: str, confirm_unusual: bool) -> ImportFile:
    """Let the file be taken in as it was shown, by a job. Raises Refused and Stale."""
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    intake.order(file, mark=mark, confirm_unusual=confirm_unusual)
    return file


@command(IMPORT_FILE)
def commit_dwellings(
    actor: Actor, *, import_id: int, on: date, at: datetime, tell: Tell = silent
) -> ImportFile:
    """Everything or nothing. A register that changed meanwhile leaves the file as checked."""
    file = _mine(actor, IMPORT_FILE, Kind.DWELLINGS, import_id)
    intake.take_in(file, actor, on=on, at=at, tell=tell)
    return file


@command(IMPORT_NEEDS)
def commit_needs(
    actor: Actor, *, import_id: int, on: date, at: datetime, tell: Tell = silent
) -> ImportFile:
    """Everything or nothing. A register that changed meanwhile leaves the file as checked."""
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    intake.take_in(file, actor, on=on, at=at, tell=tell)
    return file


@command(IMPORT_FILE)
def discard_dwellings(actor: Actor, *, import_id: int) -> ImportFile:
    file = _mine(actor, IMPORT_FILE, Kind.DWELLINGS, import_id)
    file.discard()
    return file


@command(IMPORT_NEEDS)
def discard_needs(actor: Actor, *, import_id: int) -> ImportFile:
    file = _mine(actor, IMPORT_NEEDS, Kind.NEEDS, import_id)
    file.discard()
    return file
