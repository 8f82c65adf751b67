"""What the reader has decided between units, as they wrote it: also when the person is with
another unit since, and they see no more of them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from heimveg.access.reading import note_read
from heimveg.handoffs.models import Handoff
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

    @property
    def shown_kind(self) -> str:
        return str(Handoff.KINDS[Wanted(self.kind)])


def decided_by_me() -> list[Decided]:
    """The latest first. One query."""
    return _asked("ORDER BY ended_on DESC, id DESC LIMIT %s", MOST)


def my_decision(handoff_id: int) -> Decided | None:
    rows = _asked("WHERE id = %s", handoff_id)
    note_read(row.person_id for row in rows)
    return rows[0] if rows else None


def _asked(which: str, value: int) -> list[Decided]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM handoffs_i_decided() {which}", [value])  # ours
        return [Decided(*row) for row in cursor.fetchall()]
