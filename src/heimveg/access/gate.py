"""Who may do what. A permission is declared once, in its room's `permissions.py`, and asked at
three doors: the view, the command and the rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models
from django.http import HttpRequest
from django.utils.functional import Promise

from heimveg.access.classes import FieldClass
from heimveg.access.context import reading_as
from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.purposes import READS, Purpose
from heimveg.access.reading import collecting
from heimveg.access.roles import PURPOSES, Role

P = ParamSpec("P")
Record = TypeVar("Record", bound=models.Model)

REGISTRY: dict[str, "Permission"] = {}


@dataclass(frozen=True)
class Permission:
    """One thing an actor may be allowed to do. Registers itself for `docs/permissions.md`.

    `shows` is the most delicate class of person fields behind the door: a person is behind it
    only for a reader who may read that class about that person.
    """

    code: str  # "<room>.<verb>"; also the action name in the audit log
    purposes: frozenset[Purpose]
    roles: frozenset[Role]
    shows: FieldClass
    text: str | Promise
    asks_again: bool = False  # who they are, if they have not said so within ten minutes

    def __post_init__(self) -> None:
        if self.code in REGISTRY:
            raise ValueError(f"permission {self.code} is declared twice")
        for role in self.roles:
            readable = {c for p in PURPOSES[role] & self.purposes for c in READS[p]}
            if self.shows not in readable | {FieldClass.D0}:  # what is open needs no purpose
                raise ValueError(f"{self.code}: {role} has no purpose that reads {self.shows}")
        REGISTRY[self.code] = self


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which role for which unit. Built once per request by the middleware.

    Unit and role stay paired: a caretaker in one unit who is a caseworker in another
    must not become a caseworker in both.
    """

    user_id: int
    grants: frozenset[tuple[int, Role]]  # (unit id, role there)
    is_system: bool = False  # the job worker and the command line's own upkeep

    def units(self, permission: Permission) -> set[int]:
        """Ids of the units the actor may use `permission` for."""
        return {unit for unit, role in self.grants if role in permission.roles}

    def roles(self, permission: Permission) -> list[str]:
        return sorted({str(role) for _unit, role in self.grants if role in permission.roles})

    def may(self, permission: Permission) -> bool:
        return self.is_system or bool(self.units(permission))

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise PermissionDenied(permission.code)


class ActorRequest(HttpRequest):
    actor: Actor
    has_confirmed: bool  # the second factor within ten minutes, or a demo user on this machine


class LogUnwritable(Exception):
    """What is not logged is neither shown nor done (503)."""


@contextmanager
def door(actor: Actor, permission: Permission) -> Iterator[None]:
    """Let the actor in for `permission`: one transaction, the reader known to the database,
    and exactly one read entry if persons were shown. If the entry cannot be written, nothing
    is shown. Raises PermissionDenied before anything is read, and LogUnwritable."""
    actor.require(permission)
    with reading_as(actor.user_id), collecting() as persons:
        yield
        if persons:
            _log_read(actor, permission, persons)


def _log_read(actor: Actor, permission: Permission, persons: set[int]) -> None:
    try:
        ReadEntry.objects.create(
            user_id=actor.user_id,
            permission=permission.code,
            roles=actor.roles(permission),
            person_ids=sorted(persons),
        )
    except DatabaseError as error:
        raise LogUnwritable(permission.code) from error


def command(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Actor, P], Record]], Callable[Concatenate[Actor, P], Record]]:
    """Make a function a use case: permission check, one transaction, one audit entry.

    The function takes the actor first and returns the record it changed.
    Raises PermissionDenied before anything is read or written.
    """

    def decorate(
        func: Callable[Concatenate[Actor, P], Record],
    ) -> Callable[Concatenate[Actor, P], Record]:
        @wraps(func)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Record:
            actor.require(permission)
            with reading_as(actor.user_id):
                record = func(actor, *args, **kwargs)
                _log_act(actor, permission, record)
            return record

        run.permission = permission  # type: ignore[attr-defined]  # read by tests/house
        return run

    return decorate


def _log_act(actor: Actor, permission: Permission, record: models.Model) -> None:
    try:
        AuditEntry.objects.create(
            user_id=actor.user_id,
            action=permission.code,
            subject=f"{record._meta.label_lower}:{record.pk}",
            person_id=_person_id(record),
        )
    except DatabaseError as error:
        raise LogUnwritable(permission.code) from error


def _person_id(record: models.Model) -> int | None:
    if record._meta.label_lower == "persons.person":
        return int(record.pk)
    return getattr(record, "person_id", None)
