"""How the end of a tenancy was recorded, and that it was taken back."""

from datetime import date

from django.db import models
from django.db.models import Q

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.tenancies.models.tenancy import Tenancy

WORDS = 300  # characters


class EndRecord(AboutPerson):
    """That an end was written, by whom and when; why so late, where it was late; and why it was
    taken back. A tenancy has one that stands, at most."""

    classified = Classified(
        FieldClass.D2, why="who ended a tenancy, and that it was a mistake", delete_after_years=10
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="end_records")
    ended_on = models.DateField()  # first day without the home
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    late_because = models.CharField(max_length=WORDS, blank=True, default="")
    taken_back_on = models.DateField(null=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_because = models.CharField(max_length=WORDS, blank=True, default="")

    objects = SeenQuerySet["EndRecord"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy"],
                condition=Q(taken_back_on=None),
                name="one_end_of_a_tenancy_stands",
            ),
            models.CheckConstraint(
                name="an_end_that_is_taken_back_says_by_whom_and_why",
                condition=Q(taken_back_on=None, taken_back_by=None, taken_back_because="")
                | Q(taken_back_on__isnull=False, taken_back_by__isnull=False)
                & ~Q(taken_back_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.ended_on}"

    @classmethod
    def write(cls, tenancy: Tenancy, *, ended_on: date, on: date, by: int, late: str) -> None:
        """Another end of the same tenancy takes the place of the one that stands."""
        cls.objects.update_or_create(
            tenancy=tenancy,
            taken_back_on=None,
            defaults={
                "person_id": tenancy.person_id,
                "ended_on": ended_on,
                "recorded_on": on,
                "recorded_by_id": by,
                "late_because": late,
            },
        )

    @classmethod
    def take_back(cls, tenancy: Tenancy, *, on: date, by: int, because: str) -> None:
        """Written also where the end was recorded before Heimveg kept how."""
        found = cls.objects.filter(tenancy=tenancy, taken_back_on=None).first()
        row = found or cls(
            tenancy=tenancy, person_id=tenancy.person_id, recorded_on=on, recorded_by_id=by
        )
        row.ended_on = tenancy.ended_on or on
        row.taken_back_on, row.taken_back_by_id, row.taken_back_because = on, by, because
        row.save()
