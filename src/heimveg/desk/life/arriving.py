"""What has come in about the person by the one door."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.desk.queries.person import PersonPage
from heimveg.intake.models import Errand
from heimveg.intake.queries.errands import errands_of

MOST_LISTED = 10


def errands(actor: Actor, page: PersonPage, on: date) -> list[Errand]:  # noqa: ARG001  # as every part
    return errands_of(actor, page.records)[:MOST_LISTED]
