"""What other rooms may ask about homes: the search, the filters, and what is around them."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from heimveg.base.parts import Text
from heimveg.base.sorting import NorwegianKey
from heimveg.dwellings.models import (
    KINDS,
    Cluster,
    Dwelling,
    DwellingQuerySet,
    FundingTie,
    OutOfUse,
    Property,
)
from heimveg.dwellings.rules import (
    TIE_WARNING_DAYS,
    HousingKind,
    built_form,
    kinds_built_as,
    spellings,
)

SYNONYMS = Path(__file__).parent / "data" / "synonyms.csv"
MOST_AKIN = 200  # addresses that are nearly as written; who looks further writes better
AREAS = """
WITH RECURSIVE listed(area) AS (
  SELECT min(area) FROM dwellings_dwelling WHERE area > ''
  UNION ALL
  SELECT (SELECT min(d.area) FROM dwellings_dwelling d WHERE d.area > listed.area)
  FROM listed WHERE listed.area IS NOT NULL
)
SELECT area FROM listed WHERE area IS NOT NULL ORDER BY norwegian_key(area) COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which homes to list. Empty wants all. `is_built`: the kind is how it is built."""

    text: str = ""
    kind: str = ""
    is_built: bool = False
    standard: str = ""
    tenure: str = ""
    area: str = ""
    cluster: str = ""
    access: str = ""  # step_free or wheelchair
    rooms_at_least: int | None = None
    tie_within_months: int | None = None


def kinds_told(*, knows_kinds: bool) -> dict[str, Text]:
    """Kind → its name, of the kinds that the reader may meet."""
    return {str(k): text for k, text in KINDS.items() if knows_kinds or built_form(k) == k}


def kind_told(kind: str, *, knows_kinds: bool) -> str:
    return str(KINDS[HousingKind(kind) if knows_kinds else built_form(kind)])


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Forms of one word together; the table is data, see its first line."""
    with SYNONYMS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))[2:]
    return tuple(tuple(form for form in row if form) for row in rows)


class Contains(Func):
    """Contains("address", "%gata%"): small and capital letters alike, by the trigram index."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    output_field = BooleanField()


def like(text: str, *, anywhere: bool = True) -> Value:
    escaped = connection.ops.prep_for_like_query(text)
    return Value(f"%{escaped}%" if anywhere else f"{escaped}%")


def dwellings_like(text: str, rows: DwellingQuerySet | None = None) -> DwellingQuerySet:
    """Homes whose number begins with `text`, or whose address holds it, in bokmål or nynorsk;
    where no home in the register does, those with an address that is nearly so, nearest first.

    At most two queries besides the rows'.
    """
    rows = Dwelling.objects.all() if rows is None else rows
    ways = spellings(text, synonyms())
    literally = Q(Contains(F("object_number"), like(ways[0], anywhere=False)))
    for way in ways:
        literally |= Q(Contains(F("address"), like(way)))
    if Dwelling.objects.filter(literally).exists():
        is_number = Case(When(object_number__iexact=ways[0], then=True), default=False)
        found = rows.filter(literally).annotate(is_number=is_number)
        return found.order_by("-is_number", "address_key", "object_number")
    ids = _akin(ways)
    return rows.filter(pk__in=ids).order_by(
        RawSQL("array_position(%s::bigint[], dwellings_dwelling.id)", [ids])
    )


def _akin(ways: list[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dwelling_id FROM dwellings_akin(%s, %s)", [ways, MOST_AKIN])
        return [pk for (pk,) in cursor.fetchall()]


def dwellings_wanted(wanted: Wanted, *, on: date) -> DwellingQuerySet:
    """The homes wanted, in address order, or the nearest first when there is a text."""
    rows = Dwelling.objects.filter(**_plainly(wanted))
    if wanted.rooms_at_least is not None:
        rows = rows.filter(bedrooms__gte=wanted.rooms_at_least - 1)
    if wanted.cluster:
        rows = rows.filter(Contains(F("cluster__name"), like(wanted.cluster)))
    if wanted.tie_within_months is not None:
        until = on + timedelta(days=round(wanted.tie_within_months * 30.44))
        ends = FundingTie.objects.running_on(on).filter(
            dwelling=OuterRef("pk"), ended_on__lte=until
        )
        rows = rows.filter(Exists(ends))
    return dwellings_like(wanted.text, rows) if wanted.text else rows.in_order()


def _plainly(wanted: Wanted) -> dict[str, object]:
    """The conditions that are one column each."""
    columns = ("kind", "standard", "tenure", "area")
    chosen: dict[str, object] = {c: getattr(wanted, c) for c in columns if getattr(wanted, c)}
    if wanted.kind and wanted.is_built:
        chosen["kind__in"] = kinds_built_as(str(chosen.pop("kind")))
    if wanted.access:
        chosen[{"step_free": "is_step_free"}.get(wanted.access, "is_wheelchair_accessible")] = True
    return chosen


def with_out_of_use(rows: DwellingQuerySet, *, on: date) -> DwellingQuerySet:
    """`out_cause` of the period out of use that runs on `on`, if any."""
    out = OutOfUse.objects.running_on(on).filter(dwelling=OuterRef("pk"))
    return rows.annotate(out_cause=Subquery(out.values("cause")[:1]))


def areas() -> list[str]:
    """Every area that has a home, in Norwegian order. Cost: one index probe an area."""
    with connection.cursor() as cursor:
        cursor.execute(AREAS)
        return [area for (area,) in cursor.fetchall()]


def clusters() -> QuerySet[Cluster]:
    """Housing environments in Norwegian order, with `homes`, how many dwellings each has."""
    return Cluster.objects.annotate(homes=Count("dwellings")).order_by(NorwegianKey("name"), "pk")


def properties() -> QuerySet[Property]:
    return (
        Property.objects.select_related("managed_by")
        .annotate(homes=Count("dwellings"))
        .order_by(NorwegianKey("name"), "pk")
    )


def ties_that_end(*, on: date, within_days: int = TIE_WARNING_DAYS) -> QuerySet[FundingTie]:
    """Funding ties that run on `on` and end within the time, the first to end first."""
    ending = FundingTie.objects.running_on(on).filter(
        ended_on__lte=on + timedelta(days=within_days)
    )
    return ending.select_related("dwelling").order_by("ended_on", "pk")


def out_of_use_longest(*, on: date) -> QuerySet[OutOfUse]:
    """Homes out of use on `on`, the longest first."""
    return OutOfUse.objects.running_on(on).order_by("started_on", "pk")
