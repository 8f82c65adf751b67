"""The case of prevention of one tenancy, and the dated steps taken in it."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned, day_range
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention.models.running import BREACH, one_at_a_time
from heimveg.prevention.rules import BREACHES, Ground, Next, Outcome, Result
from heimveg.tenancies.models import Tenancy

D = FieldClass


class CaseQuerySet(SeenQuerySet["PreventionCase"]):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def most_pressing_first(self) -> Self:
        return self.order_by(F("next_due_on").asc(nulls_last=True), "opened_on", "pk")


class PreventionCase(AboutPerson, Versioned):
    """That a home is at risk and somebody works to keep it (nb/nn førebygging). The database
    opens it with the first sign; there is one at a time for a tenancy."""

    classified = Classified(
        D.D3, why="that nobody loses a home without help", delete_after_years=5
    )
    OUTCOMES: ClassVar = {
        Outcome.KEPT: _("the home is kept"),
        Outcome.MOVED: _("moved on"),
        Outcome.EVICTED: _("evicted"),
    }

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="prevention")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    first_sign_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    closed_because = models.CharField(max_length=500, blank=True, default="", db_default="")
    next_code = models.CharField(max_length=30, blank=True, default="")
    next_on = models.DateField(null=True)  # the first lawful day of the next step
    next_due_on = models.DateField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy"],
                condition=Q(closed_on=None),
                name="one_open_case_of_prevention_per_tenancy",
            ),
            models.CheckConstraint(
                name="closed_case_of_prevention_has_its_outcome",
                condition=Q(closed_on=None, outcome="")
                | Q(closed_on__isnull=False, outcome__in=[str(o) for o in Outcome]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_on", "opened_on", "id"],
                condition=Q(closed_on=None),
                name="open_prevention_pressing_first",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.outcome or self.next_code}"

    def look_ahead(self, following: Next | None) -> None:
        """Write what comes next, as the ladder says it."""
        self.foresee(following)
        self.save(update_fields=["next_code", "next_on", "next_due_on"])

    def foresee(self, following: Next | None) -> None:
        self.next_code = following.code if following else ""
        self.next_on = following.earliest_on if following else None
        self.next_due_on = following.due_on if following else None

    def close(self, *, on: date, outcome: Outcome, because: str = "") -> None:
        """Raises Refused when it is closed already."""
        if self.closed_on is not None:
            raise Refused(_("This is closed already. Look at it again."))
        self.closed_on, self.outcome = max(on, self.opened_on), outcome
        self.closed_because = because
        self.next_code, self.next_on, self.next_due_on = "", None, None
        self.save(update_fields=[
            "closed_on", "outcome", "closed_because", "next_code", "next_on", "next_due_on",
        ])  # fmt: skip


class Step(AboutPerson):
    """One thing done to keep the home, on its day, and what came of it."""

    classified = Classified(D.D3, why="what was tried, and when", delete_after_years=5)
    RESULTS: ClassVar = {
        Result.REACHED: _("in contact"),
        Result.NOT_REACHED: _("not reached"),
        Result.AGREED: _("agreed"),
        Result.DECLINED: _("the tenant declined"),
        Result.SENT: _("sent"),
        Result.DONE: _("done"),
    }
    BREACHES: ClassVar = {
        Ground.NOISE: _("noise or trouble for the neighbours"),
        Ground.DAMAGE: _("damage to the home"),
        Ground.THREATS: _("threats or violence"),
        Ground.SUBLET: _("letting others live there without leave"),
        Ground.ACCESS: _("letting nobody in who has a right to come"),
        Ground.OTHER: _("another breach, told in words"),
    }

    case = models.ForeignKey(PreventionCase, on_delete=models.PROTECT, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    taken_on = models.DateField()
    result = models.CharField(max_length=12, choices=RESULTS)
    words = models.CharField(max_length=500, blank=True, default="")  # what a plan holds
    late_because = models.CharField(max_length=300, blank=True, default="", db_default="")
    # What a warning or a notice is about, where it is not rent: that is behind its own wall.
    breach = models.CharField(
        max_length=10, choices=BREACHES, blank=True, default="", db_default=""
    )
    warning = models.ForeignKey(  # the one that a notice of a breach names
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )
    runs_until = models.DateField(null=True)  # of a notice of a breach: the first day without
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = SeenQuerySet["Step"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_result_is_known", condition=Q(result__in=[str(r) for r in Result])
            ),
            models.CheckConstraint(
                name="step_breach_is_known",
                condition=Q(breach__in=["", *(str(breach) for breach in BREACHES)]),
            ),
            ExclusionConstraint(
                name=BREACH,
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("breach", RangeOperators.EQUAL),
                    (day_range("taken_on", "runs_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(runs_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["case", "taken_on"], name="step_by_case")]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.code} {self.taken_on}"

    @property
    def entered_on(self) -> date:
        return timezone.localtime(self.recorded_at).date()

    @classmethod
    def take(  # noqa: PLR0913  # a step, its day, and what came of it
        cls, case: PreventionCase, code: str, *, on: date, result: Result, by: int, at: datetime,
        words: str = "", late_because: str = "", breach: str = "",
        warning: "Step | None" = None, runs_until: date | None = None,
    ) -> "Step":  # fmt: skip
        """Raises Refused while a notice of the same breach runs."""
        with one_at_a_time():
            return cls.objects.create(
                case=case, person_id=case.person_id, code=code, taken_on=on, result=result,
                taken_by_id=by, recorded_at=at, words=words, late_because=late_because,
                breach=breach, warning=warning, runs_until=runs_until,
            )  # fmt: skip
