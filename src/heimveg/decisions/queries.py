"""What other rooms may ask about decisions and the law they rest on."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from heimveg.base.datafiles import rows_of
from heimveg.base.days import is_working_day
from heimveg.decisions.models import Decision, LegalText
from heimveg.decisions.rules import Deadline, appeal_deadline

DATA = Path(__file__).parent / "data"
DEFAULT_GROUNDS = ("social_housing_help", "social_housing_decision", "reasons")


@cache
def condition_words() -> dict[str, str]:
    return {row["kind"]: row["pattern"] for row in rows_of(DATA / "condition_words.csv")}


def legal_texts(codes: Iterable[str], *, on: date) -> list[LegalText]:
    """The rows in force on `on`, in the order asked for."""
    in_force = {t.code: t for t in LegalText.objects.filter(code__in=list(codes)).running_on(on)}
    return [in_force[code] for code in codes if code in in_force]


def rights(*, on: date) -> list[LegalText]:
    return list(LegalText.objects.filter(kind="right").running_on(on).order_by("pk"))


def grounds_in_force(decision: Decision, *, on: date) -> list[LegalText]:
    """The same grounds as they read on `on`."""
    codes = decision.grounds.order_by("pk").values_list("code", flat=True)
    return legal_texts(list(codes), on=on)


def appeal_by(*, reached_party_on: date) -> date:
    """The last day for an appeal, by the rule in force that day.

    Raises LegalText.DoesNotExist when no such rule was in force.
    """
    rule = deadline("appeal_deadline", on=reached_party_on)
    return appeal_deadline(rule, reached_party_on=reached_party_on, is_working_day=is_working_day)


def deadline(code: str, *, on: date) -> Deadline:
    """Raises LegalText.DoesNotExist when no such rule was in force."""
    row = LegalText.objects.filter(kind="deadline").running_on(on).get(code=code)
    return Deadline(weeks=row.value or 0, law=row.law)
