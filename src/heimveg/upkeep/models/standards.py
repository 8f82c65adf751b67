"""The adopted minimum standard, version by version, and what is known of each home."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models.measures import MeasureField
from heimveg.upkeep.models.stock import KeptQuerySet
from heimveg.upkeep.rules import Answer, Known, Measured
from heimveg.values import Money

D1 = FieldClass.D1
ANSWERS: dict[Answer, object] = {
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.NOT_RELEVANT: _("not relevant"),
    Answer.NOT_CHECKED: _("not checked"),
}


class StandardQuerySet(models.QuerySet["Standard"]):
    def in_force_on(self, day: date) -> "Standard | None":
        return self.filter(adopted_on__lte=day).order_by("-adopted_on", "-pk").first()


class Standard(models.Model):
    """A minimum standard as adopted (nb/nn minstestandard). Never changed: another is adopted."""

    classified = Classified(D1, why="what every home must hold, as adopted")

    adopted_on = models.DateField(_("in force from"), unique=True)
    note = models.CharField(_("adopted by, and case number"), max_length=200, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = StandardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.adopted_on}"


class Criterion(models.Model):
    """One thing a home must hold, in the words it was adopted with."""

    classified = Classified(D1, why="what every home must hold, as adopted")

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()  # order in the list
    theme = models.CharField(max_length=20)
    text_nb = models.CharField(max_length=250)
    text_nn = models.CharField(max_length=250)
    text_en = models.CharField(max_length=250)
    is_required = models.BooleanField(_("required"), default=True)
    is_waivable = models.BooleanField(default=True)  # not where the law asks for it
    unit = models.CharField(max_length=10, blank=True, default="")
    minimum = MeasureField(_("minimum"), null=True, blank=True)
    lift_ore = models.PositiveBigIntegerField(_("usual cost to lift"), default=0)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "code"], name="each_criterion_once_per_standard"
            ),
            models.CheckConstraint(
                name="a_minimum_has_a_unit", condition=Q(minimum=None) | ~Q(unit="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.code}"

    @property
    def text(self) -> str:
        return str(getattr(self, f"text_{get_language() or 'nn'}", self.text_nn))

    @property
    def shown_lift(self) -> str:
        return str(Money(self.lift_ore)) if self.lift_ore else ""

    @property
    def measured(self) -> Measured:
        return Measured(self.code, self.minimum, self.is_required, self.is_waivable)


class HomeCondition(models.Model):
    """What was last seen of one criterion in one home: the newest concluded inspection that
    checked it, or the work that mended it."""

    classified = Classified(D1, why="which homes are below the standard, and what lifting costs")
    ANSWERS: ClassVar = ANSWERS

    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="conditions")
    code = models.SlugField(max_length=40)
    answer = models.CharField(max_length=12, choices=ANSWERS)
    measure = MeasureField(null=True, blank=True)
    cost_ore = models.PositiveBigIntegerField(null=True, blank=True)
    seen_on = models.DateField()

    objects = KeptQuerySet["HomeCondition"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "code"], name="one_condition_per_home_and_criterion"
            ),
            models.CheckConstraint(
                name="condition_answer_is_known",
                condition=Q(answer__in=[str(a) for a in Answer if a != Answer.NOT_CHECKED]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["code", "dwelling"],
                name="condition_that_is_not_met",
                condition=Q(answer="no"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dwelling_id} {self.code} {self.answer}"

    @property
    def known(self) -> Known:
        return Known(Answer(self.answer), self.measure, self.seen_on)

    @classmethod
    def see(cls, seen: Sequence[Self]) -> None:
        """Write what was seen; what was seen later already stays."""
        homes, codes = {s.dwelling_id for s in seen}, {s.code for s in seen}
        known = cls.objects.filter(dwelling__in=homes, code__in=codes)
        kept = {(row.dwelling_id, row.code): row.seen_on for row in known}
        fresh = [s for s in seen if kept.get((s.dwelling_id, s.code), date.min) <= s.seen_on]
        cls.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["dwelling", "code"],
            update_fields=["answer", "measure", "cost_ore", "seen_on"],
        )
