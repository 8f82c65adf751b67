"""Whose home is at risk has a unit that answers: where nobody does, the person's case is opened
again, the same day. Written by the house, for who notes a sign may know nothing of the case."""

from datetime import date

from heimveg.accounts.house import by_the_house
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import system_user, units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.persons.models import Case, Person, Responsibility
from heimveg.persons.rules import Basis, CaseOutcome


def answer_again(person_id: int, *, on: date) -> Unit | None:
    """The unit that answers from `on`, where nobody answered: the housing office that has to do
    with the home already, so that nobody new learns of the person; else the first. None where
    somebody answers, the person is dead, or there is no housing office."""
    with by_the_house():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        kept = person.merged_into_id or person.pk
        if Responsibility.objects.running_on(on).coordinating().filter(person_id=kept).exists():
            return None
        if Case.objects.filter(person_id=kept, outcome=CaseOutcome.DIED).exists():
            return None
        relation = _relation(kept, on)
        unit = relation.unit if relation else next(iter(_offices(on)), None)
        if unit is None:
            return None
        worker = relation.named_worker if relation else None
        Responsibility.begin(kept, unit=unit, by=system_user(), on=on, worker=worker)
        if not Case.objects.open().filter(person_id=kept).exists():
            Case.objects.create(person_id=kept, opened_on=on)
        return unit


def who_answers(person_id: int, *, on: date) -> Responsibility | None:
    """Asked past what the actor sees: only for who reads cases may the unit be named."""
    with by_the_house():
        person = Person.objects.get(pk=person_id)
        rows = Responsibility.objects.running_on(on).coordinating().select_related("unit")
        return rows.filter(person_id=person.merged_into_id or person.pk).first()


def _relation(person_id: int, on: date) -> Responsibility | None:
    """Of the office that let the home, else of the one that looks for another."""
    rows = Responsibility.objects.running_on(on).filter(
        person_id=person_id, unit__in=_offices(on), basis__in=[Basis.TENANCY, Basis.NEED]
    )
    return rows.select_related("unit", "named_worker").order_by("-basis", "pk").first()


def _offices(on: date) -> list[Unit]:
    return units_of_kind(UnitKind.HOUSING, on=on)
