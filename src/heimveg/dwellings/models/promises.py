"""Constraints written once, and a kind word where one is about to be broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from heimveg.base.errors import Refused


def known(name: str, field: str, values: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{field}__in": [str(v) for v in values]})
    )


@contextmanager
def kindly(constraint: str, refusal: Refused) -> Iterator[None]:
    """Where the database keeps a promise somebody was about to break, say `refusal` instead."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != constraint:
            raise
        raise refusal from error
