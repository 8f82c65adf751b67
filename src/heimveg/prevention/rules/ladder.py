"""The ladder against losing a home: which step comes next, and the first day it may lawfully be
taken. Begins with contact, always. Pure; the steps are dated data (data/ladder.csv)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from heimveg.prevention.rules.signs import Result

CONTACT, PLAN, WARNING, EVICTION = "contact", "plan", "warning", "eviction"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step. `after`: the steps that must have been taken, with the least days since;
    `within_days`: so soon it should be taken after what comes before, None where nobody hurries;
    `results`: what can come of it; `attempts`: after how many days without reaching anybody it
    has been tried, None where that never happens; `instead_of`: the step it follows up, by another
    hand, when that one was tried and nobody was reached; `once`: it is taken a single time;
    `lapses`: it falls away when a new lease is signed after it; `rests`: it is not taken while a
    plan of instalments is kept; `ground`: "own" where it must say what it rests on, "named" where
    it says what it is about, or the step whose ground it rests on; `texts`: language → its
    name."""

    code: str
    place: int
    after: tuple[tuple[str, int], ...]
    within_days: int | None
    law: str
    results: frozenset[Result]
    attempts: int | None
    instead_of: str
    once: bool
    lapses: bool
    rests: bool
    ground: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: not before `earliest_on`; by `due_on`, where somebody waits for it."""

    code: str
    earliest_on: date
    due_on: date | None


class TooEarly(ValueError):
    """A step cannot be taken on the day. `missing` is the step that must come first, or empty
    where only days are missing; `earliest_on` the first day, None while a step is missing;
    `lapsed_on` the day of the new lease with which the step, or the missing one, fell away."""

    def __init__(
        self, missing: str, earliest_on: date | None, lapsed_on: date | None = None
    ) -> None:
        super().__init__(missing or str(earliest_on))
        self.missing, self.earliest_on, self.lapsed_on = missing, earliest_on, lapsed_on


class Again(ValueError):
    """A step that is taken once was taken on `taken_on`."""

    def __init__(self, taken_on: date) -> None:
        super().__init__(str(taken_on))
        self.taken_on = taken_on


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
            instead_of=row["instead_of"],
            once=row["once"] == "yes",
            lapses=row["lapses"] == "yes",
            rests=row["rests"] == "yes",
            ground=row["ground"],
            law=row["law"],
            texts={language: row[f"text_{language}"] for language in ("nn", "nb", "en")},
        )
        for row in rows
        if row["started_on"] <= day and (not row["ended_on"] or day < row["ended_on"])
    ]
    return tuple(sorted(rungs, key=lambda rung: rung.place))


@dataclass(frozen=True, slots=True)
class Climbed:
    """Where a case stands. `taken`: step → the first day it was taken; `tried`: step → the days on
    which nobody was reached, where that was as often as the ladder says, and still so; `lapsed`:
    step → the day it was taken and the day of the new lease with which it fell away; `leased_on`:
    the day of the newest lease signed since the first sign."""

    taken: Mapping[str, date]
    tried: Mapping[str, tuple[date, ...]]
    lapsed: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    leased_on: date | None = None


def climbed(
    ladder: Sequence[Rung],
    steps: Sequence[tuple[str, date, Result]],
    leases: Sequence[date] = (),
) -> Climbed:
    """`steps`: code, day and result; `leases`: the days new leases were signed. Who signs a new
    lease with the tenant has given up what was noticed under the one before.

    Nobody reached is no contact, however often. When contact was tried as often as the ladder
    says, another hand goes there; who meets the tenant then is in contact. When that was tried
    too, the ladder goes on from that day: help is still offered, in another way.
    """
    follows_up = {rung.code: rung.instead_of for rung in ladder if rung.instead_of}
    attempts = {rung.code: rung.attempts for rung in ladder}
    taken: dict[str, date] = {}
    missed: dict[str, list[date]] = {}
    standing, lapsed = _lapsed(ladder, steps, leases)
    for code, day, result in sorted(standing, key=lambda step: step[1]):
        if result is Result.NOT_REACHED:
            days = missed.setdefault(code, [])
            if day not in days:
                days.append(day)
            if len(days) != attempts.get(code) or code in follows_up.values():
                continue
        else:
            missed.pop(code, None)
            missed.pop(follows_up.get(code, ""), None)
        taken.setdefault(code, day)
        if code in follows_up:
            taken.setdefault(follows_up[code], day)
    enough = {
        code: tuple(days)
        for code, days in missed.items()
        if (least := attempts.get(code)) is not None and len(days) >= least
    }
    return Climbed(taken, enough, lapsed, max(leases, default=None))


def _lapsed(
    ladder: Sequence[Rung], steps: Sequence[tuple[str, date, Result]], leases: Sequence[date]
) -> tuple[list[tuple[str, date, Result]], dict[str, tuple[date, date]]]:
    """The steps that stand, and those that fell away."""
    falls_away = {rung.code for rung in ladder if rung.lapses}
    standing, lapsed = [], {}
    for code, day, result in steps:
        after = [signed for signed in leases if signed >= day]
        if code in falls_away and after:
            lapsed[code] = (day, min(after))
        else:
            standing.append((code, day, result))
    return standing, lapsed


def check(ladder: Sequence[Rung], code: str, at: Climbed, *, on: date) -> None:
    """That step `code` may be taken on `on`.

    Raises TooEarly, Again, and KeyError for a step that is not of the ladder.
    """
    rung, taken = _rung(ladder, code), at.taken
    if rung.once and code in taken:
        raise Again(taken[code])
    if rung.instead_of:
        _check_followed_up(rung, at, on=on)
        return
    if code != CONTACT and CONTACT not in taken:
        raise TooEarly(_first_to_come(ladder, at), None)
    missing = next((name for name, _days in rung.after if name not in taken), None)
    if missing is not None:
        fell_away = at.lapsed.get(missing)
        raise TooEarly(missing, None, fell_away[1] if fell_away else None)
    earliest = _earliest(rung, at)
    if earliest is not None and on < earliest:
        is_of_the_lease = rung.lapses and at.leased_on is not None and on <= at.leased_on
        raise TooEarly("", earliest, at.leased_on if is_of_the_lease else None)


def missing_before(ladder: Sequence[Rung], code: str, at: Climbed) -> list[str]:
    """Every step that must come before `code` and has not been taken, lowest first."""
    asked: set[str] = set()
    left = [code]
    while left:
        before = {name for name, _days in _rung(ladder, left.pop()).after} - asked
        asked |= before
        left += before
    return [rung.code for rung in ladder if rung.code in asked and rung.code not in at.taken]


def also_before(ladder: Sequence[Rung], code: str, at: Climbed) -> list[tuple[str, str, int]]:
    """What the steps right after `code` ask for besides it and is not taken: (the missing step,
    the step that asks, the least whole days between)."""
    return [
        (name, rung.code, days)
        for rung in ladder
        if code in dict(rung.after)
        for name, days in rung.after
        if name not in (code, *at.taken) and days
    ]


def next_step(
    ladder: Sequence[Rung], at: Climbed, *, first_sign_on: date, is_planned: bool
) -> Next | None:
    """The next step, or None: while a plan is kept nothing is done, and after the last nothing.

    Days are lawful days: the first on which the step may be taken, counted from the steps before.
    """
    if is_planned:
        return None
    taken, tried = at.taken, at.tried
    for rung in ladder:
        if rung.instead_of:
            if rung.instead_of in tried and rung.instead_of not in taken:
                last = tried[rung.instead_of][-1]
                return Next(rung.code, last, last + timedelta(days=rung.within_days or 0))
            continue
        if rung.code in tried and _follows_up(ladder, rung.code):
            continue
        if rung.code in taken or any(name not in taken for name, _days in rung.after):
            continue
        start = max((taken[name] for name, _days in rung.after), default=first_sign_on)
        earliest = _earliest(rung, at) or start
        within = rung.within_days
        due = None if within is None else max(start + timedelta(days=within), earliest)
        return Next(rung.code, earliest, due)
    return None


def _check_followed_up(rung: Rung, at: Climbed, *, on: date) -> None:
    """Another hand goes when the others have tried, and nobody is in contact."""
    days = at.tried.get(rung.instead_of)
    if rung.instead_of in at.taken or days is None:
        raise TooEarly(rung.instead_of, None)
    if on < days[-1]:
        raise TooEarly("", days[-1])


def _first_to_come(ladder: Sequence[Rung], at: Climbed) -> str:
    """Contact, or what follows it up where it was tried in vain."""
    return _follows_up(ladder, CONTACT) if CONTACT in at.tried else CONTACT


def _follows_up(ladder: Sequence[Rung], code: str) -> str:
    return next((rung.code for rung in ladder if rung.instead_of == code), "")


def _rung(ladder: Sequence[Rung], code: str) -> Rung:
    for rung in ladder:
        if rung.code == code:
            return rung
    raise KeyError(code)


def _earliest(rung: Rung, at: Climbed) -> date | None:
    """None where nothing comes before. Nothing is taken before there was contact, and what falls
    away with a new lease not before the day after it."""
    days = [at.taken[name] + timedelta(days=wait) for name, wait in rung.after]
    if days and CONTACT in at.taken:
        days.append(at.taken[CONTACT])
    if rung.lapses and at.leased_on is not None:
        days.append(at.leased_on + timedelta(days=1))
    return max(days, default=None)
