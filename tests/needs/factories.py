from datetime import date

import factory

from heimveg.needs.models import CareBasis, Income, Need
from tests.persons.factories import PersonFactory


class NeedFactory(factory.django.DjangoModelFactory[Need]):
    """The unit that answers for the person is the housing office, unless said otherwise."""

    class Meta:
        model = Need

    class Params:
        complete = factory.Trait(
            kinds=["shared"], rooms_at_least=1, urgency_reasons=["children"], urgency=4
        )

    person = factory.SubFactory(PersonFactory)
    unit = factory.LazyAttribute(lambda need: need.person.responsibilities.get().unit)
    opened_on = date(2026, 1, 1)


class CareBasisFactory(factory.django.DjangoModelFactory[CareBasis]):
    class Meta:
        model = CareBasis

    need = factory.SubFactory(NeedFactory)
    person = factory.SelfAttribute("need.person")
    group = 5
    characteristic = "rop"
    text = "Words that stay behind the wall"
    confirmed_on = date(2026, 1, 2)


class IncomeFactory(factory.django.DjangoModelFactory[Income]):
    class Meta:
        model = Income

    person = factory.SubFactory(PersonFactory)
    nok_year = 300_000
    known_on = date(2026, 1, 1)
