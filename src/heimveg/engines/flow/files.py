"""A scenario from a JSON file to figures in a JSON file, for the command line."""

from collections.abc import Callable
from pathlib import Path

from heimveg.engines import json_files
from heimveg.engines.flow import cluster, document, parse
from heimveg.engines.flow.format.refusal import ScenarioRefused
from heimveg.engines.flow.format.scenario import Scenario


def run(
    source: Path,
    target: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    each_replication: bool = False,
    workers: str | None = None,
) -> None:
    """Simulates the scenario in `source` and writes the figures to `target`.

    The same scenario gives the same bytes, also on the `workers` of a cluster: how many processes
    to start here, or a scheduler's address. Raises ScenarioRefused with every fault found, and
    NoWorkers; nothing is written then.
    """
    scenario = read(source)
    with cluster.player_on(workers) as play:
        run = play(scenario, progress=progress)
    json_files.write(document(run, each_replication=each_replication), target)


def read(source: Path) -> Scenario:
    """The scenario in a file. Raises ScenarioRefused."""
    try:
        return parse(json_files.read(source))
    except json_files.NotRead as error:
        raise ScenarioRefused(error.faults) from error
