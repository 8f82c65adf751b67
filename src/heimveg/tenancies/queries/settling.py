"""Who moved out with an account that is settled, and who with one that is not. Asked as the
system: of all tenants."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from heimveg.accounts.rules import UnitKind
from heimveg.persons.models import Responsibility
from heimveg.persons.models.answering import ResponsibilityQuerySet
from heimveg.persons.rules import Basis, Kind
from heimveg.tenancies.models import RentAccount, Tenancy


def settled_relations(*, on: date) -> ResponsibilityQuerySet:
    """Running relations of an economy office to people who have no home here any more, and
    neither owe rent nor have any to get back."""
    same = {"person_id": OuterRef("person_id")}
    lives_here = Tenancy.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), **same)
    owes = RentAccount.objects.exclude(owed_ore=0).filter(**same)
    return _of_economy(on).filter(~Exists(lives_here), ~Exists(owes))


def left_with_a_balance(*, on: date) -> list[int]:
    """People who moved out, whose account does not stand at nothing, and whom no economy office
    has to do with."""
    followed = _of_economy(on).filter(person_id=OuterRef("person_id"))
    rows = RentAccount.objects.exclude(owed_ore=0).filter(tenancy__ended_on__lte=on)
    return list(
        rows.filter(~Exists(followed))
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )


def _of_economy(on: date) -> ResponsibilityQuerySet:
    return Responsibility.objects.running_on(on).filter(
        kind=Kind.CONTRIBUTING, basis=Basis.TENANCY, unit__kind=UnitKind.ECONOMY
    )
