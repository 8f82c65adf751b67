"""What is asked about files of payments and about money nobody has placed."""

from heimveg.tenancies.models import Payment, PaymentFile
from heimveg.tenancies.models.paying import PaymentQuerySet


def file_with(digest: str) -> PaymentFile | None:
    return PaymentFile.objects.filter(digest=digest).first()


def unplaced_payments() -> PaymentQuerySet:
    """Payments with something left to place, oldest first, with `rest_ore`."""
    return Payment.objects.unplaced().select_related("file").order_by("paid_on", "pk")
