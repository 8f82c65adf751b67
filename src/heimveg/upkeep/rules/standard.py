"""Whether a home holds what the council has adopted, and what another standard would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

FAR_AHEAD = timedelta(days=730)  # later than that, a day is probably typed wrong


def names_the_decision(note: str) -> bool:
    """Whether both who adopted it and a case number can be in the note."""
    return any(c.isalpha() for c in note) and any(c in "0123456789" for c in note)


def is_far_ahead(day: date, *, on: date) -> bool:
    return day > on + FAR_AHEAD


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_RELEVANT = "not_relevant"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    MET = "met"
    BELOW = "below"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """One criterion of a standard. `minimum` in the criterion's own unit; None: no measure."""

    code: str
    minimum: Decimal | None = None
    is_required: bool = True
    is_waivable: bool = True  # not where the law asks for it


@dataclass(frozen=True, slots=True)
class Known:
    """What was last seen of one criterion in one home."""

    answer: Answer
    measure: Decimal | None = None
    seen_on: date | None = None


def verdict(criterion: Measured, known: Known | None) -> Verdict:
    """A measure below the minimum is below, whatever was answered; a yes without the measure
    that is asked for is not known. What the law asks for is never beside the point."""
    if known is None or known.answer is Answer.NOT_CHECKED:
        return Verdict.UNKNOWN
    if known.answer is Answer.NOT_RELEVANT:
        return Verdict.MET if criterion.is_waivable else Verdict.UNKNOWN
    if known.answer is Answer.NO:
        return Verdict.BELOW
    if criterion.minimum is None:
        return Verdict.MET
    if known.measure is None:
        return Verdict.UNKNOWN
    return Verdict.MET if known.measure >= criterion.minimum else Verdict.BELOW


@dataclass(frozen=True, slots=True)
class Effect:
    """What it would do to put `after` in the place of `before`. Ids of homes, sorted.

    `falls`: code → homes that would be below because of it alone or with others.
    """

    would_fall: tuple[int, ...]
    would_be_lifted: tuple[int, ...]
    below_before: int
    below_after: int
    falls: Mapping[int, tuple[str, ...]]
    lifts: Mapping[int, tuple[str, ...]]


def effect_of(
    before: Iterable[Measured],
    after: Iterable[Measured],
    homes: Mapping[int, Mapping[str, Known]],
) -> Effect:
    """Who would fall below, and who would be lifted. O(homes × criteria)."""
    old, new = list(before), list(after)
    below_old = {pk: codes for pk, seen in homes.items() if (codes := _below(old, seen))}
    below_new = {pk: codes for pk, seen in homes.items() if (codes := _below(new, seen))}
    falls = {pk: below_new[pk] for pk in sorted(below_new.keys() - below_old.keys())}
    lifts = {pk: below_old[pk] for pk in sorted(below_old.keys() - below_new.keys())}
    return Effect(
        tuple(falls), tuple(lifts), len(below_old), len(below_new), falls=falls, lifts=lifts
    )


def _below(criteria: Iterable[Measured], seen: Mapping[str, Known]) -> tuple[str, ...]:
    return tuple(
        c.code for c in criteria if c.is_required and verdict(c, seen.get(c.code)) is Verdict.BELOW
    )
