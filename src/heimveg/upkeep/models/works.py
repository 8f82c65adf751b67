"""What is to be mended or done, by whom, by when, and what it cost."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models.stock import KeptQuerySet
from heimveg.upkeep.models.turnovers import Turnover
from heimveg.upkeep.rules import ChargedTo, OrderState
from heimveg.values import Money

D1 = FieldClass.D1
OPEN = (OrderState.ORDERED, OrderState.STARTED)


class OrderFacts(Versioned):
    """What an order and a recurring task have in common."""

    CHARGES: ClassVar = {
        ChargedTo.MUNICIPALITY: _("the municipality"),
        ChargedTo.TENANT: _("the tenant"),
        ChargedTo.INSURANCE: _("insurance"),
        ChargedTo.GRANT: _("a grant"),
    }

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="%(class)ss")
    title = models.CharField(_("what is to be done"), max_length=120)
    detail = models.TextField(_("details"), max_length=2000, blank=True, default="")
    place = models.CharField(_("where in the home"), max_length=80, blank=True, default="")
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who does it"),
    )
    firm = models.CharField(_("or which firm"), max_length=100, blank=True, default="")
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True, default="")
    charged_to = models.CharField(
        _("charged to"), max_length=15, choices=CHARGES, default=ChargedTo.MUNICIPALITY
    )

    class Meta:
        abstract = True

    def write(self, **facts: object) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
        self.save()


class RecurringQuerySet(KeptQuerySet["RecurringTask"]):
    def due_by(self, day: date) -> Self:
        return self.filter(next_due_on__lte=day, ended_on=None)


class RecurringTask(OrderFacts):
    """Something that comes back: a job makes the order some days before it is due."""

    classified = Classified(D1, why="the year's upkeep is not forgotten")

    every_months = models.PositiveSmallIntegerField(_("every so many months"))
    next_due_on = models.DateField(_("next time"))
    ended_on = models.DateField(null=True, blank=True)

    objects = RecurringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recurring_task_comes_back", condition=Q(every_months__range=(1, 120))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.next_due_on}"


class WorkOrderQuerySet(KeptQuerySet["WorkOrder"]):
    def open(self) -> Self:
        return self.filter(state__in=[str(state) for state in OPEN])


class WorkOrder(OrderFacts):
    """One job in one home (nb/nn arbeidsordre). Costs in øre."""

    classified = Classified(D1, why="what is mended, and what each home costs")
    STATES: ClassVar = {
        OrderState.ORDERED: _("ordered"),
        OrderState.STARTED: _("under way"),
        OrderState.DONE: _("done"),
        OrderState.CANCELLED: _("cancelled"),
    }

    state = models.CharField(max_length=10, choices=STATES, default=OrderState.ORDERED)
    ordered_on = models.DateField()
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    estimate_ore = models.PositiveBigIntegerField(_("expected cost"), null=True, blank=True)
    cost_ore = models.PositiveBigIntegerField(_("what it cost"), null=True, blank=True)
    code = models.SlugField(max_length=40, blank=True, default="")  # the criterion it lifts
    turnover = models.ForeignKey(
        Turnover, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    task = models.ForeignKey(
        RecurringTask, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_order_state_is_known",
                condition=Q(state__in=[str(s) for s in OrderState]),
            ),
            models.CheckConstraint(
                name="work_order_is_charged_to_somebody_known",
                condition=Q(charged_to__in=[str(c) for c in ChargedTo]),
            ),
            models.CheckConstraint(
                name="done_work_has_a_day",
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
            ),
            models.UniqueConstraint(
                fields=["task", "due_on"],
                condition=Q(task__isnull=False),
                name="a_recurring_task_is_ordered_once_for_each_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="work_order_open_by_day",
                condition=Q(state__in=("ordered", "started")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def shown_cost(self) -> str:
        """What it cost, or is expected to; empty where neither is known."""
        ore = self.estimate_ore if self.cost_ore is None else self.cost_ore
        return "" if ore is None else str(Money(ore))

    def begin(self) -> None:
        self._must_be_open()
        self.state = OrderState.STARTED
        self.save(update_fields=["state"])

    def finish(self, *, on: date, cost_ore: int | None) -> None:
        """Raises Refused when it is closed already."""
        self._must_be_open()
        self.state, self.done_on, self.cost_ore = OrderState.DONE, on, cost_ore
        self.save(update_fields=["state", "done_on", "cost_ore"])

    def cancel(self) -> None:
        self._must_be_open()
        self.state = OrderState.CANCELLED
        self.save(update_fields=["state"])

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Refused(_("This order is closed already. Make a new one if more is to be done."))
