"""Abstract rows without a domain word: what a period and a version mean in the database."""

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from heimveg.base.errors import Stale
from heimveg.values import Period

Row = TypeVar("Row", bound=models.Model)


def day_range(start: str = "started_on", end: str = "ended_on") -> Func:
    """The half-open range of days between two date columns, for exclusion constraints."""
    return Func(start, end, function="daterange", output_field=DateRangeField())


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
    )


class PeriodQuerySet(models.QuerySet[Row]):
    """Rows with `started_on` and `ended_on`; `ended_on` is the first day without."""

    def running_on(self, day: date) -> Self:
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)

    def open(self) -> Self:
        return self.filter(ended_on=None)


class Dated(models.Model):
    """A fact that holds from one day until another."""

    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.started_on, self.ended_on)


class Versioned(models.Model):
    """A record that two people may have open at once."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def claim(self, version: int) -> None:
        """Take the next version, compare-and-set. Raises Stale when somebody was quicker."""
        taken = (
            type(self)
            ._base_manager.filter(pk=self.pk, version=version)
            .update(version=F("version") + 1)
        )
        if not taken:
            raise Stale(
                _("Somebody else saved this after you opened it. Nothing was overwritten.")
            )
        self.version = version + 1
