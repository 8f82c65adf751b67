"""That a notice rests on rent that was owed. Money: behind its own wall."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.base.models import day_range
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention.models.cases import Step
from heimveg.prevention.models.running import RENT, one_at_a_time
from heimveg.tenancies.models import Tenancy


class NoticeDebt(AboutPerson):
    """What was owed by the ledger on the day of a notice that rests on arrears, and until when the
    notice runs: one at a time for a tenancy. A notice without one rests on a breach that its step
    names."""

    classified = Classified(FieldClass.D6, why="what a notice rests on", delete_after_years=5)

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="debt")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    runs_until = models.DateField()  # the first day without
    ore = models.BigIntegerField()

    objects = SeenQuerySet["NoticeDebt"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_of_arrears_is_of_something_owed", condition=models.Q(ore__gt=0)
            ),
            ExclusionConstraint(
                name=RENT,
                expressions=[
                    ("tenancy", RangeOperators.EQUAL),
                    (day_range("given_on", "runs_until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.step_id}"

    @classmethod
    def write(cls, step: Step, *, ore: int, until: date) -> "NoticeDebt":
        """Reads the step's case. Raises Refused while another one of the tenancy runs."""
        with one_at_a_time():
            return cls.objects.create(
                step=step, person_id=step.person_id, tenancy_id=step.case.tenancy_id,
                given_on=step.taken_on, runs_until=until, ore=ore,
            )  # fmt: skip
