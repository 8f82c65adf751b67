"""The read log as the auditor meets it: who looked, never at whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from heimveg.access.gate import REGISTRY
from heimveg.access.models import LogSeal, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.queries import names_of
from heimveg.base.parts import Text


@dataclass(frozen=True, slots=True)
class LogRow:
    """One answer that showed persons."""

    at: datetime
    who: str
    roles: list[Text]
    what: Text
    persons: int  # how many


def read_on(day: date, user_id: int | None = None) -> QuerySet[ReadEntry]:
    """The entries of one day, the latest first; of one user, if one is given."""
    begins = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    entries = ReadEntry.objects.filter(happened_at__gte=begins, happened_at__lt=ends)
    return (entries.filter(user_id=user_id) if user_id else entries).order_by("-pk")


def readers_on(day: date) -> list[tuple[int, str, int]]:
    """(user id, name, number of entries) of those who read that day, most first. Two queries."""
    counts = list(
        read_on(day)
        .order_by()
        .values_list("user_id")
        .annotate(n=Count("pk"))
        .order_by("-n", "user_id")
    )
    names = names_of(user_id for user_id, _n in counts)
    return [(user_id, names.get(user_id, f"#{user_id}"), n) for user_id, n in counts]


def log_rows(entries: Sequence[ReadEntry]) -> list[LogRow]:
    """One query for the names."""
    names = names_of(entry.user_id for entry in entries)
    return [
        LogRow(
            at=entry.happened_at,
            who=names.get(entry.user_id, f"#{entry.user_id}"),
            roles=[Role(role).label for role in entry.roles],
            what=REGISTRY[entry.permission].text
            if entry.permission in REGISTRY
            else entry.permission,
            persons=len(entry.person_ids),
        )
        for entry in entries
    ]


def sealed_at() -> datetime | None:
    """When the read log was last sealed."""
    seals = LogSeal.objects.filter(log="read").order_by("-first_id")
    return seals.values_list("sealed_at", flat=True).first()
