"""What a file may become, what can be wrong in it, and how a heading is recognised. Pure."""

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

KEEP_DAYS = 30  # an uploaded file that nobody took in; then its bytes go
NEW = "new"  # the choice that none of the probable doubles is the person of a row
STORED_FINDINGS = 20_000  # of each level, in a report; what is beyond is counted
STORED_CHANGES = 2_000


class Kind(StrEnum):
    DWELLINGS = "dwellings"
    NEEDS = "needs"


class State(StrEnum):
    UPLOADED = "uploaded"
    CHECKED = "checked"
    REFUSED = "refused"
    COMMITTING = "committing"
    COMMITTED = "committed"


MOVES: dict[State, frozenset[State]] = {
    State.UPLOADED: frozenset({State.CHECKED, State.REFUSED}),
    State.CHECKED: frozenset({State.UPLOADED, State.COMMITTING, State.REFUSED}),
    State.REFUSED: frozenset({State.UPLOADED, State.REFUSED}),
    State.COMMITTING: frozenset({State.COMMITTED, State.CHECKED, State.REFUSED}),
    State.COMMITTED: frozenset(),
}


class Level(StrEnum):
    """Three kinds of finding, kept apart: worst first."""

    INVALID = "invalid"  # cannot be saved
    UNUSUAL = "unusual"  # can be saved by somebody who has seen it
    INCOMPLETE = "incomplete"  # is saved as incomplete


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one cell, in no language. `row` and `column` count from 1; column 0 is the
    whole row. `details` fill the text of `code`."""

    level: Level
    code: str
    row: int
    column: int = 0
    field: str = ""
    shown: str = ""  # what stands there, shortened
    details: dict[str, str | int] = dataclasses.field(default_factory=dict)


class Fate(StrEnum):
    """What becomes of one row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def may_move(before: str, after: State) -> bool:
    return after in MOVES[State(before)]


def folded(heading: str) -> str:
    """How headings are compared: letters and digits only, units in brackets left out.

    "Bruksareal (m²)", "bruksareal" and "BRUKS-AREAL" are one heading.
    """
    composed = unicodedata.normalize("NFC", heading)
    without_units = re.sub(r"[\(\[].*?[\)\]]", " ", composed)
    kept = without_units if without_units.strip() else composed
    return "".join(c for c in kept.casefold() if c.isalnum() and c not in "²³")


def plain_file_name(name: str) -> str:
    """The last part of a path, without control characters and direction marks."""
    last = PurePosixPath(unicodedata.normalize("NFC", _whole(name)).replace("\\", "/")).name
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > 100 and dot:
        return stem[: 99 - len(ending[:10])] + "." + ending[:10]
    return shown[:100] or "file"


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def shortened(value: object, *, limit: int = 60) -> str:
    """What stood in a cell, safe to store and to show."""
    text = "" if value is None else str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        text = str(int(value))
    elif isinstance(value, float):
        text = text.replace(".", ",")
    shown = "".join(c if c >= " " else "□" for c in _whole(text).replace("\x00", "□"))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
