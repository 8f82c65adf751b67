"""That what was changed of the home can be read."""

from datetime import date

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.dwellings.models import Dwelling


def history(actor: Actor, home: Dwelling, on: date) -> str:  # noqa: ARG001  # the address alone
    return reverse("desk:dwelling-history", args=[home.pk])
