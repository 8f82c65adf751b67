"""Decisions between units, as they were written: for who decided, and for the two units, also when
the person is with another unit since and they see no more of them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from heimveg.access.gate import Actor
from heimveg.access.reading import note_read
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.handoffs.rules import Wanted

MOST = 50  # shown in the list


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision without the person's name. The units are told by name."""

    id: int
    person_id: int
    kind: str
    from_unit: str
    to_unit: str
    decided_for: str
    ended_on: date
    words: str
    is_mine: bool  # the reader decided

    @property
    def shown_kind(self) -> str:
        return str(Handoff.KINDS[Wanted(self.kind)])


COLUMNS = "id, person_id, kind, from_unit, to_unit, decided_for, ended_on, words, is_mine"
OURS = "(is_mine OR from_unit_id = ANY(%s) OR to_unit_id = ANY(%s))"


def decisions_for(actor: Actor) -> list[Decided]:
    """The latest first. One query."""
    return _asked(actor, "ORDER BY ended_on DESC, id DESC LIMIT %s", MOST)


def decision_for(actor: Actor, handoff_id: int) -> Decided | None:
    rows = _asked(actor, "AND id = %s", handoff_id)
    note_read(row.person_id for row in rows)
    return rows[0] if rows else None


def _asked(actor: Actor, which: str, value: int) -> list[Decided]:
    units = sorted(actor.units(READ_HANDOFFS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM handoffs_decided() WHERE {OURS} {which}",  # words of ours
            [units, units, value],
        )
        return [Decided(*row) for row in cursor.fetchall()]
