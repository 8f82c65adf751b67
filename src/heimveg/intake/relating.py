"""Which unit answers for whom something came in about, and what the one that gets it becomes."""

from datetime import date

from heimveg.accounts.models import Unit
from heimveg.accounts.queries import system_user
from heimveg.persons.models import Case, Person, Responsibility
from heimveg.persons.rules import Basis


def answering_for(person_id: int | None, *, on: date) -> Responsibility | None:
    if person_id is None:
        return None
    running = Responsibility.objects.running_on(on).coordinating().filter(person_id=person_id)
    return running.select_related("unit", "named_worker").first()


def relate(
    person: Person, unit: Unit, answering: Responsibility | None, *, by: int, on: date
) -> None:
    """Let the unit have to do with the person: it answers where nobody does, else it is asked, by
    the rules and not by the taker (who sees the person already, or is not of that unit)."""
    if answering is None:
        Responsibility.begin(person.pk, unit=unit, by=by, on=on)
        if not person.cases.open().exists():
            Case.objects.create(person=person, opened_on=on)
    elif unit.pk != answering.unit_id:
        Responsibility.contribute(
            person.pk, unit=unit, basis=Basis.ASKED, by=system_user(), on=on, accepted_on=None
        )
