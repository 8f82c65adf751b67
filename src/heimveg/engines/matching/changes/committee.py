"""What a committee does to a solved problem, change by change, and what each does to the plan.

Reads heimveg-changes/1 and answers heimveg-effects/1. The plan is kept best throughout by
`Resolver`; limits on chains, rings and clusters are not part of it, so of each plan it is said
whether it keeps them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heimveg.engines.matching.changes.effects import Change
from heimveg.engines.matching.changes.resolver import Resolver
from heimveg.engines.matching.format.parsing import HOME, read_seeker
from heimveg.engines.matching.format.reading import REQUIRED, Reader, Wrong, a_pair, an_id, whole
from heimveg.engines.matching.format.records import Home, ProblemRefused, Refusal

CHANGES, EFFECTS = "heimveg-changes/1", "heimveg-effects/1"
MOST_CHANGES = 100_000

Given = tuple[Any, ...]
Progress = Callable[[int, int], None]
_urgency = whole(1, 5)


@dataclass(frozen=True, slots=True)
class Step:
    """One change: a method of `Resolver` and what it is given."""

    path: str  # changes[3].pin
    sort: str
    given: Given


def effects_of(
    resolver: Resolver, steps: tuple[Step, ...], progress: Progress | None = None
) -> dict[str, Any]:
    """The effect of every change, one after the other, as plain data.

    Raises ProblemRefused with the path of the first change that cannot be done.
    """
    answer: dict[str, Any] = {
        "format": EFFECTS,
        "value": resolver.value,
        "within_limits": resolver.keeps_limits,
        "effects": [],
    }
    for number, step in enumerate(steps, 1):
        change = _made(resolver, step)
        answer["effects"].append(_told(change) | {"within_limits": resolver.keeps_limits})
        if progress is not None:
            progress(number, len(steps))
    resolver.audit()
    return answer


def _made(resolver: Resolver, step: Step) -> Change:
    try:
        change: Change = getattr(resolver, step.sort)(*step.given)
    except ProblemRefused as refused:
        raise ProblemRefused(
            tuple(Refusal(step.path, error.what, error.remedy) for error in refused.errors)
        ) from refused
    return change


def _told(change: Change) -> dict[str, Any]:
    moved = [
        {"seeker": seeker, "home_before": before, "home_after": after}
        for seeker, before, after in sorted(change.moved, key=lambda move: move[0])
    ]
    return {"before": change.before, "after": change.after, "moved": moved}


def parse_changes(data: object) -> tuple[Step, ...]:
    """The changes that plain JSON data describes. Raises ProblemRefused with every error found,
    each with its path and remedy."""
    reader = Reader()
    top = reader.read_record("", data, TOP) or {}
    listed = reader.read_list("changes", top.get("changes", []), MOST_CHANGES)
    steps = tuple(_steps(reader, listed))
    if reader.errors:
        raise ProblemRefused(reader.errors)
    return steps


def _format(value: object) -> str:
    if value != CHANGES:
        raise Wrong("is not a format known here.", f'Write "{CHANGES}".')
    return CHANGES


TOP = {"format": (_format, REQUIRED), "changes": (lambda value: value, REQUIRED)}


def _steps(reader: Reader, listed: list[Any]) -> Iterator[Step]:
    for place, data in enumerate(listed):
        path = f"changes[{place}]"
        if not isinstance(data, dict) or len(data) != 1:
            remedy = 'Write an object with one field, as {"pin": ["S1", "H1"]}.'
            reader.refuse(path, "is not one change.", remedy)
            continue
        [(sort, value)] = data.items()
        if sort not in SORTS:
            reader.refuse(f"{path}.{sort[:60]}", "is not a change known here.", KNOWN)
            continue
        given = SORTS[sort](reader, f"{path}.{sort}", value)
        if given is not None:
            yield Step(f"{path}.{sort}", sort, given)


Reads = Callable[[Reader, str, object], Given | None]


def _by(read: Callable[[object], Given]) -> Reads:
    def reads(reader: Reader, path: str, value: object) -> Given | None:
        try:
            return read(value)
        except Wrong as wrong:
            reader.refuse(path, wrong.what, wrong.remedy)
            return None

    return reads


def _an_urgency(value: object) -> Given:
    if type(value) is not list or len(value) != 2:
        raise Wrong("is not a seeker and an urgency.", 'Write ["seeker id", 1 to 5].')
    return an_id(value[0]), _urgency(value[1])


def _a_home(reader: Reader, path: str, value: object) -> Given | None:
    read = reader.read_record(path, value, HOME)
    return None if read is None else (Home(**read),)


def _a_seeker(reader: Reader, path: str, value: object) -> Given | None:
    read = read_seeker(reader, path, value)
    return None if read is None else (read,)


_pair, _one = _by(a_pair), _by(lambda value: (an_id(value),))
SORTS: Mapping[str, Reads] = {
    "pin": _pair,
    "unpin": _one,
    "exclude": _pair,
    "allow": _pair,
    "change_urgency": _by(_an_urgency),
    "add_home": _a_home,
    "withdraw_home": _one,
    "add_seeker": _a_seeker,
    "withdraw_seeker": _one,
}
KNOWN = "Write one of: " + ", ".join(SORTS) + "."
