"""Tells the room of turnovers who waits for a home."""

from datetime import date

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.tenancies.models import Letting, Tenancy
from heimveg.tenancies.models.waiting import waits_on
from heimveg.tenancies.permissions import SET_FIRST_DAY
from heimveg.upkeep.waiting import Waiting, let_say


def tenancies_waiting(actor: Actor, dwelling_id: int, on: date) -> list[Waiting]:
    """That somebody waits is told to all who keep the home; whom, to who sees the tenancy."""
    rows = list(Letting.objects.filter(waits_on(on), dwelling=dwelling_id).order_by("started_on"))
    seen = _seen(actor, [row.pk for row in rows])
    return [
        Waiting(
            row.started_on,
            reverse("tenancies:first-day", args=[row.pk]) if row.pk in seen else "",
        )
        for row in rows
    ]


def _seen(actor: Actor, found: list[int]) -> set[int]:
    if not found or not actor.may(SET_FIRST_DAY):
        return set()
    mine = Tenancy.objects.permitted_to(actor, SET_FIRST_DAY).filter(pk__in=found)
    return set(mine.values_list("pk", flat=True))


let_say(tenancies_waiting)
