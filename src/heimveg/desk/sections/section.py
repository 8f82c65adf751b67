"""A section of the tenancy page: who may see it, how it is asked for, and what draws it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor, Permission
from heimveg.tenancies.models import Tenancy

Ask = Callable[[Actor, Tenancy, date], object | None]


@dataclass(frozen=True)
class Shown:
    """A section with its answer: the template gets it as `it`."""

    template: str
    it: object
    aside: bool


@dataclass(frozen=True)
class Section:
    """`ask(actor, tenancy, on)` gives what the template `desk/tenancy/_….html` shows as `it`, or
    None when there is nothing to show. It reads rows through the actor's own doors."""

    permission: Permission
    ask: Ask
    template: str
    aside: bool = False

    def ask_for(self, actor: Actor, tenancy: Tenancy, on: date) -> Shown | None:
        if not actor.may(self.permission):
            return None
        it = self.ask(actor, tenancy, on)
        return None if it is None else Shown(self.template, it, self.aside)
