from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory

from heimveg.accounts.models import Unit
from heimveg.accounts.queries import system_user
from heimveg.intake.models import Errand, Receipt
from heimveg.intake.rules import DecidedBy, ErrandKind
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory

NOON = datetime(2026, 11, 2, 12, tzinfo=ZoneInfo("Europe/Oslo"))


class ErrandFactory(factory.django.DjangoModelFactory[Errand]):
    class Meta:
        model = Errand

    unit = factory.SubFactory(UnitFactory)
    person = factory.SubFactory(PersonFactory, unit=factory.SelfAttribute("..unit"))
    kind = ErrandKind.APPLICATION
    came_on = date(2026, 11, 2)
    answer_by = date(2026, 12, 2)
    routed_by = DecidedBy.ANSWERING_UNIT

    @factory.lazy_attribute
    def receipt(self):
        unit: Unit = self.unit
        return Receipt.objects.create(
            kind=self.kind, sent_to=unit, taken_by=system_user(), taken_at=NOON,
            answer_by=self.answer_by,
        )  # fmt: skip
