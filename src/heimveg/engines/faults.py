"""What is wrong with a file an engine is given: where, what, and what to do about it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    path: str  # stations[0].service.mean_days
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.remedy}."


def as_written(value: object) -> str:
    """A value of a JSON file as it stands there, cut to be shown."""
    if isinstance(value, Decimal):
        return f"{value!s:.60}"
    return f"{json.dumps(value, ensure_ascii=False, default=str):.60}"


def as_date(value: object) -> date | None:
    """A day written 2026-07-31; no other of the ways that ISO 8601 has."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == value else None


class FileRefused(Exception):
    """Nothing was reckoned. Holds every fault found, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Faults:
    """The faults found so far, and the questions that find them.

    A question answers with the value, or with a harmless stand-in when there is a fault, so that
    reading goes on and all faults come in one answer.
    """

    refusal: type[FileRefused] = FileRefused

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: str, what: str, remedy: str) -> None:
        self.found.append(Fault(path or "the file", what, remedy))

    def raise_if_any(self) -> None:
        """Raises the kind of FileRefused that the engine declares."""
        if self.found:
            raise self.refusal(tuple(self.found))

    def fields(
        self, path: str, data: object, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, Any] | None:
        """The object at `path`, or None if it is no object or lacks a field."""
        if not isinstance(data, dict):
            self.add(path, "is not an object", f"Write {{…}} with {', '.join(required)}")
            return None
        known = (*required, *optional)
        for name in data:
            if name not in known:
                self.add(join(path, name[:60]), "is not known", f"Use one of {', '.join(known)}")
        missing = [name for name in required if name not in data]
        for name in missing:
            self.add(join(path, name), "is missing", f"Add {name}")
        return None if missing else data

    def items(self, path: str, data: object, *, at_least: int = 0) -> Iterator[tuple[str, Any]]:
        """The path and value of each item of the list at `path`."""
        if not isinstance(data, list):
            self.add(path, "is not a list", "Write […]")
            return
        if len(data) < at_least:
            self.add(path, "is empty", "Add at least one item")
        for number, item in enumerate(data):
            yield f"{path}[{number}]", item

    def whole(self, path: str, value: object, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, f"is {as_written(value)}, not a whole number", f"Write {low} to {high}")
        elif not low <= value <= high:
            self.add(path, f"is {value!s:.60}", f"Write a number from {low} to {high}")
        else:
            return value
        return low

    def number(self, path: str, value: object, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.add(path, f"is {as_written(value)}, not a number", f"Write {low:g} to {high:g}")
        elif not low <= value <= high:  # NaN and infinity are not either
            self.add(path, f"is {value!s:.60}", f"Write a number from {low:g} to {high:g}")
        else:
            return float(value)
        return low

    def flag(self, path: str, value: object) -> bool:
        if not isinstance(value, bool):
            self.add(path, f"is {as_written(value)}", "Write true or false")
        return value is True

    def title(self, fields: dict[str, Any]) -> None:
        """A word to the reader of the file, which nothing is done with."""
        title = fields.get("title", "")
        if not isinstance(title, str):
            self.add("title", f"is {as_written(title)}", "Write a text, or take it away")

    def text(self, path: str, value: object, *, most: int = 100) -> str:
        """A text that says something, of at most so many characters."""
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            self.add(path, f"is {as_written(value)}", f"Write a text of 1 to {most} characters")
            return ""
        return value


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
