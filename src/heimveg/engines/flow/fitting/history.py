"""What happened: stays and arrivals in a stretch of days, without names."""

import math
from dataclasses import dataclass

from heimveg.engines.flow.refusal import Faults

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


def check(history: History) -> None:
    """Raises ScenarioRefused with every fault found."""
    faults = Faults()
    first, last = history.from_day, history.until_day
    if not (math.isfinite(first) and math.isfinite(last) and first < last):
        faults.add("until_day", f"is {last}, from day {first}", "Write a stretch of days")
        faults.raise_if_any()
    for number, stay in enumerate(history.stays):
        check_stay(faults, f"stays[{number}]", stay, history)
    for number, coming in enumerate(history.comings):
        if not first <= coming.day < last:
            at = f"comings[{number}].day"
            faults.add(at, f"is {coming.day}, outside the stretch", "Leave it out")
    faults.raise_if_any()


def check_stay(faults: Faults, path: str, stay: Stay, history: History) -> None:
    if not history.from_day <= stay.start_day < history.until_day:
        faults.add(
            f"{path}.start_day", f"is {stay.start_day}, outside the stretch", "Leave it out"
        )
    if stay.end_day is None:
        if stay.to is not None:
            faults.add(f"{path}.to", "is given for a stay that goes on", "Take it away")
    elif not stay.start_day <= stay.end_day <= history.until_day:
        what = f"is {stay.end_day}: before its start or after the stretch"
        faults.add(f"{path}.end_day", what, "Mend the day, or leave it open")
