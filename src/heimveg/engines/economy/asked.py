"""What is to be priced, and by which prices: what a file in the format heimveg-costs/1 says."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from heimveg.engines.economy.courses import Step
from heimveg.engines.economy.mixes import Line
from heimveg.engines.economy.prices import Prices

FORMAT = "heimveg-costs/1"


@dataclass(frozen=True, slots=True)
class AskedCourse:
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class AskedMix:
    """From `start` up to, not including, `end`."""

    name: str
    start: date
    end: date
    lines: dict[str, Line]  # by kind of housing


@dataclass(frozen=True, slots=True)
class Asked:
    prices: Prices
    courses: tuple[AskedCourse, ...]
    mixes: tuple[AskedMix, ...]
    sensitivity_percent: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.sensitivity_percent, 100)
