from datetime import date

import factory

from heimveg.accounts.queries import system_user
from heimveg.tenancies.models import Tenancy
from tests.dwellings.factories import DwellingFactory, PropertyFactory
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


def let(unit, *, name="Ola Vik", on=date(2026, 3, 1), until=date(2029, 3, 1)):
    """Somebody whom `unit` answers for has moved into Storgata 1, at 9,000 kr a month."""
    return Tenancy.move_in(
        person=PersonFactory(unit=unit, name=name),
        dwelling=DwellingFactory(estate=PropertyFactory(), address="Storgata 1"),
        on=on, decision=None, rent_ore_month=900_000, lease_until=until, by=system_user(),
    )  # fmt: skip
