"""A JSON file read strictly and whole, and written so that the same answer is the same bytes."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from heimveg.engines.faults import Fault, join

MOST_BYTES = 256 * 1024 * 1024
HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")  # whole if the other half follows

Number = Callable[[str], Any]


class NotRead(ValueError):
    """The file holds no JSON that can be used; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read(source: Path, *, number: Number | None = None) -> Any:  # noqa: ANN401  JSON
    """What the file holds. `number` reads what has decimals, else as a float.

    Raises NotRead. What is wrong inside the file is told by its path, as an engine tells it.
    """
    name = source.name or str(source)
    text = _text(source, name)
    try:
        return _decoded(text, number)
    except json.JSONDecodeError as error:
        what = f"is not JSON: it breaks off at line {error.lineno}, column {error.colno}"
        remedy = "Look there for a comma, quotation mark or bracket too many or too few"
        raise NotRead(Fault(name, what, remedy)) from error
    except RecursionError as error:
        what = "is nested deeper than any such file"
        raise NotRead(Fault(name, what, "Check the file")) from error


def write(answer: object, target: Path) -> None:
    """Whole or not at all: an answer that stood there stands until the new one is complete.

    Raises OSError, and ValueError for a number that JSON does not have.
    """
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)
    if target.exists() and not target.is_file():  # a terminal, a pipe
        target.write_text(text + "\n", encoding="utf-8")
        return
    place = Path(os.path.realpath(target))  # a link stays a link
    beside = place.with_name(f".{place.name[:100]}.{os.getpid()}")
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _text(source: Path, name: str) -> str:
    try:
        with source.open("rb") as file:
            held = file.read(MOST_BYTES + 1)
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise NotRead(Fault(name, what, "Check the path")) from error
    if len(held) > MOST_BYTES:
        what = f"is larger than {MOST_BYTES // 1024**2} MB, the most that is read"
        raise NotRead(Fault(name, what, "Split the file"))
    if not held or held.isspace():
        raise NotRead(Fault(name, "is empty", "Check that it was saved, and the path"))
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8: byte {error.start + 1} is no part of a sign"
        raise NotRead(Fault(name, what, "Save it as UTF-8")) from error


def _decoded(text: str, number: Number | None) -> Any:  # noqa: ANN401  JSON
    """Read once where all is well; else again, slowly, to find every place that is not."""
    try:
        data = json.loads(text, object_pairs_hook=_each_field_once, parse_float=number)
        if not HALF_SIGN.search(text):
            return data
    except json.JSONDecodeError:
        raise
    except (ValueError, ArithmeticError):  # a field twice, a number that cannot be held
        data = None
    marked = json.loads(
        text, object_pairs_hook=_marked, parse_int=_whole, parse_float=_measured(number)
    )
    faults = tuple(_faults(marked))
    if faults:
        raise NotRead(*faults)
    return data


def _each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; JSON alone would keep the last of two fields of one name and say nothing."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError
    return fields


class _Unfit(Fault):
    """Stands in the place of what cannot be used; its path is not known yet."""


def _marked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        twice = _Unfit("", "stands twice in one object", "Keep one of the two")
        fields[name] = twice if name in fields else value
    return fields


def _whole(digits: str) -> int | _Unfit:
    try:
        return int(digits)
    except ValueError:
        what = f"is a number of {len(digits)} digits"
        return _Unfit("", what, "Write a number that can be meant")


def _measured(number: Number | None) -> Number:
    def read(digits: str) -> Any:  # noqa: ANN401  a number, or why it is none
        try:
            return float(digits) if number is None else number(digits)
        except ArithmeticError:
            return _Unfit("", f"is {digits:.60}", "Write a number that can be meant")

    return read


def _faults(data: object) -> Iterator[Fault]:
    """What is unfit in the document, by its path, from the top down."""
    left: list[tuple[str, object]] = [("", data)]
    while left:
        path, value = left.pop()
        if isinstance(value, _Unfit):
            yield Fault(path or "the file", value.what, value.remedy)
        elif isinstance(value, str) and not _is_whole(value):
            yield Fault(path or "the file", "holds half a sign", "Write the text anew")
        elif isinstance(value, list):
            left += [(f"{path}[{k}]", value[k]) for k in reversed(range(len(value)))]
        elif isinstance(value, dict):
            if not all(map(_is_whole, value)):
                yield Fault(path or "the file", "has a field named by half a sign", "Mend it")
            left += [(join(path, name[:60]), value[name]) for name in reversed(value)]


def _is_whole(text: str) -> bool:
    """Not one half of a sign that UTF-16 writes in two, which no file can hold."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
