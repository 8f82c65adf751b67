"""Who takes part, and who of them may meet a person on a screen that all can see."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from heimveg.accounts.models import Membership, Unit, User
from heimveg.base.sorting import norwegian_key
from heimveg.meetings.models import Participation
from heimveg.meetings.permissions import READ_MEETINGS


@dataclass(frozen=True, slots=True)
class Participant:
    user: User
    unit: Unit


def people_of(series_id: int, *, on: date) -> list[Participant]:
    """Everybody with a position in a unit that takes part, each once, by unit and name.
    One query."""
    units = Participation.objects.open().filter(series_id=series_id).values("unit_id")
    held = (
        Membership.objects.running_on(on)
        .filter(unit__in=units, user__is_active=True)
        .filter(role__in=[str(role) for role in READ_MEETINGS.roles])
        .select_related("user", "unit")
        .order_by("unit_id", "pk")
    )
    once: dict[int, Participant] = {}
    for membership in held:
        once.setdefault(membership.user_id, Participant(membership.user, membership.unit))
    return sorted(
        once.values(), key=lambda p: (norwegian_key(p.unit.name), norwegian_key(p.user.name))
    )


MOST_LISTED = 40  # more are searched for, and told in figures
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class OfUnit:
    """How many of a unit are asked, and how many of them are there."""

    unit: Unit
    asked: int
    here: int


@dataclass(frozen=True, slots=True)
class Table:
    """Those round the table, as many as a page can hold. `listed` can be ticked off; `more_here`
    are there and not listed; `no_email` get no invitation."""

    listed: Sequence[Participant]
    units: Sequence[OfUnit]
    asked: int
    here: int
    more_here: int
    no_email: Sequence[Participant]
    words: str = ""
    found: int = 0

    @property
    def is_large(self) -> bool:
        return self.asked > MOST_LISTED


def table_of(people: Sequence[Participant], present: Collection[int], words: str = "") -> Table:
    """All of them while they are few; else those who are there, and those `words` fit."""
    here = [p for p in people if p.user.pk in present]
    listed, found = list(people), 0
    if len(people) > MOST_LISTED:
        sought = [p for p in people if words and _fits(p, words)][:MOST_FOUND]
        shown, found = {p.user.pk for p in (*sought, *here[:MOST_LISTED])}, len(sought)
        listed = [p for p in people if p.user.pk in shown]
    asked, came = Counter(p.unit for p in people), Counter(p.unit for p in here)
    return Table(
        listed=listed,
        units=[OfUnit(unit, n, came[unit]) for unit, n in asked.items()],
        asked=len(people),
        here=len(here),
        more_here=max(len(here) - MOST_LISTED, 0) if len(people) > MOST_LISTED else 0,
        no_email=[p for p in people if not p.user.email],
        words=words,
        found=found,
    )


def _fits(participant: Participant, words: str) -> bool:
    return words.casefold() in f"{participant.user} {participant.unit}".casefold()


def who_may_meet(person_id: int, user_ids: Iterable[int]) -> set[int]:
    """Those of the users who follow the person, or whose unit the person has let know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT user_id FROM meeting_who_may_meet(%s, %s)", [person_id, sorted(user_ids)]
        )
        return {row[0] for row in cursor.fetchall()}
