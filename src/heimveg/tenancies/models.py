"""Who has the right to which home, when. History is never rewritten: a tenancy is ended."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.base.errors import Refused
from heimveg.base.models import Dated, PeriodQuerySet, day_range, ends_after_it_starts
from heimveg.decisions.models import Decision
from heimveg.dwellings.models import Dwelling
from heimveg.persons.models import Person
from heimveg.persons.sight import seen


class DwellingTaken(Refused):
    """Somebody else holds the dwelling, or the person another one, in some of the period."""


class AlreadyEnded(Refused):
    """The tenancy has an end date; ending it again would rewrite history."""


class TenancyQuerySet(PeriodQuerySet):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(seen(actor, permission))


class Tenancy(AboutPerson, Dated):
    """A person's right to one dwelling for a period (nb leieforhold, nn leigeforhold)."""

    classified = Classified(FieldClass.D2, why="who lives where, by what right", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenancies")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="tenancies")
    lease_until = models.DateField(_("lease runs until"), null=True, blank=True)
    rent_ore_month = models.PositiveIntegerField(null=True)
    is_imported = models.BooleanField(default=False)  # lived there before Heimveg: no decision here

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tenancies"
        constraints = [
            ends_after_it_starts("tenancy_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_tenancy_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="one_tenancy_at_a_time_per_person",
                expressions=[("person", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="tenancy_rests_on_a_decision",
                condition=models.Q(decision__isnull=False) | models.Q(is_imported=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id} {self.started_on}..{self.ended_on or ''}"

    @classmethod
    def start(cls, *, person: Person, dwelling: Dwelling, on: date, **rest: object) -> Self:
        """Raises DwellingTaken; the database decides, so two at once cannot both win."""
        try:
            with transaction.atomic():
                return cls.objects.create(person=person, dwelling=dwelling, started_on=on, **rest)
        except IntegrityError as error:
            raise DwellingTaken(_("Somebody else got this home first.")) from error

    def end(self, *, on: date) -> None:
        if self.ended_on is not None and self.ended_on <= on:
            raise AlreadyEnded(_("This tenancy has ended already."))
        self.ended_on = on
        self.save(update_fields=["ended_on"])
