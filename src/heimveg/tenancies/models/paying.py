"""Files of payments as they came, line by line. Kept as they were; what they mean is entries."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.tenancies.rules.payments import FileKind

D = FieldClass


class PaymentFile(models.Model):
    """One file from the bank or the accounting system, read once."""

    classified = Classified(
        D.D6, why="that a file was read once, and its sum", delete_after_years=5
    )
    KINDS: ClassVar = {FileKind.OCR: _("OCR giro"), FileKind.CSV: _("list (CSV)")}

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=5, choices=KINDS)
    digest = models.CharField(max_length=64, unique=True)
    read_on = models.DateField()
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField()
    placed_lines = models.PositiveIntegerField(default=0)
    ore = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_file_kind_is_known", condition=Q(kind__in=[str(k) for k in FileKind])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PaymentQuerySet(models.QuerySet["Payment"]):
    def unplaced(self) -> Self:
        """Money whose payer is not known yet, with what rests of it as `rest_ore`."""
        return self.filter(resting__ore__gt=0).annotate(rest_ore=F("resting__ore"))


class Payment(models.Model):
    """One line of a file: what the bank said. Seen by those who keep the ledger alone, for
    nobody knows whose it is until it is placed; then the entry tells."""

    classified = Classified(D.D6, why="to find whose payment it was", delete_after_years=5)

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="payments")
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=120, unique=True)  # the same payment is read once
    paid_on = models.DateField()
    ore = models.BigIntegerField()
    kid = models.CharField(max_length=25, blank=True, default="")
    text = models.CharField(max_length=200, blank=True, default="")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_is_of_something", condition=~Q(ore=0)),
        ]
        indexes = [models.Index(fields=["kid"], name="payment_by_kid")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    def keys_known(cls, keys: list[str]) -> set[str]:
        return set(cls.objects.filter(key__in=keys).values_list("key", flat=True))


class Resting(models.Model):
    """What rests of a payment that nobody has placed; no row where nothing does. The database
    alone writes it, in the same statement as the entry that changes it."""

    classified = Classified(D.D6, why="to find whose payment it was", delete_after_years=5)

    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, primary_key=True, related_name="resting"
    )
    ore = models.BigIntegerField()

    def __str__(self) -> str:
        return f"#{self.pk} {self.ore}"
