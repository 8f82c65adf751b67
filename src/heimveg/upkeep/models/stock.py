"""Whose homes are whose: landlords and caretakers keep their own stock, offices see all."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from heimveg.access.gate import Actor, Permission
from heimveg.access.roles import Role

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


class KeptQuerySet(models.QuerySet[Row]):
    """Rows that stand on a dwelling in a field of that name."""

    HOME = "dwelling__"

    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(kept_by(actor, permission, self.HOME))
