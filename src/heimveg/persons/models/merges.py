"""Two records that were found to be of one person, or of two."""

from datetime import datetime
from typing import Self

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.persons.sight import SeenQuerySet


class MergeQuerySet(SeenQuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Merge(AboutPerson):
    """Two records found to be one person. Both histories are kept, so it can be undone."""

    classified = Classified(FieldClass.D3, why="to be able to undo", delete_after_years=10)

    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    restores = models.JSONField(default=dict)  # what the merge changed, to be put back

    objects = MergeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"#{self.duplicate_id} -> #{self.person_id}"

    def mark_undone(self, *, by: int, at: datetime) -> None:
        self.undone_by_id = by
        self.undone_at = at
        self.save(update_fields=["undone_by", "undone_at"])


class NotTwice(AboutPerson):
    """Two records that somebody looked at and found to be two people: not shown again."""

    classified = Classified(FieldClass.D3, why="not to ask twice", delete_after_years=10)

    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "not twice"
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="one_verdict_per_pair")
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} is not #{self.other_id}"

    @classmethod
    def tell_apart(cls, one: int, other: int, *, by: int, at: datetime) -> None:
        """Remember the verdict; the pair is kept in id order, so that it is found again."""
        first, second = sorted((one, other))
        cls.objects.get_or_create(
            person_id=first,
            other_id=second,
            defaults={"decided_by_id": by, "decided_at": at},
        )
