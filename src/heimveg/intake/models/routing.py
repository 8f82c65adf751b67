"""The declared rules of where what comes in goes: whole plans, dated, never changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import Unit, User
from heimveg.intake.rules import ErrandKind, Route
from heimveg.stays.rules import InstitutionKind

WHY = "what comes in reaches the right unit, and why can be shown"


class RoutingPlan(models.Model):
    """All rules that hold together from a day. The newest that has begun is in force."""

    classified = Classified(FieldClass.D0, why=WHY)

    started_on = models.DateField(_("holds from"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    note = models.CharField(_("why it was changed"), max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"#{self.pk} {self.started_on}"

    @classmethod
    def in_force(cls, *, on: date) -> "RoutingPlan | None":
        """Of several from one day, the one made last."""
        return cls.objects.filter(started_on__lte=on).order_by("-started_on", "-pk").first()

    @classmethod
    def adopt(
        cls, rows: Sequence[dict[str, Any]], *, on: date, by: int, at: datetime, note: str
    ) -> "RoutingPlan":
        """A new plan with these rules, in order. `rows`: the columns of RoutingRule."""
        plan = cls.objects.create(started_on=on, made_by_id=by, made_at=at, note=note)
        RoutingRule.objects.bulk_create(
            RoutingRule(plan=plan, position=n, **row) for n, row in enumerate(rows, start=1)
        )
        return plan


class RoutingRule(models.Model):
    """One rule of a plan. What is empty asks nothing."""

    classified = Classified(FieldClass.D0, why=WHY)
    COLUMNS: ClassVar = (
        "name", "unit_id", "kinds", "institutions", "age_from", "age_below", "only_homeless",
        "takes_over",
    )  # fmt: skip

    plan = models.ForeignKey(RoutingPlan, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the rule"), max_length=100)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("goes to")
    )
    kinds = ArrayField(models.CharField(max_length=15), default=list, blank=True)
    institutions = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    age_from = models.PositiveSmallIntegerField(_("aged at least"), null=True, blank=True)
    age_below = models.PositiveSmallIntegerField(_("younger than"), null=True, blank=True)
    only_homeless = models.BooleanField(_("only people without a home"), default=False)
    takes_over = models.BooleanField(
        _("also when another unit answers for the person"), default=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="one_routing_rule_per_place_in_its_plan"
            ),
            models.CheckConstraint(
                name="routing_rule_asks_for_known_kinds",
                condition=Q(kinds__contained_by=[str(kind) for kind in ErrandKind]),
            ),
            models.CheckConstraint(
                name="routing_rule_asks_for_known_institutions",
                condition=Q(institutions__contained_by=[str(kind) for kind in InstitutionKind]),
            ),
            models.CheckConstraint(
                name="routing_rule_leaves_an_age",
                condition=Q(age_from=None) | Q(age_below=None) | Q(age_below__gt=F("age_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}.{self.position} {self.name}"

    @property
    def route(self) -> Route:
        return Route(
            id=self.pk,
            unit_id=self.unit_id,
            name=self.name,
            kinds=frozenset(self.kinds),
            institutions=frozenset(self.institutions),
            age_from=self.age_from,
            age_below=self.age_below,
            only_homeless=self.only_homeless,
            takes_over=self.takes_over,
        )

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.COLUMNS}
