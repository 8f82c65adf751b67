"""That what was changed of the tenancy can be read."""

from datetime import date

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.tenancies.models import Tenancy


def history(actor: Actor, tenancy: Tenancy, on: date) -> str:  # noqa: ARG001  # the address alone
    return reverse("desk:tenancy-history", args=[tenancy.pk])
