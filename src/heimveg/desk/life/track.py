"""A lane of the person page's time axis: who is shown it, and how it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor, Permission
from heimveg.base.bands import Band
from heimveg.base.parts import Text
from heimveg.desk.queries.person import PersonPage


@dataclass(frozen=True)
class Track:
    permission: Permission
    label: Text
    ask: Callable[[Actor, PersonPage, date], Sequence[Band]]
