"""Paragraphs of the law as values, and reckoning with whole months. Pure."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One dated row of law: what it says, and its number where it has one."""

    code: str
    names: Mapping[str, str]  # by language: husleieloven § 9-3
    value: int | None
    texts: Mapping[str, str]  # by language
    sources: Mapping[str, str]  # by language

    @property
    def paragraph(self) -> str:
        """The name it has in Lovdata."""
        return self.names["nb"]

    @property
    def number(self) -> int:
        if self.value is None:
            raise ValueError(f"{self.code} has no number")
        return self.value


Law = Mapping[str, Paragraph]


def months_after(day: date, months: int) -> date:
    """The same day of the month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of_month(day: date) -> date:
    """The first day of the next month: periods are half-open."""
    return months_after(day.replace(day=1), 1)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
