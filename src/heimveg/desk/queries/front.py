"""The figures of the front page: homes by kind and why they stand empty. Nothing about persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Value
from django.db.models.fields import DateField

from heimveg.allocation.rules import HOLDING
from heimveg.base.parts import Text
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.dwellings.rules import HousingKind, built_form


@dataclass(frozen=True, slots=True)
class Stock:
    """Homes of one kind, or of all. A home may be both let and out of use."""

    kind: HousingKind | None
    label: Text
    homes: int
    free: int
    held: int
    let: int
    out_of_use: int

    @property
    def let_percent(self) -> int:
        return round(100 * self.let / self.homes) if self.homes else 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why homes are out of use now, how many, and for how many days on average so far."""

    label: Text
    homes: int
    days: int


# The states of `allocation.queries.vacancies.homes_that_are`, each a set of homes that is joined
# once. None of them: free.
STOCK = """
WITH waiting AS MATERIALIZED (
  SELECT l.id, l.dwelling_id FROM upkeep_turnover t JOIN tenancies_letting l USING (dwelling_id)
  WHERE t.cancelled_on IS NULL AND t.vacated_on <= l.started_on
    AND (t.ready_on IS NULL OR t.ready_on > l.started_on)
    AND l.started_on <= %(day)s AND (l.ended_on IS NULL OR l.ended_on > %(day)s)
), let AS (
  SELECT l.dwelling_id FROM tenancies_letting l
  WHERE l.started_on <= %(day)s AND (l.ended_on IS NULL OR l.ended_on > %(day)s)
    AND l.id NOT IN (SELECT id FROM waiting)
), held AS (
  SELECT dwelling_id FROM allocation_hold WHERE state = ANY(%(holding)s)
  UNION SELECT dwelling_id FROM waiting
  UNION SELECT dwelling_id FROM tenancies_letting WHERE started_on > %(day)s
), resting AS (
  SELECT DISTINCT dwelling_id FROM dwellings_outofuse
  WHERE started_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
)
SELECT d.kind, count(*),
  count(*) FILTER (WHERE coalesce(l.dwelling_id, h.dwelling_id, r.dwelling_id) IS NULL),
  count(h.dwelling_id), count(l.dwelling_id), count(r.dwelling_id)
FROM dwellings_dwelling d
LEFT JOIN let l ON l.dwelling_id = d.id
LEFT JOIN held h ON h.dwelling_id = d.id
LEFT JOIN resting r ON r.dwelling_id = d.id
WHERE d.started_on <= %(day)s AND (d.ended_on IS NULL OR d.ended_on > %(day)s)
GROUP BY d.kind
"""


def stock_by_kind(*, on: date, knows_kinds: bool) -> list[Stock]:
    """One row for each kind there is, in the order of the kinds; of the ways they are built for
    who meets tenants and not what their homes are for. One query, in plain SQL: no home is let
    twice at a time, so that sets can be joined, and a city has thousands of homes.
    """
    with connection.cursor() as cursor:
        cursor.execute(STOCK, {"day": on, "holding": sorted(str(state) for state in HOLDING)})
        counted = cursor.fetchall()
    found: dict[str, list[int]] = {}
    for kind, *figures in counted:
        told = kind if knows_kinds else built_form(kind)
        found[told] = [sum(pair) for pair in zip(found.get(told, [0] * 5), figures, strict=True)]
    labels = dict(Dwelling._meta.get_field("kind").flatchoices)
    return [Stock(kind, labels[kind], *found[kind]) for kind in HousingKind if kind in found]


def together(stock: Sequence[Stock], label: Text) -> Stock:
    return Stock(
        None,
        label,
        homes=sum(row.homes for row in stock),
        free=sum(row.free for row in stock),
        held=sum(row.held for row in stock),
        let=sum(row.let for row in stock),
        out_of_use=sum(row.out_of_use for row in stock),
    )


def causes_of_vacancy(*, on: date) -> list[Cause]:
    """Why homes are out of use, most homes first. One query."""
    since = ExpressionWrapper(
        Value(on, DateField()) - F("started_on"), output_field=DurationField()
    )
    rows = (
        OutOfUse.objects.running_on(on)
        .values_list("cause")
        .annotate(homes=Count("pk"), age=Avg(since))
        .order_by("-homes", "cause")
    )
    labels = dict(OutOfUse._meta.get_field("cause").flatchoices)
    return [Cause(labels[cause], homes, age.days) for cause, homes, age in rows]
