"""What rooms above can do with a unit, shown on the page of units.

A room adds its own when Heimveg starts, so that imports still go down:

    add(UnitLink("persons:end-unit", END_UNIT, _("End the unit"), units_to_end))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit
from heimveg.base.parts import Text


@dataclass(frozen=True, slots=True)
class UnitLink:
    """`address`: the name of a URL that takes a unit's id. `units`: for which the actor may."""

    address: str
    permission: Permission
    label: Text
    units: Callable[[Actor, date], QuerySet[Unit]]


LINKS: dict[str, UnitLink] = {}


def add(link: UnitLink) -> None:
    LINKS[link.address] = link


def links_for(actor: Actor, *, on: date) -> dict[int, list[tuple[Text, str]]]:
    """Unit id to label and path. One query a link that the actor may use."""
    found: dict[int, list[tuple[Text, str]]] = {}
    for link in LINKS.values():
        if actor.may(link.permission):
            for pk in link.units(actor, on).values_list("pk", flat=True):
                found.setdefault(pk, []).append((link.label, reverse(link.address, args=[pk])))
    return found
