"""The start-up check: what is not classified does not start."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from heimveg.access.classes import ALONE, Classified


def every_field_has_a_class(
    app_configs: Sequence[Any] | None,  # noqa: ARG001  # Django's signature
    **_: object,
) -> list[CheckMessage]:
    """Errors for each model of ours whose fields are not wholly classified."""
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith("heimveg."):
            continue
        problems += _problems_of(model)
    return problems


def _problems_of(model: type[models.Model]) -> list[CheckMessage]:
    classified = getattr(model, "classified", None)
    label = model._meta.label
    if not isinstance(classified, Classified):
        return [Error(f"{label} declares no field classes (`classified`)", id="heimveg.E001")]
    names = {f.name for f in model._meta.concrete_fields}
    problems: list[CheckMessage] = [
        Error(f"{label} classifies {name}, which it does not have", id="heimveg.E002")
        for name in classified.but.keys() - names
    ]
    if not classified.why:
        problems.append(Error(f"{label} does not say why it is kept", id="heimveg.E003"))
    mixed = ALONE & set(classified.but.values())
    if mixed:
        problems.append(
            Error(
                f"{label} mixes {sorted(mixed)} with others; use a table of its own",
                id="heimveg.E004",
            )
        )
    return problems
