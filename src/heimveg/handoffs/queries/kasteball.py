"""How people are tossed between units: figures for leaders, and whom for those who see them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor
from heimveg.access.reading import note_read
from heimveg.accounts.models import Unit
from heimveg.base.beside import by_key
from heimveg.handoffs.afterwards import (
    MOST,
    SOON_AFTER,
    After,
    Afterwards,
    after_closure,
    tell,
)
from heimveg.handoffs.models import OPEN_STATES, Handoff, HandoffQuerySet
from heimveg.handoffs.models import Movement as MovementRow
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.handoffs.queries import SHOWN
from heimveg.handoffs.rules import HandoffState
from heimveg.handoffs.rules.figures import OFTEN, YEAR, Figures, Movement, figures
from heimveg.persons.models import Case, Person

WHAT = _("The case was opened again")
TOSSED = "person_id, handoffs, bounces, last_on, is_counted"


def kasteball_figures(*, on: date) -> Figures:
    """From movements without names, of all people but the protected. One query."""
    year = Q(asked_on__gt=on - YEAR) | Q(state__in=OPEN_STATES)
    rows = [_movement(row) for row in MovementRow.objects.filter(year).order_by("pk")]
    late = MovementRow.objects.filter(
        Q(state=HandoffState.ASKED, answer_by__lt=on) | Q(state=HandoffState.ESCALATED)
    )
    return figures(rows, on=on, late=late.count())


def _movement(row: MovementRow) -> Movement:
    return Movement(
        who=row.who,
        from_unit=row.from_unit_id,
        to_unit=row.to_unit_id,
        state=HandoffState(row.state),
        declined_because=row.declined_because,
        asked_on=row.asked_on,
        ended_on=row.ended_on,
        was_escalated=row.was_escalated,
    )


def unit_names() -> dict[int, str]:
    return dict(Unit.objects.values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Tossed:
    """One person, as those who see them meet it."""

    person: Person
    handoffs: int  # in the last year
    bounces: int
    last_on: date

    @property
    def is_often(self) -> bool:
        return self.handoffs >= OFTEN


@dataclass(frozen=True, slots=True)
class TossedPeople:
    """Those the actor sees: the worst of them, and how many the figure of all people counts."""

    worst: list[Tossed]
    often_moved: int


def tossed_people(actor: Actor, *, on: date) -> TossedPeople:
    """With bounces, or with OFTEN hand-offs or more, in the last year. Two queries."""
    roles = None if actor.is_system else actor.roles(READ_HANDOFFS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {TOSSED} FROM tossed_seen(%s, %s, %s, %s)",
            [on - YEAR, OFTEN, actor.user_id, roles],
        )
        found = cursor.fetchall()
    worst = sorted(found, key=lambda row: (-row[2], -row[1], row[0]))[:MOST]
    people = by_key(Person, {row[0] for row in worst})
    return TossedPeople(
        [
            Tossed(people[person_id], handoffs, bounces, last_on)
            for person_id, handoffs, bounces, last_on, _counted in worst
        ],
        sum(counted and handoffs >= OFTEN for _id, handoffs, _bounces, _on, counted in found),
    )


def longest_waiting(actor: Actor) -> HandoffQuerySet:
    """Open questions of people the actor sees, the longest without movement first."""
    rows = Handoff.objects.permitted_to(actor, READ_HANDOFFS).open().select_related(*SHOWN)
    return rows.order_by("first_asked_on", "pk")[:MOST]


def opened_again(actor: Actor, on: date) -> list[After]:
    """Cases opened again within half a year of the one before. One query."""
    rows = Case.objects.permitted_to(actor, READ_HANDOFFS)
    again = rows.opened_again(since=on - YEAR, within=SOON_AFTER)
    pairs = again.values_list("person_id", "opened_on", "person__cases__closed_on")
    found = {
        (person_id, opened_on, closed_on)
        for person_id, opened_on, closed_on in pairs.order_by("-opened_on")[: MOST * 4]
        if closed_on and closed_on <= opened_on <= closed_on + SOON_AFTER
    }
    note_read(person_id for person_id, _opened, _closed in found)
    return [After(person_id, WHAT, closed, opened) for person_id, opened, closed in sorted(found)]


def messages_after_closure(actor: Actor, *, on: date) -> list[tuple[Person, After]]:
    rows = after_closure(actor, on=on)
    people = Person.objects.in_bulk({row.person_id for row in rows})
    return [(people[row.person_id], row) for row in rows if row.person_id in people]


tell(Afterwards("cases", ask=opened_again))
