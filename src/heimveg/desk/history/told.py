"""Which tables tell the history of a record, to whom, and what their columns are called.

A column that is not named here, neither by the model nor in NAMES, is not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit, User
from heimveg.base.parts import Text
from heimveg.dwellings.models import (
    KINDS,
    LOCATIONS,
    Cluster,
    Dwelling,
    FundingTie,
    OutOfUse,
    Property,
    RentPart,
)
from heimveg.dwellings.permissions import READ_DWELLINGS, READ_KINDS, READ_TIES
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.needs.permissions import NOTE_INCOME, READ_CARE_BASIS, READ_NEEDS
from heimveg.persons.models import Person
from heimveg.persons.permissions import READ_PERSON
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES

NAMES: dict[str, Text] = {
    "persons_person.merged_into": _("merged into"),
    "needs_need.unit": _("unit"),
    "needs_need.closed_on": _("closed"),
    "needs_need.urgency_reasons": _("reasons for the urgency"),
    "needs_need.urgency_because": _("why the urgency differs"),
    "needs_need.recommended": _("recommended kind of home"),
    "needs_need.kinds": _("kinds that will do"),
    "needs_need.standard_at_least": _("standard at least"),
    "needs_need.locations": _("location"),
    "needs_need.rooms_at_least": _("rooms at least"),
    "needs_need.rooms_at_most": _("rooms at most"),
    "needs_need.needs_step_free": _("must be step-free"),
    "needs_need.needs_wheelchair": _("must take a wheelchair"),
    "needs_need.staffed_at_least": _("staffed at least"),
    "needs_need.has_pets": _("has pets"),
    "needs_need.areas_not": _("areas that will not do"),
    "needs_need.rent_nok_at_most": _("rent at most (NOK a month)"),
    "needs_need.wished_areas": _("wished areas"),
    "needs_need.wished_kinds": _("wished kinds"),
    "needs_need.wished_rooms": _("wished rooms"),
    "needs_carebasis.confirmed_by": _("confirmed by"),
    "needs_carebasis.confirmed_on": _("confirmed"),
    "dwellings_fundingtie.ended_on": _("to and including"),
    "dwellings_rentpart.kind": _("part of the rent"),
    "dwellings_rentpart.ore_month": _("kroner a month"),
    "tenancies_tenancy.dwelling": _("dwelling"),
    "tenancies_tenancy.rent_ore_month": _("rent a month (kroner)"),
    "tenancies_tenancy.end_reason": _("why it ended"),
}

# Whose codes are no choices of the column itself.
WORDS: dict[str, Mapping[str, Text]] = {
    "needs_need.urgency_reasons": {str(k): v for k, v in Need.REASONS.items()},
    "needs_need.kinds": {str(k): v for k, v in KINDS.items()},
    "needs_need.wished_kinds": {str(k): v for k, v in KINDS.items()},
    "needs_need.locations": {str(k): v for k, v in LOCATIONS.items()},
    "tenancies_tenancy.end_reason": {str(k): v for k, v in Tenancy.ENDINGS.items()},
}
NAMED_BY: tuple[type[models.Model], ...] = (User, Unit, Dwelling, Cluster, Property)
LAST_DAYS = frozenset({"dwellings_fundingtie.ended_on"})  # told by the last day in
# Columns that only some of the table's readers know.
KNOWN_TO: dict[str, Permission] = {
    "dwellings_dwelling.kind": READ_KINDS,
    **{f"dwellings_fundingtie.{name}": READ_TIES for name in ("grant", "group", "conditions")},
}


@dataclass(frozen=True, slots=True)
class Told:
    """One table's part of a history: `of` is the column that leads to the record."""

    model: type[models.Model]
    permission: Permission
    title: Text
    of: str = "pk"

    @property
    def table(self) -> str:
        return self.model._meta.db_table


PERSON = (Told(Person, READ_PERSON, _("Particulars")),)
NEED = (
    Told(Need, READ_NEEDS, _("The need")),
    Told(CareBasis, READ_CARE_BASIS, _("What the need rests on"), "need"),
    Told(Income, NOTE_INCOME, _("Income"), "person__needs"),
)
DWELLING = (
    Told(Dwelling, READ_DWELLINGS, _("The dwelling")),
    Told(OutOfUse, READ_DWELLINGS, _("Out of use"), "dwelling"),
    Told(FundingTie, READ_DWELLINGS, _("Funding tie"), "dwelling"),
    Told(RentPart, READ_DWELLINGS, _("Rent"), "dwelling"),
)
TENANCY = (Told(Tenancy, READ_TENANCIES, _("The tenancy")),)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be told."""

    field: models.Field  # type: ignore[type-arg]  # of any kind
    name: Text
    words: Mapping[str, Text]
    is_last_day: bool = False


def columns_of(actor: Actor, model: type[models.Model]) -> dict[str, Column]:
    """Column name in the database to what it is called, of those the actor may know."""
    table = model._meta.db_table
    found = {}
    for column in model._meta.concrete_fields:
        key = f"{table}.{column.name}"
        name = NAMES.get(key, column.verbose_name)
        may_know = key not in KNOWN_TO or actor.may(KNOWN_TO[key])
        if may_know and (key in NAMES or isinstance(name, Promise)):
            words = WORDS.get(key) or {str(k): v for k, v in column.flatchoices}
            found[column.column] = Column(column, name, words, key in LAST_DAYS)
    return found
