"""What the larger template parts are told, as values with names and types. No logic.

A room may hand a part any object with the same fields; these are for those who want mypy to
see that nothing is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise
Tone = Literal["", "neutral", "accent", "lamp", "brick", "info", "success", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing that waits. `days` is its age, None where age says nothing."""

    what: Text
    url: str
    why: Text = ""
    days: int | None = None
    is_late: bool = False
    age: Text = ""  # the days in words, where the number alone does not say since when
    tag: Text = ""
    tone: Tone = ""
    next: Text = ""  # the verb of the next step: "Answer", "Sign"
    next_url: str = ""  # its address, when it is not `url`
    act_url: str = ""  # the next step is done at once: where the button sends its form
    version: int = 0  # of the record that the button changes


@dataclass(frozen=True, slots=True)
class Worklist:
    """A panel of the front page. `count` counts all, `rows` may be the first few."""

    id: str
    title: Text
    rows: Sequence[WorkRow]
    count: int
    empty: Text  # what an empty list means, and where rows come from
    text: Text = ""
    url: str = ""
    icon: str = ""
    has_more: bool = False  # counting stopped at `count`


@dataclass(frozen=True, slots=True)
class Step:
    label: Text
    state: Literal["done", "current", "todo"]
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Reason:
    text: Text
    weighs: Literal["for", "against", "note"] = "for"


@dataclass(frozen=True, slots=True)
class ChainHome:
    label: Text
    url: str = ""
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class ChainMove:
    """One person's move. `instead` says where the person comes from when no home is freed."""

    person: Text
    url: str
    into: ChainHome
    leaves: ChainHome | None = None
    instead: Text = ""
    why: Text = ""
    waited: int | None = None  # days
    tag: Text = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Chain:
    id: str
    title: Text
    start: ChainHome
    end: Text  # what is left when all have moved
    moves: Sequence[ChainMove] = field(default_factory=tuple)
