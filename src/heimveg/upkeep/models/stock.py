"""Whose homes are whose: landlords and caretakers keep their own stock, offices see all."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from heimveg.access.gate import Actor, Permission
from heimveg.access.roles import Role
from heimveg.dwellings.models import Dwelling

Row = TypeVar("Row", bound=models.Model)
KEEPERS = frozenset({Role.PROPERTY, Role.CARETAKER})


def kept_by(actor: Actor, permission: Permission, home: str = "") -> Q:
    """The condition that the home is the actor's to see for `permission`. `home`: the way from
    the row to the dwelling ("dwelling__"); a home without a property is everybody's."""
    roles = {role for _unit, role in actor.grants} & permission.roles
    if actor.is_system or roles - KEEPERS:
        return Q()
    stock = sorted(unit for unit, role in actor.grants if role in permission.roles)
    own = Q(**{f"{home}estate__managed_by__in": stock})
    return own | Q(**{f"{home}estate": None}) if stock else Q(pk__in=[])


def keeps(actor: Actor, permission: Permission, home: Dwelling) -> bool:
    """The same as `kept_by`, asked about one home that is loaded with its property."""
    roles = {role for _unit, role in actor.grants} & permission.roles
    if actor.is_system or roles - KEEPERS:
        return True
    return bool(roles) and (
        home.estate is None or home.estate.managed_by_id in actor.units(permission)
    )


class KeptQuerySet(models.QuerySet[Row]):
    """Rows that stand on a dwelling in a field of that name."""

    HOME = "dwelling__"

    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(kept_by(actor, permission, self.HOME))
