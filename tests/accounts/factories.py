from datetime import date

import factory

from heimveg.access.roles import Role
from heimveg.accounts.models import Membership, Municipality, Unit, User
from heimveg.accounts.rules import UnitKind


class MunicipalityFactory(factory.django.DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("pk",)

    pk = 1
    name = "Nordvik"
    number = "9999"
    address = "Postboks 1, 9999 Nordvik"
    appeal_body = "Statsforvaltaren"


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Unit {n}")
    kind = UnitKind.HOUSING
    phone = "00 00 00 00"
    started_on = date(2020, 1, 1)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    class Params:
        demo = factory.Trait(is_demo=True)

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"User {n}")
    is_demo = True  # no second factor: the tests run on loopback in demo mode


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.ALLOCATOR
    started_on = date(2020, 1, 1)
