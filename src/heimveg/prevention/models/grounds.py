"""That a notice rests on rent that was owed. Money: behind its own wall."""

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention.models.cases import Step


class NoticeDebt(AboutPerson):
    """What was owed by the ledger on the day of a notice that rests on arrears. A notice without
    one rests on a breach that its step names."""

    classified = Classified(FieldClass.D6, why="what a notice rests on", delete_after_years=5)

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="debt")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ore = models.BigIntegerField()

    objects = SeenQuerySet["NoticeDebt"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_of_arrears_is_of_something_owed", condition=models.Q(ore__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.step_id}"

    @classmethod
    def write(cls, step: Step, *, ore: int) -> "NoticeDebt":
        return cls.objects.create(step=step, person_id=step.person_id, ore=ore)
