"""What follows a person along: shown before a case is closed or handed to another unit.

A room above says here what may stand open for somebody, so that imports still go down. In its
`following.py`, read by its `apps.py` when Heimveg starts (`ready`):

    OPEN_NEEDS = Follower("needs", ask=open_needs, end=withdraw_with_the_case)
    follow(OPEN_NEEDS)

`ask` answers with one `Standing` for each thing that stands open, as the reader sees it, and
says what closing the case does to that thing:

    STAYS          it goes on without a case (a tenancy)
    ENDS           it is ended with the case, by the room's own `end`
    DECIDE_FIRST   the case cannot be closed before somebody has settled it (an offer that is out)

Nothing here changes what happens when another unit takes over: all of it goes along.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.base.parts import Text
from heimveg.persons.rules import Basis


class AtClosing(StrEnum):
    STAYS = "stays"
    ENDS = "ends"
    DECIDE_FIRST = "decide_first"


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that stands open. `url` leads to where it is settled, empty for no page."""

    what: Text
    at_closing: AtClosing
    url: str = ""
    detail: Text = ""  # one line more: since when, whose; nothing about health


@dataclass(frozen=True, slots=True)
class Closing:
    """Whose case is being closed, by whom (a user's id), on which day."""

    person_ids: Sequence[int]
    by: int
    on: date


def nothing_to_end(_closing: Closing) -> None:
    """For what stays, or must be settled first."""


def no_relation(_person_ids: Sequence[int], _unit_id: int) -> Basis | None:
    """For what gives a unit no relation of its own."""
    return None


@dataclass(frozen=True, slots=True)
class Follower:
    """One room's answer. `ask` takes the ids of all records of the person, and the day; at most
    two queries. `end` ends what it answered with ENDS; it runs in the command's transaction,
    after the case is closed, while the one who closes still may read the record. `keeps` says on
    what basis a unit that hands over goes on having to do with the person, because of this room
    (the housing office that keeps the need); None for not at all."""

    code: str
    ask: Callable[[Sequence[int], date], list[Standing]]
    end: Callable[[Closing], None] = nothing_to_end
    keeps: Callable[[Sequence[int], int], Basis | None] = no_relation


FOLLOWERS: dict[str, Follower] = {}


def follow(follower: Follower) -> None:
    """Let `follower` be asked from now on; the same code again replaces it."""
    FOLLOWERS[follower.code] = follower


def standing(person_ids: Sequence[int], *, on: date, apart_from: str = "") -> list[Standing]:
    """All that stands open, what must be settled first at the top. `apart_from`: the address of
    what the reader is looking at."""
    found = [row for follower in FOLLOWERS.values() for row in follower.ask(person_ids, on)]
    found = [row for row in found if not row.url or row.url != apart_from]
    order = [AtClosing.DECIDE_FIRST, AtClosing.ENDS, AtClosing.STAYS]
    return sorted(found, key=lambda row: order.index(row.at_closing))


def bases_kept(person_ids: Sequence[int], unit_id: int) -> list[Basis]:
    """Why the unit goes on having to do with the person after it hands over."""
    found = (follower.keeps(person_ids, unit_id) for follower in FOLLOWERS.values())
    return [basis for basis in found if basis is not None]


def end_with_the_case(closing: Closing) -> None:
    for follower in FOLLOWERS.values():
        follower.end(closing)
