"""The adopted minimum standard, version by version, and what is known of each home."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models.measures import MeasureField
from heimveg.upkeep.models.stock import KeptQuerySet
from heimveg.upkeep.rules import Answer, Known, Measured
from heimveg.upkeep.words import is_told_in_norwegian, text_of
from heimveg.values import Money

D1 = FieldClass.D1
ANSWERS: dict[Answer, object] = {
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.NOT_RELEVANT: _("not relevant"),
    Answer.NOT_CHECKED: _("not checked"),
}


class StandardQuerySet(models.QuerySet["Standard"]):
    def standing(self) -> Self:
        """Those that were not withdrawn before their day."""
        return self.filter(withdrawn_at=None)

    def in_force_on(self, day: date) -> "Standard | None":
        return self.filter(adopted_on__lte=day).newest()

    def newest(self) -> "Standard | None":
        """In force or still to come: what the next version is made from."""
        return self.standing().order_by("-adopted_on", "-pk").first()


class Standard(models.Model):
    """A minimum standard as adopted (nb/nn minstestandard). Never changed: another is adopted;
    before its day it can be withdrawn, with a reason."""

    classified = Classified(D1, why="what every home must hold, as adopted")

    adopted_on = models.DateField(_("in force from"))
    note = models.CharField(_("adopted by, and case number"), max_length=200)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")

    objects = StandardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adopted_on"],
                condition=Q(withdrawn_at=None),
                name="one_standard_begins_on_a_day",
            ),
            models.CheckConstraint(
                name="a_standard_says_who_adopted_it_and_in_which_case",
                condition=Q(note__regex="[0-9]") & Q(note__regex="[[:alpha:]]"),
            ),
            models.CheckConstraint(
                name="a_standard_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adopted_on}"

    def is_to_come(self, *, on: date) -> bool:
        return self.withdrawn_at is None and self.adopted_on > on

    def withdraw(self, *, because: str, by: int, at: datetime) -> None:
        self.withdrawn_because, self.withdrawn_by_id, self.withdrawn_at = because, by, at
        self.save(update_fields=["withdrawn_because", "withdrawn_by", "withdrawn_at"])


class Criterion(models.Model):
    """One thing a home must hold, in the words it was adopted with."""

    classified = Classified(D1, why="what every home must hold, as adopted")

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()  # order in the list
    theme = models.CharField(max_length=20)
    text_nb = models.CharField(max_length=250)
    text_nn = models.CharField(max_length=250)
    text_en = models.CharField(max_length=250)  # empty: nobody has written it
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
        return text_of(self)

    @property
    def bare_text(self) -> str:
        """Without the mark that it is in another language: for what is written down."""
        return self.text_nb if self.is_told_in_norwegian else self.text

    @property
    def is_told_in_norwegian(self) -> bool:
        return is_told_in_norwegian(self)

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
