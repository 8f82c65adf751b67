"""What the pages of upkeep have in common: the ways between them, and how they are left."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import ActorRequest, Permission
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.queries import homes_seen

Text = str | Promise
GET_POST = ["GET", "POST"]
WAYS: tuple[tuple[str, Text], ...] = (
    ("upkeep:turnovers", gettext_lazy("Turnovers")),
    ("upkeep:inspections", gettext_lazy("Inspections")),
    ("upkeep:orders", gettext_lazy("Work")),
    ("upkeep:below", gettext_lazy("Below the standard")),
    ("upkeep:standard", gettext_lazy("The standard")),
)


@dataclass(frozen=True, slots=True)
class Way:
    label: Text
    url: str
    is_here: bool


def ways(here: str) -> list[Way]:
    """Links between the lists; `here` is the name of the page's own."""
    return [Way(label, reverse(name), name == here) for name, label in WAYS]


def own_home(request: ActorRequest, permission: Permission, dwelling_id: int) -> Dwelling:
    """404 for a home that another unit keeps."""
    return get_object_or_404(homes_seen(request.actor, permission), pk=dwelling_id)


def steps_to(*more: tuple[Text, str]) -> list[tuple[Text, str]]:
    return [(_("Upkeep"), reverse("upkeep:turnovers")), *more]
