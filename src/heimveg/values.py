"""Values every floor may use. Standard library only: no Django, no input or output."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FEWEST_TOLD = 5  # people: a count of fewer could point somebody out (docs/privacy.md)


def is_too_few(count: int) -> bool:
    """Whether a count of people in housing is hidden; none at all is no secret."""
    return 0 < count < FEWEST_TOLD


WHOLE = re.compile(r"(?<![\d.,])\d{4,}")  # not what stands behind a decimal sign


def in_thousands(text: str) -> str:
    """Every whole number of a text with a space at its thousands: 1234567.8 is 1 234 567.8. For
    amounts and what they are reckoned from, never for years."""
    return WHOLE.sub(lambda found: f"{int(found.group()):,}".replace(",", " "), text)


def on_one_line(text: str) -> str:
    """The same amount, not broken at its thousands where it stands in a sentence."""
    return re.sub(r"(?<=\d) (?=\d)", "\u00a0", text)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` up to, but not including, `end`. `end=None` means still open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"period ends {self.end}, before it starts {self.start}")

    @property
    def last(self) -> date | None:
        """The last day in, as people count; None while it is open."""
        return None if self.end is None else self.end - timedelta(days=1)

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        starts_before_other_ends = other.end is None or self.start < other.end
        other_starts_before_end = self.end is None or other.start < self.end
        return starts_before_other_ends and other_starts_before_end

    def days(self, *, until: date) -> int:
        """Days of the period that lie before `until`; an open period is cut there."""
        last = until if self.end is None else min(self.end, until)
        return max((last - self.start).days, 0)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole øre. Never float: 0.1 + 0.2 is not what a tenant owes."""

    ore: int

    @classmethod
    def kroner(cls, whole: int) -> "Money":
        return cls(whole * 100)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.ore + other.ore)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.ore - other.ore)

    def __str__(self) -> str:
        sign, whole, rest = "-" if self.ore < 0 else "", *divmod(abs(self.ore), 100)
        return f"{sign}{in_thousands(str(whole))}" + (f",{rest:02d}" if rest else "")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something unusual that a person may confirm: it can be saved, but not by accident."""

    code: str
    field: str
    detail: str = ""
