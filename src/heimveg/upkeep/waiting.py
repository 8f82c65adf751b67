"""Who waits for a home that is not ready: rooms above say it, so that imports still go down.

A room's own module, read by its `apps.py` when Heimveg starts, calls `let_say(ask)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who was to have moved in; nothing about whom. `url` leads to where a new day is set,
    empty for who may not."""

    since: date
    url: str = ""


Ask = Callable[[Actor, int, date], list[Waiting]]
_ASKED: list[Ask] = []


def let_say(ask: Ask) -> None:
    if ask not in _ASKED:
        _ASKED.append(ask)


def waiting_for(actor: Actor, dwelling_id: int, *, on: date) -> list[Waiting]:
    return [row for ask in _ASKED for row in ask(actor, dwelling_id, on)]
