"""The law of tenancies as it read on a day: dated rows of data/tenancy_law.csv."""

from datetime import date
from functools import cache
from pathlib import Path

from heimveg.base.datafiles import in_force, rows_of
from heimveg.base.errors import NoRuleKnown
from heimveg.tenancies.rules.law import Law, Paragraph

FILE = Path(__file__).parents[1] / "data" / "tenancy_law.csv"


@cache
def law_on(day: date) -> Law:
    """The paragraphs in force, by code. Raises NoRuleKnown for a day before the first."""
    found = {row["code"]: _paragraph(row) for row in in_force(FILE, day)}
    if not found:
        raise NoRuleKnown
    return found


def first_day() -> date:
    """The first day any paragraph is known for."""
    return min(date.fromisoformat(row["started_on"]) for row in rows_of(FILE))


def _paragraph(row: dict[str, str]) -> Paragraph:
    return Paragraph(
        code=row["code"],
        names=_by_language(row, "paragraph"),
        value=int(row["value"]) if row["value"] else None,
        texts=_by_language(row, "text"),
        sources=_by_language(row, "source"),
    )


def _by_language(row: dict[str, str], column: str) -> dict[str, str]:
    return {language: row[f"{column}_{language}"] for language in ("nb", "nn", "en")}
