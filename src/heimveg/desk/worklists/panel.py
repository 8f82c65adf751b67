"""What a worklist is made with: who gets it, how it is asked for, and how much of it is shown."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from heimveg.access.gate import Actor, Permission
from heimveg.access.roles import Role
from heimveg.base.parts import Worklist

FIRST = 5  # rows shown
MOST = 49  # rows counted, for each is asked about; more is shown as more


@dataclass(frozen=True)
class Panel:
    """One list: who gets it, and how it is asked for."""

    permission: Permission
    ask: Callable[[Actor, date], Generator[Any, "Found", Worklist] | Worklist]
    roles: frozenset[Role] = frozenset(Role)
    can_wait: bool = False  # till tomorrow: fetched after the rest of the page is there

    def is_for(self, actor: Actor) -> bool:
        return any(
            role in self.roles and role in self.permission.roles for _unit, role in actor.grants
        )


@dataclass(frozen=True)
class Found:
    """The first few rows, and how many there are, counted to MOST."""

    rows: list[Any]
    counted: int

    @property
    def count(self) -> int:
        return min(self.counted, MOST)

    @property
    def has_more(self) -> bool:
        return self.counted > MOST


def waited(since: date, *, at_most: int, on: date) -> tuple[int, bool]:
    """Days a row shows, and whether it is late: how long it has waited, and with more than
    `at_most` days how long past the day it should have been done."""
    days = (on - since).days
    return (days - at_most, True) if days > at_most else (days, False)


def short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def first_up(text: object) -> str:
    """A label as the beginning of a line; what follows the first letter is left as it is."""
    words = str(text)
    return words[:1].upper() + words[1:]
