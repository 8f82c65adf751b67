"""A dwelling plan carried out in bulk: 20,000 homes cost some dozens of statements."""

from collections import defaultdict
from typing import Any

from django.db import models

from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, RentPart
from heimveg.exchange.columns.rows import Tell, silent
from heimveg.exchange.dwelling_list.plan import DwellingPlan

BATCH = 1_000


def save_dwellings(plan: DwellingPlan, *, tell: Tell = silent) -> None:
    """Inside one transaction. What goes wrong with the last row undoes the first."""
    _make(Property, plan.new_estates)
    _make(Cluster, plan.new_clusters)
    steps = max(len(plan.new) + len(plan.touched) + len(plan.fresh), 1)
    done = 0
    for first in range(0, len(plan.new), BATCH):
        _make(Dwelling, plan.new[first : first + BATCH])
        done += len(plan.new[first : first + BATCH])
        tell(done, steps)
    done = _change(plan, done, steps, tell)
    RentPart.objects.filter(pk__in=[part.pk for part in plan.gone]).delete()
    for model in (RentPart, FundingTie, OutOfUse):
        rows = [row for row in plan.fresh if type(row) is model]
        _make(model, rows)
        done += len(rows)
        tell(done, steps)


def _make(model: Any, rows: list[Any]) -> None:  # noqa: ANN401  # any of the register's models
    model._base_manager.bulk_create(rows, batch_size=BATCH)


def _change(plan: DwellingPlan, done: int, steps: int, tell: Tell) -> int:
    """Rows with the same fields changed go in one statement. A version goes up by one."""
    alike: dict[tuple[type[models.Model], frozenset[str]], list[Any]] = defaultdict(list)
    for row, fields in plan.touched.items():
        if hasattr(row, "version"):
            row.version += 1
            fields.add("version")
        alike[type(row), frozenset(fields)].append(row)
    for (model, names), rows in alike.items():
        model._base_manager.bulk_update(rows, sorted(names), batch_size=BATCH)
        done += len(rows)
        tell(done, steps)
    return done
