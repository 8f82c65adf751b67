"""Which unit has answered for the person, and which have helped."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.base.bands import Band
from heimveg.desk.queries.person import PersonPage
from heimveg.persons.rules import Kind


def units_that(kind: Kind) -> Callable[[Actor, PersonPage, date], list[Band]]:
    """Rows that follow each other in the same unit are one band: the worker changed, not who
    answers."""

    def ask(actor: Actor, page: PersonPage, on: date) -> list[Band]:  # noqa: ARG001  # the page has them
        url = reverse("persons:case", args=[page.person.pk])
        tone = "brick" if kind is Kind.COORDINATING else "neutral"
        bands: list[Band] = []
        for row in sorted(page.responsibilities, key=lambda r: (r.unit_id, r.basis, r.started_on)):
            if row.kind != kind or row.ended_on == row.started_on:
                continue
            label = row.unit.name
            before = bands[-1] if bands else None
            if before and (before.label, before.end) == (label, row.started_on):
                bands[-1] = Band(label, before.start, row.ended_on, tone, url)
            else:
                bands.append(Band(label, row.started_on, row.ended_on, tone, url))
        return bands

    return ask
