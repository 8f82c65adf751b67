"""What other rooms may ask about the municipality, its units and its staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from heimveg.access.gate import Actor
from heimveg.accounts.models import Absence, Membership, Municipality, Unit, User
from heimveg.accounts.rules import UnitKind
from heimveg.base.sorting import NorwegianKey


def municipality() -> Municipality:
    return Municipality.objects.get(pk=1)


def system_user() -> User:
    """The user that jobs and upkeep run as; made by the first migration."""
    return User.objects.get(is_system=True)


def system_actor() -> Actor:
    return Actor(user_id=system_user().pk, grants=frozenset(), is_system=True)


def actor_for(username: str, *, on: date) -> Actor:
    """Raises User.DoesNotExist."""
    return User.objects.get(username=username, is_active=True, is_system=False).actor(on=on)


def units_of_kind(kind: UnitKind, *, on: date) -> list[Unit]:
    return list(Unit.objects.of_kind(kind).running_on(on).order_by("pk"))


def demo_log_ins(*, on: date) -> list[dict[str, str]]:
    """The invented users of a demo with their positions. Empty outside a demo."""
    held = (
        Membership.objects.running_on(on)
        .filter(user__is_demo=True, user__is_active=True)
        .select_related("user", "unit")
        .order_by("pk")
    )
    return [
        {
            "username": m.user.username,
            "name": m.user.name,
            "role": str(m.role),
            "role_name": m.get_role_display(),
            "unit": m.unit.name,
        }
        for m in held
    ]


@dataclass(frozen=True)
class Position:
    """Somebody's position in a unit, and their absence if they are away."""

    held: Membership  # with user
    absence: Absence | None  # with stand-in


@dataclass(frozen=True)
class Staffed:
    unit: Unit
    positions: list[Position]


def units_with_staff(*, on: date) -> list[Staffed]:
    """Every unit of the day, those of the municipality first, by name. Three queries."""
    held = (
        Membership.objects.running_on(on)
        .filter(user__is_active=True)
        .select_related("user")
        .order_by(NorwegianKey("user__name"), "pk")
    )
    units = (
        Unit.objects.running_on(on)
        .order_by("-is_inside", NorwegianKey("name"))
        .prefetch_related(Prefetch("memberships", held, to_attr="positions"))
    )
    absences = Absence.objects.running_on(on).select_related("stand_in").order_by("pk")
    away = {absence.user_id: absence for absence in absences}
    return [Staffed(unit, _positions(unit, away)) for unit in units]


def _positions(unit: Unit, away: dict[int, Absence]) -> list[Position]:
    held: list[Membership] = getattr(unit, "positions", [])
    return [Position(membership, away.get(membership.user_id)) for membership in held]


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """User id to name. One query."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))
