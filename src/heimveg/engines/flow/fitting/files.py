"""A history from a JSON file to its fit in a JSON file, for the command line."""

from collections.abc import Callable
from pathlib import Path

from heimveg.engines import json_files
from heimveg.engines.flow.fitting.documents import fit_document
from heimveg.engines.flow.fitting.reading import HistoryFile, parse_history
from heimveg.engines.flow.format.refusal import ScenarioRefused


def run(source: Path, target: Path, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Fits the history in `source` and writes what was found to `target`.

    The same rows in any order give the same bytes. Raises ScenarioRefused with every fault
    found; nothing is written then.
    """
    json_files.write(fit_document(read(source), progress=progress), target)


def read(source: Path) -> HistoryFile:
    """The history in a file. Raises ScenarioRefused."""
    try:
        return parse_history(json_files.read(source))
    except json_files.NotRead as error:
        raise ScenarioRefused(error.faults) from error
