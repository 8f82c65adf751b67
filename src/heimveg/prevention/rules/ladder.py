"""The ladder against losing a home: which step comes next, and the first day it may lawfully be
taken. Begins with contact, always. Pure; the steps are dated data (data/ladder.csv)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heimveg.prevention.rules.signs import Result

CONTACT, PLAN, EVICTION = "contact", "plan", "eviction"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step. `after`: the steps that must have been taken, with the least days since;
    `within_days`: so soon it should be taken after what comes before, None where nobody hurries;
    `results`: what can come of it; `attempts`: after how many days without reaching anybody it
    counts as tried, None where that never happens; `texts`: language → its name."""

    code: str
    place: int
    after: tuple[tuple[str, int], ...]
    within_days: int | None
    law: str
    results: frozenset[Result]
    attempts: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: not before `earliest_on`; by `due_on`, where somebody waits for it."""

    code: str
    earliest_on: date
    due_on: date | None


class TooEarly(ValueError):
    """A step cannot be taken on the day. `missing` is the step that must come first, or empty
    where only days are missing; `earliest_on` the first day, None while a step is missing."""

    def __init__(self, missing: str, earliest_on: date | None) -> None:
        super().__init__(missing or str(earliest_on))
        self.missing, self.earliest_on = missing, earliest_on


def ladder_on(rows: Sequence[Mapping[str, str]], on: date) -> tuple[Rung, ...]:
    """The steps in force on a day, lowest first."""
    day = on.isoformat()
    rungs = [
        Rung(
            code=row["code"],
            place=int(row["place"]),
            after=tuple(
                (name, int(days))
                for name, _colon, days in (
                    part.partition(":") for part in row["after"].split("|") if part
                )
            ),
            within_days=int(row["within_days"]) if row["within_days"] else None,
            results=frozenset(Result(result) for result in row["results"].split("|")),
            attempts=int(row["attempts"]) if row["attempts"] else None,
            law=row["law"],
            texts={language: row[f"text_{language}"] for language in ("nn", "nb", "en")},
        )
        for row in rows
        if row["started_on"] <= day and (not row["ended_on"] or day < row["ended_on"])
    ]
    return tuple(sorted(rungs, key=lambda rung: rung.place))


def taken_on(ladder: Sequence[Rung], steps: Sequence[tuple[str, date, Result]]) -> dict[str, date]:
    """Step → the first day it was taken. `steps`: code, day and result.

    Nobody reached is no contact: it counts only when it was tried on so many days as the ladder
    says, from the last of them.
    """
    taken: dict[str, date] = {}
    missed: dict[str, set[date]] = {}
    attempts = {rung.code: rung.attempts for rung in ladder}
    for code, day, result in sorted(steps, key=lambda step: step[1]):
        if result is not Result.NOT_REACHED:
            taken.setdefault(code, day)
            continue
        days = missed.setdefault(code, set())
        days.add(day)
        if len(days) == attempts.get(code):
            taken.setdefault(code, day)
    return taken


def check(ladder: Sequence[Rung], code: str, taken: Mapping[str, date], *, on: date) -> None:
    """That step `code` may be taken on `on`. `taken`: step → the first day it was taken.

    Raises TooEarly, and KeyError for a step that is not of the ladder.
    """
    rung = _rung(ladder, code)
    if code != CONTACT and CONTACT not in taken:
        raise TooEarly(CONTACT, None)
    missing = next((name for name, _days in rung.after if name not in taken), None)
    if missing is not None:
        raise TooEarly(missing, None)
    earliest = max(_earliest(rung, taken) or date.min, taken.get(CONTACT, date.min))
    if on < earliest:
        raise TooEarly("", earliest)


def next_step(
    ladder: Sequence[Rung], taken: Mapping[str, date], *, first_sign_on: date, is_planned: bool
) -> Next | None:
    """The next step, or None: while a plan is kept nothing is done, and after the last nothing.

    Days are lawful days: the first on which the step may be taken, counted from the steps before.
    """
    if is_planned:
        return None
    for rung in ladder:
        if rung.code in taken or any(name not in taken for name, _days in rung.after):
            continue
        start = max((taken[name] for name, _days in rung.after), default=first_sign_on)
        earliest = _earliest(rung, taken) or start
        within = rung.within_days
        due = None if within is None else max(start + timedelta(days=within), earliest)
        return Next(rung.code, earliest, due)
    return None


def _rung(ladder: Sequence[Rung], code: str) -> Rung:
    for rung in ladder:
        if rung.code == code:
            return rung
    raise KeyError(code)


def _earliest(rung: Rung, taken: Mapping[str, date]) -> date | None:
    days = [taken[name] + timedelta(days=wait) for name, wait in rung.after]
    return max(days, default=None)
