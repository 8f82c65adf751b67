"""Who takes part, and who of them may meet a person on a screen that all can see."""

from collections.abc import Iterable
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


def who_may_meet(person_id: int, user_ids: Iterable[int]) -> set[int]:
    """Those of the users who follow the person, or whose unit the person has let know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT user_id FROM meeting_who_may_meet(%s, %s)", [person_id, sorted(user_ids)]
        )
        return {row[0] for row in cursor.fetchall()}
