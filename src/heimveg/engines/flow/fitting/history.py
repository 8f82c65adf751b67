"""What happened: stays and arrivals in a stretch of days, without names."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from heimveg.engines.flow.format.refusal import Faults

THIN = 20  # ended stays, moves or arrivals; with fewer, shapes cannot be told apart


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay. Days are numbers on one calendar; `end_day` None: it still goes on."""

    station: str
    start_day: float
    end_day: float | None = None
    to: str | None = None  # station moved to; None with an end: left


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who came to a station from outside."""

    station: str
    day: float


@dataclass(frozen=True, slots=True)
class History:
    """All stays that began, and all who came, from `from_day` up to, not including, `until_day`.

    Stays that began before `from_day` are left out: only the long ones of those would be known.
    """

    from_day: float
    until_day: float
    stays: tuple[Stay, ...]
    comings: tuple[Coming, ...] = ()

    def stations(self) -> list[str]:
        """Every station that is named, sorted."""
        named = {stay.station for stay in self.stays} | {c.station for c in self.comings}
        return sorted(named | {stay.to for stay in self.stays if stay.to is not None})


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days a history is about, and how a day is shown in a fault."""

    first: float
    until: float
    show: Callable[[float], object] = float

    def is_one(self, faults: Faults) -> bool:
        known = math.isfinite(self.first) and math.isfinite(self.until)
        if known and self.first < self.until:
            return True
        what = f"is {self.show(self.until)}, from day {self.show(self.first)}"
        faults.add("until_day", what, "Write the day after the last one, later than from_day")
        return False

    def check_stay(self, faults: Faults, path: str, stay: Stay) -> None:
        """It began in the stretch and ended after that, and no later than the stretch."""
        self.check_day(faults, f"{path}.start_day", stay.start_day)
        if stay.end_day is None:
            if stay.to is not None:
                faults.add(f"{path}.to", "is given for a stay that goes on", "Take it away")
        elif not stay.start_day <= stay.end_day <= self.until:
            what = f"is {self.show(stay.end_day)}: before its start or after the stretch"
            faults.add(f"{path}.end_day", what, "Mend the day, or leave it open")

    def check_day(self, faults: Faults, path: str, day: float) -> None:
        if not self.first <= day < self.until:
            faults.add(path, f"is {self.show(day)}, outside the stretch", "Leave the row out")


def check(history: History) -> None:
    """Raises ScenarioRefused with every fault found."""
    faults = Faults()
    stretch = Stretch(history.from_day, history.until_day)
    if stretch.is_one(faults):
        for number, stay in enumerate(history.stays):
            stretch.check_stay(faults, f"stays[{number}]", stay)
        for number, coming in enumerate(history.comings):
            stretch.check_day(faults, f"comings[{number}].day", coming.day)
    faults.raise_if_any()
