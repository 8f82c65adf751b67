"""Who lives, or is to live, together."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.base.errors import Refused
from heimveg.base.models import Dated, day_range, ends_after_it_starts
from heimveg.persons.sight import SeenPeriodQuerySet

WHY = "the home must fit all who are to live there"


class InAnotherHousehold(Refused):
    """The person belongs to a household in some of the period."""


class Household(models.Model):
    """People who live, or are to live, together (nb husstand, nn hushald)."""

    classified = Classified(FieldClass.D3, why=WHY, delete_after_years=10)

    formed_on = models.DateField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class HouseholdMember(AboutPerson, Dated):
    classified = Classified(FieldClass.D3, why=WHY, delete_after_years=10)
    RELATIONS: ClassVar = {
        "main": _("main person"),
        "partner": _("partner"),
        "child": _("child"),
        "other": _("other"),
    }

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        "persons.Person", on_delete=models.PROTECT, related_name="memberships"
    )
    relation = models.CharField(max_length=10, choices=RELATIONS, default="main")

    objects = SeenPeriodQuerySet["HouseholdMember"].as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("household_member_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_household_at_a_time_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.household_id} {self.relation}"

    @classmethod
    def join(
        cls, household: Household, person_id: int, *, relation: str, on: date
    ) -> "HouseholdMember":
        """Raises InAnotherHousehold; the database decides."""
        try:
            with transaction.atomic():
                return cls.objects.create(
                    household=household, person_id=person_id, relation=relation, started_on=on
                )
        except IntegrityError as error:
            text = _("This person belongs to a household already. End that membership first.")
            raise InAnotherHousehold(text) from error

    def leave(self, *, on: date) -> None:
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])
