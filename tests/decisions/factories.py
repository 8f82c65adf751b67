from datetime import date

import factory

from heimveg.decisions.models import Decision
from heimveg.decisions.queries import DEFAULT_GROUNDS, legal_texts
from heimveg.decisions.rules import DecisionKind
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory

DAY = date(2026, 3, 2)  # a Monday


class DecisionFactory(factory.Factory[Decision]):
    """A draft for a person that the deciding unit answers for."""

    class Meta:
        model = Decision

    unit = factory.SubFactory(UnitFactory)
    person = factory.LazyAttribute(lambda d: PersonFactory(unit=d.unit))
    kind = DecisionKind.MUNICIPAL_DWELLING
    language = "nn"
    facts = "Søknad og kartlegging viser at du manglar ein eigna bustad."
    considerations = "Ventetid og kor mykje det hastar, er vege."
    outcome = "Du får leige kommunal bustad i Storgata 1."
    evidence = factory.LazyFunction(lambda: {"round": 1, "dwelling": "10001"})
    on = DAY

    @classmethod
    def _create(cls, model_class, *args, **kwargs):  # noqa: ARG003  # factory_boy's
        kwargs.setdefault("grounds", legal_texts(DEFAULT_GROUNDS, on=kwargs["on"]))
        return model_class.draft(**kwargs)
