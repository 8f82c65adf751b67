"""What other rooms may ask about the municipality, its units and its staff."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.accounts.models import Membership, Municipality, Unit, User
from heimveg.accounts.rules import UnitKind


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
        {"username": m.user.username, "name": m.user.name, "role": str(m.role), "role_name": m.get_role_display(), "unit": m.unit.name}
        for m in held
    ]
