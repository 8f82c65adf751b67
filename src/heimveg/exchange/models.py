"""Files on their way in: what was uploaded, what was found in it, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import Unit, User


class ImportFile(models.Model):
    """One uploaded spreadsheet, read and checked, not yet or already taken in.

    Kept until it is taken in or thirty days old; only who uploaded it sees it.
    """

    classified = Classified(FieldClass.D3, why="to show every error before anything is saved", delete_after_years=1)
    STATES: ClassVar = {
        "uploaded": _("being read"),
        "checked": _("ready to look at"),
        "refused": _("could not be read"),
        "committed": _("taken in"),
    }
    KINDS: ClassVar = {"dwellings": _("dwellings"), "needs": _("waiting list")}

    kind = models.CharField(max_length=10, choices=KINDS)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=STATES, default="uploaded")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)  # row → known person, or "new", where somebody decided
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known",
                condition=models.Q(state__in=["uploaded", "checked", "refused", "committed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"
