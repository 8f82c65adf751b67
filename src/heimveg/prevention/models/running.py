"""What runs one at a time: the database keeps it, and it is said kindly here."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.base.errors import Refused

RENT, BREACH = "one_notice_for_rent_at_a_time", "one_notice_of_a_breach_at_a_time"
TEXTS = {
    RENT: _("A notice for the rent runs already. Look at it again."),
    BREACH: _("A notice of this breach runs already. Look at it again."),
}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises Refused where another notice of the same runs."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diag = getattr(error.__cause__, "diag", None)
        text = TEXTS.get(getattr(diag, "constraint_name", None) or "")
        if text is None:
            raise
        raise Refused(text) from error
