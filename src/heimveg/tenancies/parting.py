"""Who must be heard before a tenancy ends: rooms above that follow the home up.

Imports still go down: the room above says in its `parting.py`, read by its `apps.py` when Heimveg
starts (`ready`), what its open work asks of the end of a tenancy:

    heed(Heed("prevention", look=what_it_asks, settle=settle_with_the_tenancy))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.base.parts import Text
from heimveg.stays.rules import StayKind
from heimveg.tenancies.rules import Ending


@dataclass(frozen=True, slots=True)
class Parting:
    """An end that is asked for. `on` is the first day without the home."""

    actor: Actor
    tenancy_id: int
    person_id: int
    on: date
    ending: Ending
    moves_to: StayKind


@dataclass(frozen=True, slots=True)
class Heed:
    """One room's answer. `look` says what happens to its open work with the end, in sentences,
    and raises Refused or Invalid (`ending`, `moves_to`) where the tenancy cannot end so; `settle`
    does it, in the command's transaction, while the tenancy still runs."""

    code: str
    look: Callable[[Parting], list[Text]]
    settle: Callable[[Parting], None]


HEEDED: dict[str, Heed] = {}


def heed(asked: Heed) -> None:
    """Let `asked` be heard from now on; the same code again replaces it."""
    HEEDED[asked.code] = asked


def foretold(parting: Parting) -> list[Text]:
    """What happens elsewhere with the end. Raises Refused, Invalid."""
    return [text for asked in HEEDED.values() for text in asked.look(parting)]


def settle_with_the_tenancy(parting: Parting) -> None:
    """Raises Refused, Invalid, before anything is written."""
    foretold(parting)
    for asked in HEEDED.values():
        asked.settle(parting)
