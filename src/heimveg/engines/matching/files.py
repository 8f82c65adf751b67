"""A problem in a JSON file, solved and changed, for the command line."""

from pathlib import Path
from typing import Any

from heimveg.engines import json_files
from heimveg.engines.matching.changes.committee import Progress, effects_of, parse_changes
from heimveg.engines.matching.format.parsing import parse
from heimveg.engines.matching.format.records import ProblemRefused, Refusal
from heimveg.engines.matching.solving import solve


def run(source: Path, target: Path, *, seconds: float | None = None) -> None:
    """Solves the problem in `source` and writes the proposal to `target`.

    Raises ProblemRefused with every error found; nothing is written then.
    """
    json_files.write(solve(parse(_data(source)), seconds=seconds).as_dict(), target)


def run_changes(
    source: Path, changes: Path, target: Path, *, progress: Progress | None = None
) -> None:
    """Solves the problem in `source`, makes one change after the other, and writes to `target`
    what each did. Raises ProblemRefused as `run`."""
    problem, steps = parse(_data(source)), parse_changes(_data(changes))
    json_files.write(effects_of(problem, steps, progress), target)


def _data(source: Path) -> Any:  # noqa: ANN401  JSON
    try:
        return json_files.read(source)
    except json_files.NotRead as error:
        refusals = (Refusal(f.path, f"{f.what}.", f"{f.remedy}.") for f in error.faults)
        raise ProblemRefused(tuple(refusals)) from error
