"""A problem in a JSON file, solved and changed, for the command line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from heimveg.engines import json_files
from heimveg.engines.matching.changes.committee import Progress, effects_of, parse_changes
from heimveg.engines.matching.changes.resolver import Resolver
from heimveg.engines.matching.format.parsing import parse
from heimveg.engines.matching.format.records import ProblemRefused, Refusal
from heimveg.engines.matching.solving import solve

Answer = TypeVar("Answer")


def run(source: Path, target: Path, *, seconds: float | None = None) -> None:
    """Solves the problem in `source` and writes the proposal to `target`.

    Raises ProblemRefused with every error found; nothing is written then.
    """
    json_files.write(solve(parse(_data(source)), seconds=seconds).as_dict(), target)


def run_changes(
    source: Path, changes: Path, target: Path, *, progress: Progress | None = None
) -> None:
    """Solves the problem in `source`, makes one change after the other, and writes to `target`
    what each did. Raises ProblemRefused as `run`, each error with the file it is in."""
    errors: list[Refusal] = []
    resolver = _done(source, lambda: Resolver(parse(_data(source))), errors)
    steps = _done(changes, lambda: parse_changes(_data(changes)), errors)
    answer = None
    if resolver is not None and steps is not None:
        answer = _done(changes, lambda: effects_of(resolver, steps, progress), errors)
    if answer is None:
        raise ProblemRefused(tuple(errors))
    json_files.write(answer, target)


def _done(source: Path, work: Callable[[], Answer], errors: list[Refusal]) -> Answer | None:
    """What the work answers, or nothing, and what is wrong with `source` among the errors."""
    try:
        return work()
    except ProblemRefused as refused:
        errors += [_in_file(source, error) for error in refused.errors]
        return None


def _in_file(source: Path, error: Refusal) -> Refusal:
    path = str(source) if error.path in {source.name, "the file"} else f"{source}: {error.path}"
    return replace(error, path=path)


def _data(source: Path) -> Any:  # noqa: ANN401  JSON
    try:
        return json_files.read(source)
    except json_files.NotRead as error:
        refusals = (Refusal(f.path, f"{f.what}.", f"{f.remedy}.") for f in error.faults)
        raise ProblemRefused(tuple(refusals)) from error
