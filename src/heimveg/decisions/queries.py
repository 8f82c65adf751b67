"""What other rooms may ask about decisions and the law they rest on."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from heimveg.access.gate import Actor, Permission
from heimveg.decisions.models import Decision, LegalText
from heimveg.decisions.rules import Deadline, DecisionState

DATA = Path(__file__).parent / "data"
DEFAULT_GROUNDS = ("social_housing_help", "social_housing_decision", "reasons")


def rows_of(name: str) -> list[dict[str, str]]:
    """A data file's rows; its first line says from where it is."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        file.readline()
        return list(csv.DictReader(file))


@cache
def condition_words() -> dict[str, str]:
    return {row["kind"]: row["pattern"] for row in rows_of("condition_words.csv")}


def legal_texts(codes: Iterable[str], *, on: date) -> list[LegalText]:
    """The rows in force on `on`, in the order asked for."""
    in_force = {t.code: t for t in LegalText.objects.filter(code__in=list(codes)).running_on(on)}
    return [in_force[code] for code in codes if code in in_force]


def rights(*, on: date) -> list[LegalText]:
    return list(LegalText.objects.filter(kind="right").running_on(on).order_by("pk"))


def deadline(code: str, *, on: date) -> Deadline:
    """Raises LegalText.DoesNotExist when no such rule was in force."""
    row = LegalText.objects.filter(kind="deadline").running_on(on).get(code=code)
    return Deadline(weeks=row.value or 0, law=row.law)


def waiting_for(
    actor: Actor, permission: Permission, state: DecisionState, *, most: int
) -> Sequence[Decision]:
    """Decisions in `state`, oldest first, at most `most`."""
    rows = Decision.objects.permitted_to(actor, permission).filter(state=state)
    return list(rows.select_related("person", "signed_by").order_by("drafted_on", "pk")[:most])
