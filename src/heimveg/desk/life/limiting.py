"""Measures that touch the person's rights, for who follows the person up."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.desk.queries.person import PersonPage
from heimveg.support.models import RightsMeasure
from heimveg.support.queries import measures_of

MOST_LISTED = 5


def measures(actor: Actor, page: PersonPage, on: date) -> list[RightsMeasure]:  # noqa: ARG001  # as every part
    return list(measures_of(actor, page.person.pk)[:MOST_LISTED])
