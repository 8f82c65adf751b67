"""That a home is let, seen by all who keep homes."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from heimveg.access.classes import Classified, FieldClass
from heimveg.base.models import Dated, PeriodQuerySet
from heimveg.dwellings.models import Dwelling
from heimveg.tenancies.models.waiting import waits_on


class LettingQuerySet(PeriodQuerySet["Letting"]):
    def begun_on(self, day: date) -> Self:
        """Let on the day, and not waiting for the home."""
        return self.running_on(day).exclude(waits_on(day))

    def to_come(self, day: date) -> Self:
        """Let from a later day, or from one that has come while the home was not ready."""
        return self.filter(Q(started_on__gt=day) | waits_on(day))


class Letting(Dated):
    """That a home is let, from when until when; by whom is not said.

    A view over the tenancies that row-level security does not narrow: a home whose tenant the
    reader may not see is taken all the same. Cannot be written.
    """

    classified = Classified(FieldClass.D1, why="a home that is taken must not look free")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.DO_NOTHING, related_name="lettings")

    objects = LettingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "tenancies_letting"

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id} {self.started_on}..{self.ended_on or ''}"
