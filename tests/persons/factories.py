from datetime import date

import factory

from heimveg.accounts.queries import system_user
from heimveg.persons.models import Person
from tests.accounts.factories import UnitFactory


class PersonFactory(factory.Factory[Person]):
    """A person with an open case; `unit` answers for them from `on`."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    unit = factory.SubFactory(UnitFactory)
    on = date(2026, 1, 1)

    @classmethod
    def _create(cls, model_class, *_, **kwargs):
        kwargs.setdefault("by", system_user())
        return model_class.register(**kwargs)
