"""That what was changed of the person's record can be read."""

from datetime import date

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.desk.queries.person import PersonPage


def history(actor: Actor, page: PersonPage, on: date) -> str:  # noqa: ARG001  # the address alone
    return reverse("desk:person-history", args=[page.person.pk])
