from datetime import date

import factory

from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from tests.persons.factories import PersonFactory


class StayFactory(factory.django.DjangoModelFactory[Stay]):
    class Meta:
        model = Stay

    person = factory.SubFactory(PersonFactory)
    kind = StayKind.TEMPORARY_ACCOMMODATION
    started_on = date(2026, 1, 1)
