"""A section of a page that shows several rooms: who may see it, what is asked, what draws it.

The pages keep a list each: `desk/home` of the dwelling page, `desk/tenancy` of the tenancy page,
`desk/life` of the person page. A room that has something to say adds a module there and a line.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from heimveg.access.gate import Actor, Permission

Subject = TypeVar("Subject")  # what the page is about


@dataclass(frozen=True)
class Section(Generic[Subject]):
    """`ask(actor, subject, on)` answers what `template` shows as `section`, or None where there
    is nothing to say. It reads rows through the actor's own doors."""

    permission: Permission
    ask: Callable[[Actor, Subject, date], object | None]
    template: str
    aside: bool = False  # it stands in the margin


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its answer."""

    template: str
    content: object
    aside: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The sections of a page, in their order."""

    main: list[Shown]
    aside: list[Shown]


def columns(
    sections: Iterable[Section[Subject]], actor: Actor, subject: Subject, *, on: date
) -> Columns:
    """The sections the actor may see that have something to say."""
    shown = [
        Shown(section.template, content, section.aside)
        for section in sections
        if actor.may(section.permission)
        and (content := section.ask(actor, subject, on)) is not None
    ]
    return Columns([s for s in shown if not s.aside], [s for s in shown if s.aside])
