"""A scenario from a JSON file to figures in a JSON file, for the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heimveg.engines.faults import Fault
from heimveg.engines.flow import document, parse, simulate
from heimveg.engines.flow.refusal import ScenarioRefused
from heimveg.engines.flow.scenario import Scenario

MOST_BYTES = 64 * 1024 * 1024


def run(
    source: Path,
    target: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    each_replication: bool = False,
) -> None:
    """Simulates the scenario in `source` and writes the figures to `target`.

    The same scenario gives the same bytes. Raises ScenarioRefused with every fault found;
    nothing is written then.
    """
    result = document(simulate(read(source), progress=progress), each_replication=each_replication)
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
    target.write_text(text + "\n", encoding="utf-8")


def read(source: Path) -> Scenario:
    """The scenario in a file. Raises ScenarioRefused."""
    try:
        if source.stat().st_size > MOST_BYTES:
            raise refused(source, "is larger than any scenario", "Split the scenario")
        data = json.loads(source.read_text(encoding="utf-8"), object_pairs_hook=each_field_once)
    except OSError as error:
        raise refused(source, f"cannot be read: {error.strerror}", "Check the path") from error
    except RecursionError as error:
        raise refused(source, "is nested deeper than any scenario", "Check the file") from error
    except ValueError as error:
        raise refused(source, f"is not JSON: {error}", "Write it as JSON in UTF-8") from error
    return parse(data)


def refused(source: Path, what: str, remedy: str) -> ScenarioRefused:
    return ScenarioRefused((Fault(source.name, what, remedy),))


def each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; JSON alone would keep the last of two fields of one name and say nothing."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice[:60]!r} stands twice in one object")
    return fields
