"""The first of those whom a unit or a worker answers for, the longest first."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.persons.models import Responsibility
from heimveg.persons.permissions import NAME_WORKER, READ_PERSON
from heimveg.persons.sight import FirstSeen, first_seen


def without_worker(actor: Actor, *, on: date, at_most: int) -> FirstSeen:
    """Whom the actor's units answer for, or have said yes to helping, and nobody there is named
    yet."""
    return first_seen(
        Responsibility,
        "without_worker_seen",
        on,
        sorted(actor.units(NAME_WORKER)),
        actor=actor,
        permission=NAME_WORKER,
        at_most=at_most,
    )


def named_for(actor: Actor, *, on: date, at_most: int) -> FirstSeen:
    """Whom the actor answers for as named worker, or as stand-in."""
    return first_seen(
        Responsibility,
        "named_for_seen",
        on,
        actor=actor,
        permission=READ_PERSON,
        at_most=at_most,
    )
