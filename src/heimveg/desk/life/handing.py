"""Which units have been asked to take over or to help, and what came of it."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.desk.queries.person import PersonPage
from heimveg.handoffs.queries import OnPerson, on_person


def handoffs(actor: Actor, page: PersonPage, on: date) -> OnPerson:  # noqa: ARG001  # a section's
    answering = page.answers.unit_id if page.answers else None
    return on_person(actor, page.records, answering_unit_id=answering)
