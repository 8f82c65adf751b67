"""Reads plain JSON values field by field and collects everything that is wrong with them.

Knows shapes only (a whole number, one of these words, a list of ids); what the fields mean to
each other is `parsing`'s.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from heimveg.engines.faults import as_date
from heimveg.engines.matching.format.records import Refusal

MOST_ERRORS = 500  # a file with more is broken as a whole; the rest would only be noise
LONGEST_ID = 100  # characters


class Wrong(Exception):
    """A value that does not fit its field: what is wrong, and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


Reads = Callable[[Any], Any]
REQUIRED = object()


class Reader:
    """Collects refusals while it reads. `read_record` answers None where nothing can be built."""

    def __init__(self) -> None:
        self._errors: list[Refusal] = []
        self.count = 0

    @property
    def errors(self) -> tuple[Refusal, ...]:
        """The first `MOST_ERRORS`, and how many more there are."""
        more = self.count - len(self._errors)
        last = Refusal("the file", f"has {more} more errors.", "Mend those above first.")
        return (*self._errors, last) if more else tuple(self._errors)

    def refuse(self, path: str, what: str, remedy: str) -> None:
        self.count += 1
        if self.count <= MOST_ERRORS:
            self._errors.append(Refusal(path or "the file", what, remedy))

    def read_record(
        self, path: str, data: object, fields: Mapping[str, tuple[Reads, object]]
    ) -> dict[str, Any] | None:
        """The fields of one object by name, those left out left out; None when one is wrong."""
        if not isinstance(data, dict):
            self.refuse(path, f"is {_named(data)}, not an object.", "Write it as {…}.")
            return None
        before = self.count
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name in fields:
                try:
                    values[name] = fields[name][0](value)
                except Wrong as wrong:
                    self.refuse(_joined(path, name), wrong.what, wrong.remedy)
            else:
                remedy = "Remove it, or check how it is spelt."
                self.refuse(_joined(path, name[:60]), "is not a field of the format.", remedy)
        for name, (_, default) in fields.items():
            if default is REQUIRED and name not in data:
                self.refuse(_joined(path, name), "is missing.", "Add it.")
        return values if self.count == before else None

    def read_list(self, path: str, data: object, most: int) -> list[Any]:
        """The elements; an empty list, with a refusal, when it is no list or absurdly long."""
        if not isinstance(data, list):
            self.refuse(path, f"is {_named(data)}, not a list.", "Write it as […].")
        elif len(data) > most:
            remedy = "Split the problem; no municipality is this large."
            self.refuse(path, f"has {len(data)} elements; at most {most} are taken.", remedy)
        else:
            return data
        return []


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _named(value: object) -> str:
    """A short name of a value for a message: never a whole document."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return repr(value)[:60]


def a_flag(value: object) -> bool:
    if value is True or value is False:
        return value
    raise Wrong(f"is {_named(value)}, not true or false.", "Write true or false.")


def an_id(value: object) -> str:
    if type(value) is not str:
        raise Wrong(f"is {_named(value)}, not text.", 'Write an id between quotes, as "H1".')
    if not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        remedy = f"Use 1 to {LONGEST_ID} visible characters."
        raise Wrong("is empty, too long, or holds signs that cannot be shown.", remedy)
    return value


def a_day(value: object) -> date:
    day = as_date(value)
    if day is None:
        raise Wrong(f"is {_named(value)}, not a day.", "Write it as 2026-11-22.")
    return day


def whole(least: int, most: int) -> Reads:
    """Reads a whole number from `least` to `most`. 3.0, true and NaN are not whole numbers."""
    remedy = f"Write a whole number from {least} to {most}."

    def read(value: object) -> int:
        if type(value) is not int:
            raise Wrong(f"is {_named(value)}, not a whole number.", remedy)
        if not least <= value <= most:
            raise Wrong(f"is {value!s:.60}.", remedy)
        return value

    return read


def word(words: type[StrEnum]) -> Reads:
    """Reads one of the words of an enumeration."""
    known: dict[object, StrEnum] = {str(member): member for member in words}
    remedy = "Write one of: " + ", ".join(map(str, known)) + "."

    def read(value: object) -> StrEnum:
        if type(value) is str and value in known:
            return known[value]
        raise Wrong(f"is {_named(value)}.", remedy)

    return read


def maybe(read: Reads) -> Reads:
    """Null is allowed and read as None."""
    return lambda value: None if value is None else read(value)


def several(read: Reads, most: int = 1_000) -> Reads:
    """Reads a list into a tuple, each element once, in sorted order."""

    def read_all(value: object) -> tuple[Any, ...]:
        if type(value) is not list:
            raise Wrong(f"is {_named(value)}, not a list.", "Write it as […].")
        if len(value) > most:
            raise Wrong(f"has {len(value)} elements.", f"At most {most} are taken.")
        return tuple(sorted({read(element) for element in value})) if value else ()

    return read_all


def a_pair(value: object) -> tuple[str, str]:
    if type(value) is not list or len(value) != 2:
        raise Wrong(f"is {_named(value)}, not a pair.", 'Write ["seeker id", "home id"].')
    return an_id(value[0]), an_id(value[1])
