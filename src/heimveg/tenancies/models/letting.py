"""That a home is let, seen by all who keep homes."""

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.base.models import Dated, PeriodQuerySet
from heimveg.dwellings.models import Dwelling


class Letting(Dated):
    """That a home is let, from when until when; by whom is not said.

    A view over the tenancies that row-level security does not narrow: a home whose tenant the
    reader may not see is taken all the same. Cannot be written.
    """

    classified = Classified(FieldClass.D1, why="a home that is taken must not look free")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.DO_NOTHING, related_name="lettings")

    objects = PeriodQuerySet["Letting"].as_manager()

    class Meta:
        managed = False
        db_table = "tenancies_letting"

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id} {self.started_on}..{self.ended_on or ''}"
