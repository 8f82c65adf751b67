"""The logs: what was done, what was read, and the seals that show if a log was touched."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from heimveg.access.classes import Classified, FieldClass


class AuditEntry(models.Model):
    """One command that took effect. Written in the command's own transaction."""

    classified = Classified(FieldClass.D8, why="to show who did what", delete_after_years=10)

    user_id = models.PositiveBigIntegerField()
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    person_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["person_id"], name="audit_by_person")]

    def __str__(self) -> str:
        return f"{self.happened_at} {self.user_id} {self.action} {self.subject}"


class ReadEntry(models.Model):
    """One answer that showed persons: who looked, where, when, and at whom."""

    classified = Classified(
        FieldClass.D8, why="so that a resident can see who has read", delete_after_years=10
    )

    user_id = models.PositiveBigIntegerField()
    permission = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=20))
    person_ids = ArrayField(models.BigIntegerField())
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "read entries"
        indexes = [models.Index(fields=["happened_at"], name="read_by_day")]

    def __str__(self) -> str:
        return f"{self.happened_at} {self.user_id} {self.permission} {len(self.person_ids)}"


class LogSeal(models.Model):
    """A hash over a batch of log rows and the seal before it: an edit or a gap shows."""

    classified = Classified(
        FieldClass.D8, why="to prove that the logs are whole", delete_after_years=10
    )

    log = models.CharField(max_length=10)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "first_id"], name="one_seal_per_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.first_id}..{self.last_id}"


class FormReceipt(models.Model):
    """A form that has been sent: the same key sent again has no second effect."""

    classified = Classified(
        FieldClass.D8, why="so that a double click has one effect", delete_after_years=1
    )

    key = models.UUIDField(primary_key=True)
    user_id = models.PositiveBigIntegerField()
    answered_with = models.CharField(max_length=300, default="")
    digest = models.CharField(max_length=64, default="")  # of what was said, keyed
    received_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.key)


class HistoryEntry(models.Model):
    """One change of one row, kept by a trigger. The app role can neither read nor write it."""

    classified = Classified(
        FieldClass.D8, why="what stood there before, and who changed it", delete_after_years=10
    )

    table_name = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=6)
    changed = models.JSONField()
    user_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "history entries"
        indexes = [models.Index(fields=["table_name", "row_id"], name="history_of_row")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.operation}"
