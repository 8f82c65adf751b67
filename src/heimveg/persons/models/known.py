"""The check constraint that a column holds a known value."""

from enum import StrEnum

from django.db import models
from django.db.models import Q


def known(name: str, field: str, values: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{field}__in": [str(value) for value in values]})
    )
