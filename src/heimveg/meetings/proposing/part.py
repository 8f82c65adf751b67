"""What proposes itself for an agenda, and the shape of a room's line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor, Permission
from heimveg.base.parts import Text
from heimveg.meetings.models import Meeting
from heimveg.meetings.rules import ItemKind, Origin, Patience


@dataclass(frozen=True, slots=True)
class Asked:
    """For which meeting, on which day, with which patience, and what stands there already."""

    meeting: Meeting
    on: date
    patience: Patience
    people: frozenset[int]
    dwellings: frozenset[int]

    @property
    def most(self) -> int:
        return self.patience.rounds_ahead


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that should be spoken of, with its reason. About a person or a home."""

    origin: Origin
    about_id: int
    what: str
    why: Text
    url: str
    kind: ItemKind = ItemKind.PERSON
    since: date | None = None

    @property
    def token(self) -> str:
        """Names the proposal in a form; tells nothing to who cannot see it."""
        return f"{self.origin}-{self.kind}-{self.about_id}"


@dataclass(frozen=True)
class Proposer:
    """One question to one room. Asked only for who may see the answer."""

    permission: Permission
    ask: Callable[[Actor, Asked], Sequence[Proposal]]
