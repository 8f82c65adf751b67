"""What other rooms may ask about the municipality, its units and its staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.gate import Actor
from heimveg.accounts.models import (
    Absence,
    AccessRequest,
    Membership,
    Municipality,
    Unit,
    User,
)
from heimveg.accounts.permissions import APPROVE_ACCESS
from heimveg.accounts.rules import UnitKind
from heimveg.base.parts import Text
from heimveg.base.sorting import NorwegianKey

APPROVING = sorted(str(role) for role in APPROVE_ACCESS.roles)


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
    links: Sequence[tuple[Text, str]] = ()  # what may be done with it, and where


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


def units_with(roles: Iterable[str], *, on: date) -> QuerySet[Unit]:
    """The municipality's units where somebody who may log in holds one of the roles, by name."""
    held = Membership.objects.running_on(on).filter(user__is_active=True, unit=OuterRef("pk"))
    manned = Exists(held.filter(role__in=sorted(str(role) for role in roles)))
    return units_on(on).filter(manned, is_inside=True)


def holders_of(role: str, *, on: date) -> QuerySet[User]:
    """Everybody of the municipality who may log in and holds the role that day, by name."""
    held = Membership.objects.running_on(on).filter(role=role, unit__is_inside=True)
    users = User.objects.filter(is_active=True, is_system=False)
    holds = Exists(held.filter(user=OuterRef("pk")))
    return users.filter(holds).order_by(NorwegianKey("name"), "pk")


def units_on(day: date) -> QuerySet[Unit]:
    """Every unit of the day, by name."""
    return Unit.objects.running_on(day).order_by(NorwegianKey("name"))


def colleagues_of(user_id: int) -> QuerySet[User]:
    """Everybody who may log in but the user, by name."""
    others = User.objects.filter(is_active=True, is_system=False).exclude(pk=user_id)
    return others.order_by(NorwegianKey("name"), "pk")


def staff(
    *, on: date, words: str = "", unit_id: int | None = None, with_closed: bool = False
) -> QuerySet[User]:
    """Users by name, each with `positions` that run or will, and `has_factor`."""
    held = Membership.objects.not_over(on=on).select_related("unit").order_by("started_on", "pk")
    users = User.objects.filter(is_system=False).order_by(NorwegianKey("name"), "pk")
    if words:
        users = users.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if unit_id is not None:
        of_unit = Membership.objects.not_over(on=on).filter(user=OuterRef("pk"), unit=unit_id)
        users = users.filter(Exists(of_unit))
    if not with_closed:
        users = users.filter(is_active=True)
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return users.annotate(has_factor=Exists(devices)).prefetch_related(
        Prefetch("memberships", held, to_attr="positions")
    )


def locked_out(usernames: Iterable[str], *, at: datetime) -> set[str]:
    """Those whose log-in is locked after too many wrong passwords. One query."""
    since = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    wrong = AccessAttempt.objects.filter(username__in=set(usernames), attempt_time__gt=since)
    counted = wrong.values("username").annotate(n=Sum("failures_since_start"))
    locked = counted.filter(n__gte=settings.AXES_FAILURE_LIMIT)
    return set(locked.values_list("username", flat=True))


def positions_of(user: User) -> list[Membership]:
    """All the user holds and has held, newest first, with who stands behind them."""
    held = user.memberships.select_related("unit", "given_by", "approved_by")
    return list(held.order_by("-started_on", "-pk"))


def requests_to_decide(actor: Actor) -> QuerySet[AccessRequest]:
    """What waits for this actor's yes or no, the oldest first."""
    waiting = AccessRequest.objects.waiting().for_somebody_else_than(actor.user_id)
    return waiting.select_related("user", "unit", "asked_by").order_by("asked_at", "pk")


def requests_known() -> QuerySet[AccessRequest]:
    """All requests, those that wait first, then the newest."""
    known = AccessRequest.objects.select_related("user", "unit", "asked_by", "decided_by")
    return known.alias(waits=Q(state="waiting")).order_by("-waits", "-asked_at", "-pk")


def positions_ending(*, on: date, days: int) -> QuerySet[Membership]:
    """Positions that end within `days`, the first to end first."""
    soon = Membership.objects.running_on(on).filter(
        ended_on__lte=on + timedelta(days=days), user__is_active=True
    )
    return soon.order_by("ended_on", "pk")


def may_approve_count(*, on: date) -> int:
    """How many users could approve what another asks for."""
    held = Membership.objects.running_on(on).filter(role__in=APPROVING, user__is_active=True)
    return held.values("user").distinct().count()
