"""A town with units that hand people over: short to write, real in the database."""

from datetime import date

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.handoffs import commands
from heimveg.handoffs.commands import Question
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import AskReason, Urgency, Wanted
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.persons.factories import PersonFactory

OPENED = date(2026, 1, 5)


def question(**changed):
    asked = {
        "kind": Wanted.COORDINATE,
        "reason": AskReason.NEEDS_CHANGED,
        "words": "Treng no oppfølging i bustaden kvar dag.",
        "urgency": Urgency.ORDINARY,
    }
    return Question(**asked | changed)


class Town:
    """Three units with two workers each, and one that decides between them."""

    def __init__(self):
        MunicipalityFactory(default_language="en")
        self.a, self.b, self.c = (UnitFactory(name=name) for name in ("A", "B", "C"))
        self.mandate = UnitFactory(name="Mandate", has_mandate=True)
        self.workers = {
            unit.pk: [self.worker(unit) for _ in range(2)] for unit in (self.a, self.b, self.c)
        }
        self.decider = self.worker(self.mandate)

    def worker(self, unit, role=Role.COORDINATOR, **cleared):
        user = UserFactory()
        MembershipFactory(user=user, unit=unit, role=role, **cleared)
        return user.actor(on=clock.today())

    def of(self, unit, n=0):
        return self.workers[unit.pk][n]

    def person(self, unit=None, **rest):
        return PersonFactory(unit=unit or self.a, on=OPENED, by=system_user(), **rest)

    def asked(self, person=None, to=None, on=None, **changed) -> Handoff:
        """A asks B."""
        person = person or self.person()
        return commands.ask_handoff(
            self.of(self.a),
            person_id=person.pk,
            to_unit_id=(to or self.b).pk,
            question=question(**changed),
            on=on or clock.today(),
        )

    def accept(self, handoff, n=0, on=None):
        actor = self.of(handoff.answering_unit, n)
        return commands.accept_handoff(
            actor, handoff_id=handoff.pk, worker_id=actor.user_id, on=on or clock.today()
        )
