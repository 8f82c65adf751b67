"""A problem from a JSON file to a proposal in a JSON file, for the command line."""

import json
from pathlib import Path
from typing import Any

from heimveg.engines.matching.problem import parse
from heimveg.engines.matching.records import Problem, ProblemRefused, Refusal
from heimveg.engines.matching.solving import solve

MOST_BYTES = 256 * 1024 * 1024


def run(source: Path, target: Path, *, seconds: float | None = None) -> None:
    """Solves the problem in `source` and writes the proposal to `target`.

    Raises ProblemRefused with every error found; nothing is written then.
    """
    proposal = solve(read(source), seconds=seconds)
    text = json.dumps(proposal.as_dict(), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")


def read(source: Path) -> Problem:
    """The problem in a file. Raises ProblemRefused."""
    try:
        size = source.stat().st_size
        if size > MOST_BYTES:
            what = f"is {size} bytes; at most {MOST_BYTES} are read."
            raise _refused(str(source), what, "Split the problem.")
        data = json.loads(source.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        raise _refused(str(source), what, "Check the path.") from error
    except RecursionError as error:
        what = "is nested deeper than any problem is."
        raise _refused(str(source), what, "Check the file.") from error
    except ValueError as error:
        if isinstance(error, ProblemRefused):
            raise
        what = f"is not JSON: {error}."
        raise _refused(str(source), what, "Write the problem as JSON in UTF-8.") from error
    return parse(data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which each field stands once; JSON itself would silently keep the last."""
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the field "{twice[:60]}" stands twice in one object')
    return data


def _refused(path: str, what: str, remedy: str) -> ProblemRefused:
    return ProblemRefused((Refusal(path, what, remedy),))
