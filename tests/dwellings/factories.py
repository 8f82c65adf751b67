from datetime import date

import factory

from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, RentPart
from heimveg.dwellings.rules import Cause, TiedGroup
from tests.accounts.factories import UnitFactory


class PropertyFactory(factory.django.DjangoModelFactory[Property]):
    class Meta:
        model = Property

    name = factory.Sequence(lambda n: f"Property {n}")
    managed_by = factory.SubFactory(UnitFactory, kind="property")


class ClusterFactory(factory.django.DjangoModelFactory[Cluster]):
    class Meta:
        model = Cluster

    name = factory.Sequence(lambda n: f"Cluster {n}")


class DwellingFactory(factory.django.DjangoModelFactory[Dwelling]):
    class Meta:
        model = Dwelling

    class Params:
        in_cluster = factory.Trait(cluster=factory.SubFactory(ClusterFactory))

    object_number = factory.Sequence(lambda n: f"{1000 + n}")
    address = factory.Sequence(lambda n: f"Storgata {n + 1}")
    bedrooms = 1
    started_on = date(2015, 1, 1)


class OutOfUseFactory(factory.django.DjangoModelFactory[OutOfUse]):
    class Meta:
        model = OutOfUse

    dwelling = factory.SubFactory(DwellingFactory)
    cause = Cause.REPAIR
    started_on = date(2026, 1, 1)


class RentPartFactory(factory.django.DjangoModelFactory[RentPart]):
    class Meta:
        model = RentPart

    dwelling = factory.SubFactory(DwellingFactory)
    ore_month = 850_000


class FundingTieFactory(factory.django.DjangoModelFactory[FundingTie]):
    class Meta:
        model = FundingTie

    dwelling = factory.SubFactory(DwellingFactory)
    grant = "Investeringstilskot"
    group = TiedGroup.ROP
    started_on = date(2020, 1, 1)
