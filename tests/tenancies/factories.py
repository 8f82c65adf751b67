from datetime import date

import factory

from heimveg.tenancies.models import Tenancy
from tests.dwellings.factories import DwellingFactory
from tests.persons.factories import PersonFactory


class TenancyFactory(factory.django.DjangoModelFactory[Tenancy]):
    """A tenancy from before Heimveg: it rests on no decision here."""

    class Meta:
        model = Tenancy

    class Params:
        ended = factory.Trait(ended_on=date(2026, 6, 1))

    person = factory.SubFactory(PersonFactory)
    dwelling = factory.SubFactory(DwellingFactory)
    started_on = date(2026, 1, 1)
    ended_on = None
    is_imported = True
    end_reason = factory.LazyAttribute(lambda row: "moved" if row.ended_on else "")
