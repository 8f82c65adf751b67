"""What the person page is made with: who is shown a part, and how it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor, Permission
from heimveg.base.bands import Band
from heimveg.base.parts import Text
from heimveg.desk.queries.person import PersonPage


@dataclass(frozen=True)
class _Part:
    permission: Permission

    def is_for(self, actor: Actor, page: PersonPage) -> bool:
        """Whether the reader holds the permission, and sees its class of this person."""
        return actor.may(self.permission) and self.permission.shows in page.sees


@dataclass(frozen=True)
class Section(_Part):
    """A section of the page. `ask` answers what `template` is given as `section`; None draws
    nothing. The template has `section`, `person`, `page` and `may`."""

    ask: Callable[[Actor, PersonPage, date], object]
    template: str
    is_margin: bool = False


@dataclass(frozen=True)
class Track(_Part):
    """A lane of the time axis. No band, no lane."""

    label: Text
    ask: Callable[[Actor, PersonPage, date], Sequence[Band]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section that has something to show."""

    template: str
    content: object
    is_margin: bool
