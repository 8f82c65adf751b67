from datetime import date

import factory

from heimveg.needs.models import Need
from tests.persons.factories import PersonFactory


class NeedFactory(factory.django.DjangoModelFactory[Need]):
    """The unit that answers for the person is the housing office, unless said otherwise."""

    class Meta:
        model = Need

    person = factory.SubFactory(PersonFactory)
    unit = factory.LazyAttribute(lambda need: need.person.responsibilities.get().unit)
    opened_on = date(2026, 1, 1)
