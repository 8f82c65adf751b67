"""The engine's codes and figures as sentences, in the reader's language.

What rests on health is worded neutrally: an environment "is full for now", a home "is not open
to this need for now". Which person or home a number stands for is told by a `Names`.
"""

from heimveg.allocation.wording.changes import change, loss
from heimveg.allocation.wording.reasons import SENTENCES, reasons, weighed, why
from heimveg.allocation.wording.without import blocked, openings
from heimveg.allocation.wording.words import (
    FUNDING,
    REQUIREMENTS,
    Names,
    Unnamed,
    joined,
    points,
    requirement,
    size,
    sort_of_home,
)

__all__ = [
    "FUNDING",
    "REQUIREMENTS",
    "SENTENCES",
    "Names",
    "Unnamed",
    "blocked",
    "change",
    "joined",
    "loss",
    "openings",
    "points",
    "reasons",
    "requirement",
    "size",
    "sort_of_home",
    "weighed",
    "why",
]
