"""What was seen in a home, criterion by criterion, with measures and photos."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models.measures import MeasureField
from heimveg.upkeep.models.standards import ANSWERS, Criterion, HomeCondition, Standard
from heimveg.upkeep.models.stock import KeptQuerySet
from heimveg.upkeep.models.turnovers import Turnover
from heimveg.upkeep.rules import AccessStep, Answer, Conclusion, InspectionKind, Known

D1 = FieldClass.D1
MOST_PHOTOS = 60


class InspectionQuerySet(KeptQuerySet["Inspection"]):
    def open(self) -> "InspectionQuerySet":
        return self.filter(conclusion=Conclusion.OPEN)


class Inspection(Versioned):
    """A look at a home (nb befaring, nn synfaring). It ends with a conclusion, or goes on."""

    classified = Classified(D1, why="what state the home is in")
    KINDS: ClassVar = {
        InspectionKind.MOVE_IN: _("at moving in"),
        InspectionKind.MOVE_OUT: _("at moving out"),
        InspectionKind.YEARLY: _("yearly, technical"),
        InspectionKind.DAMAGE: _("after damage"),
    }
    CONCLUSIONS: ClassVar = {
        Conclusion.OPEN: _("not concluded"),
        Conclusion.AT_STANDARD: _("at the standard"),
        Conclusion.BELOW_STANDARD: _("below the standard"),
        Conclusion.PARTLY_SEEN: _("not below in what was seen"),
        Conclusion.NO_ACCESS: _("no access"),
    }

    key = models.UUIDField(unique=True)  # made where it began, so that it is never sent twice
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="inspections")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    turnover = models.ForeignKey(
        Turnover, on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    planned_on = models.DateField(_("day"))
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who inspects"),
    )
    held_on = models.DateField(null=True, blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    conclusion = models.CharField(max_length=15, choices=CONCLUSIONS, blank=True, default="")
    words = models.TextField(_("in words"), max_length=2000, blank=True, default="")
    concluded_at = models.DateTimeField(null=True, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_kind_is_known",
                condition=Q(kind__in=[str(k) for k in InspectionKind]),
            ),
            models.CheckConstraint(
                name="inspection_conclusion_is_known",
                condition=Q(conclusion__in=[str(c) for c in Conclusion]),
            ),
            models.CheckConstraint(
                name="an_inspection_ends_with_a_conclusion",
                condition=Q(conclusion="", concluded_at=None)
                | (
                    ~Q(conclusion="")
                    & Q(concluded_at__isnull=False, held_on__isnull=False, held_by__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["planned_on"], name="inspection_open_by_day", condition=Q(conclusion="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.dwelling_id} {self.kind} {self.planned_on}"

    @property
    def is_open(self) -> bool:
        return self.conclusion == Conclusion.OPEN

    def must_be_open(self) -> None:
        if not self.is_open:
            raise Refused(_("This inspection is concluded, and is not changed any more."))


class Finding(models.Model):
    """One criterion, as seen. `measure` in the criterion's unit; `cost_ore` to lift it."""

    classified = Classified(D1, why="what state the home is in")
    ANSWERS: ClassVar = ANSWERS

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=ANSWERS)
    measure = MeasureField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    cost_ore = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "criterion"], name="one_finding_per_criterion"
            ),
            models.CheckConstraint(
                name="finding_answer_is_known", condition=Q(answer__in=[str(a) for a in Answer])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.criterion_id} {self.answer}"

    @property
    def known(self) -> Known:
        return Known(Answer(self.answer), self.measure)

    def as_condition(self, home: int, *, on: date) -> HomeCondition:
        return HomeCondition(
            dwelling_id=home,
            code=self.criterion.code,
            answer=self.answer,
            measure=self.measure,
            cost_ore=self.cost_ore,
            seen_on=on,
        )


class Photo(models.Model):
    """A picture of the home, never of people. Location and all else that a camera adds is
    taken away before it is kept; the bytes lie apart."""

    classified = Classified(D1, why="what state the home is in", delete_after_years=5)

    key = models.UUIDField(unique=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.key}"


class PhotoFile(models.Model):
    """The bytes of a photo: JPEG, made anew by us."""

    classified = Classified(D1, why="what state the home is in", delete_after_years=5)

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.photo_id}"


class AccessAttempt(models.Model):
    """One step towards access to a home where nobody opened, with its day."""

    classified = Classified(D1, why="access is asked for lawfully (husleieloven § 5-6)")
    STEPS: ClassVar = {
        AccessStep.NOT_OPENED: _("Notified, and nobody opened"),
        AccessStep.ASKED_AGAIN: _("Asked again in another way, for a time that suits"),
        AccessStep.WRITTEN_NOTICE: _("Written notice with day, reason and the right to object"),
        AccessStep.TAKEN_FURTHER: _("Taken further: the leader decides on lawful access"),
    }

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="attempts")
    step = models.PositiveSmallIntegerField(choices=STEPS)
    taken_on = models.DateField()
    note = models.CharField(max_length=300, blank=True, default="")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "step"], name="each_access_step_is_taken_once"
            ),
            models.CheckConstraint(
                name="access_step_is_known", condition=Q(step__in=[int(s) for s in AccessStep])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.step}"
