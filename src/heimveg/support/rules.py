"""Measures that touch rights: which there are, and when each is looked at anew. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_WITHOUT_REVIEW_DAYS = 183  # the municipality's own; half a year
SOON_DAYS = 14


class MeasureKind(StrEnum):
    LOCKED_DOOR = "locked_door"
    ROOM_SEARCH = "room_search"
    VISITS = "visits"
    PHONE = "phone"
    ALARM = "alarm"
    TEST = "test"
    MONEY = "money"
    MOVEMENT = "movement"
    RESTRAINT = "restraint"


class ReviewOutcome(StrEnum):
    CONTINUED = "continued"
    EASED = "eased"
    ENDED = "ended"


class ViewKind(StrEnum):
    """What the resident says of it."""

    AGREES = "agrees"
    PARTLY = "partly"
    AGAINST = "against"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal basis in force, from data/grounds.csv. `texts`: language → what it opens for."""

    code: str
    law: str
    texts: Mapping[str, str]
    source: str
    is_for_institutions: bool = False  # the section speaks of an institution alone


def grounds_on(rows: Sequence[Mapping[str, str]], on: date) -> dict[str, Ground]:
    """The legal bases in force on a day, by code, in the order of the file."""
    day = on.isoformat()
    return {
        row["code"]: Ground(
            row["code"],
            row["law"],
            {language: row[f"text_{language}"] for language in ("nn", "nb", "en")},
            row["source"],
            row["place"] == "institution",
        )
        for row in rows
        if row["started_on"] <= day and (not row["ended_on"] or day < row["ended_on"])
    }


def latest_review(started_on: date) -> date:
    """The last day on which a measure from `started_on` is looked at for the first time."""
    return started_on + timedelta(days=LONGEST_WITHOUT_REVIEW_DAYS)


CONSENT = "consent"  # the row of data/grounds.csv that lasts as long as the resident agrees


def is_withdrawn(ground: str, view: ViewKind) -> bool:
    """Whether the resident's own words take the ground away: who is against has not consented."""
    return ground == CONSENT and view is ViewKind.AGAINST


def is_out_of_place(ground: Ground, *, in_institution: bool) -> bool:
    """Whether the ground is for an institution and the person lives elsewhere.

    Source: helse- og omsorgstjenesteloven §§ 10-2 to 10-4, kept back "i institusjon".
    """
    return ground.is_for_institutions and not in_institution


class NotSo(ValueError):
    """Why a measure cannot be written so: `code` is late_review, review_before_start or
    end_before_start."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def checked(started_on: date, ended_on: date | None, review_on: date) -> date:
    """The day of review, if the dates can be so. Raises NotSo."""
    if ended_on is not None and ended_on < started_on:
        raise NotSo("end_before_start")
    if review_on <= started_on:
        raise NotSo("review_before_start")
    if review_on > latest_review(started_on):
        raise NotSo("late_review")
    return review_on
