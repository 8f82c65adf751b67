"""Who can be given work, which homes are one's own, and what a home has cost."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from heimveg.access.gate import Actor, Permission
from heimveg.access.roles import Role
from heimveg.accounts.models import Membership, User
from heimveg.base.sorting import NorwegianKey
from heimveg.dwellings.models import Dwelling, DwellingQuerySet
from heimveg.upkeep.models import WorkOrder, kept_by
from heimveg.upkeep.rules import ChargedTo, OrderState

DOERS = (Role.PROPERTY, Role.CARETAKER)


def workers(actor: Actor, permission: Permission, *, on: date) -> QuerySet[User]:
    """Those who may inspect and mend: in the actor's own units, or all for an office."""
    held = Membership.objects.running_on(on).filter(user=OuterRef("pk"), role__in=DOERS)
    roles = {role for _unit, role in actor.grants} & permission.roles
    if not actor.is_system and roles <= set(DOERS):
        held = held.filter(unit__in=actor.units(permission))
    return User.objects.filter(Exists(held)).order_by("name", "pk")


def keepers_of(home: Dwelling, *, on: date) -> QuerySet[User]:
    """Those who may inspect this home, by name: of the unit that manages it; a home without a
    property is kept by all of them."""
    held = Membership.objects.running_on(on).filter(user=OuterRef("pk"), role__in=DOERS)
    if home.estate is not None:
        held = held.filter(unit=home.estate.managed_by_id)
    users = User.objects.filter(Exists(held), is_active=True, is_system=False)
    return users.order_by(NorwegianKey("name"), "pk")


def homes_seen(actor: Actor, permission: Permission) -> DwellingQuerySet:
    """The homes the actor keeps, or all for an office."""
    return Dwelling.objects.filter(kept_by(actor, permission))


@dataclass(frozen=True, slots=True)
class HomeCost:
    """What the work in one home has cost, in øre. `expected_ore`: of orders that are open."""

    whole_ore: int
    this_year_ore: int
    own_ore: int  # borne by the municipality
    expected_ore: int
    open_orders: int


def cost_of_home(dwelling_id: int, *, on: date) -> HomeCost:
    """One query."""
    done = Q(state=OrderState.DONE)
    is_open = Q(state__in=(OrderState.ORDERED, OrderState.STARTED))
    sums = WorkOrder.objects.filter(dwelling_id=dwelling_id).aggregate(
        whole=Sum("cost_ore", filter=done),
        year=Sum("cost_ore", filter=done & Q(done_on__year=on.year)),
        own=Sum("cost_ore", filter=done & Q(charged_to=ChargedTo.MUNICIPALITY)),
        expected=Sum("estimate_ore", filter=is_open),
        open=Count("pk", filter=is_open),
    )
    return HomeCost(
        sums["whole"] or 0,
        sums["year"] or 0,
        sums["own"] or 0,
        sums["expected"] or 0,
        sums["open"],
    )
