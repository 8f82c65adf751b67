"""A plan to pay arrears in instalments. Money: behind its own wall."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention import rules
from heimveg.prevention.rules import PlanState, Standing
from heimveg.tenancies.models import Tenancy


class InstalmentPlanQuerySet(SeenQuerySet["InstalmentPlan"]):
    def running(self) -> Self:
        return self.filter(state=PlanState.RUNNING)


class InstalmentPlan(AboutPerson):
    """What was agreed to be paid and when. Followed against the ledger every night."""

    classified = Classified(FieldClass.D6, why="that arrears can be paid", delete_after_years=5)
    STATES: ClassVar = {
        PlanState.RUNNING: _("running"),
        PlanState.KEPT: _("kept"),
        PlanState.BROKEN: _("an instalment was missed"),
        PlanState.ENDED: _("replaced or ended"),
    }

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="instalment_plans")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    owed_ore = models.BigIntegerField()  # when it was agreed
    state = models.CharField(max_length=10, choices=STATES, default=PlanState.RUNNING)
    broken_on = models.DateField(null=True)
    short_ore = models.BigIntegerField(default=0)

    objects = InstalmentPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy"],
                condition=Q(state="running"),
                name="one_running_plan_of_instalments_per_tenancy",
            ),
            models.CheckConstraint(
                name="plan_state_is_known", condition=Q(state__in=[str(s) for s in PlanState])
            ),
            models.CheckConstraint(name="plan_pays_something_owed", condition=Q(owed_ore__gt=0)),
            models.CheckConstraint(
                name="broken_plan_has_its_day",
                condition=~Q(state="broken") | Q(broken_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.state}"

    @classmethod
    def agree(
        cls, tenancy: Tenancy, instalments: Sequence[rules.Instalment], *, owed_ore: int,
        on: date, by: int,
    ) -> "InstalmentPlan":  # fmt: skip
        """A broken plan before it is replaced. Raises Refused when one is running."""
        cls.objects.filter(tenancy=tenancy, state=PlanState.BROKEN).update(state=PlanState.ENDED)
        try:
            with transaction.atomic():
                plan = cls.objects.create(
                    tenancy=tenancy, person_id=tenancy.person_id, agreed_on=on, agreed_by_id=by,
                    owed_ore=owed_ore,
                )  # fmt: skip
        except IntegrityError as error:
            raise Refused(
                _("A plan of instalments is running already. Look at that one.")
            ) from error
        Instalment.objects.bulk_create(
            Instalment(plan=plan, person_id=tenancy.person_id, due_on=part.due_on, ore=part.ore)
            for part in instalments
        )
        return plan

    def stand(self, found: Standing) -> bool:
        """Write how the plan stands. True when that is news."""
        if self.state != PlanState.RUNNING or found.state is PlanState.RUNNING:
            return False
        self.state, self.broken_on, self.short_ore = found.state, found.broken_on, found.short_ore
        self.save(update_fields=["state", "broken_on", "short_ore"])
        return True

    def end(self) -> None:
        self.state = PlanState.ENDED
        self.save(update_fields=["state"])


class Instalment(AboutPerson):
    """One amount and its day."""

    classified = Classified(FieldClass.D6, why="that arrears can be paid", delete_after_years=5)

    plan = models.ForeignKey(InstalmentPlan, on_delete=models.PROTECT, related_name="instalments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    ore = models.BigIntegerField()

    objects = SeenQuerySet["Instalment"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="instalment_is_of_something", condition=Q(ore__gt=0)),
            models.UniqueConstraint(fields=["plan", "due_on"], name="one_instalment_a_day"),
        ]

    def __str__(self) -> str:
        return f"#{self.plan_id} {self.due_on}"
