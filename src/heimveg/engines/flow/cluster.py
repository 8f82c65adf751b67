"""Replications on the workers of a Dask cluster (extra `[cluster]`): the same bytes as on one.

The client is handed in; this module does not start or find clusters.
"""

from typing import TYPE_CHECKING, Any

from heimveg.engines.flow.reading import parse
from heimveg.engines.flow.runs import Progress, Run, empty_figures, play_into
from heimveg.engines.flow.scenario import Scenario
from heimveg.engines.flow.writing import as_dict

if TYPE_CHECKING:
    from distributed import Client

TRIES = 5  # a worker may die under a task so many times before the run is given up


def simulate_on(
    client: "Client",
    scenario: Scenario,
    *,
    replications_a_task: int = 500,
    progress: Progress | None = None,
) -> Run:
    """Play every replication on the client's workers.

    A task whose worker dies is played again elsewhere. Raises what Dask raises when tasks fail
    for good, and ValueError if a task would have no replications.
    """
    from distributed import as_completed  # noqa: PLC0415  an extra, and slow to import

    if replications_a_task < 1:
        raise ValueError("replications_a_task must be 1 or more")
    figures, waits = empty_figures(scenario, scenario.replications)
    data, done = as_dict(scenario), 0
    tasks = {}
    for first in range(0, scenario.replications, replications_a_task):
        end = min(first + replications_a_task, scenario.replications)
        task = client.submit(play_part, data, first, end, pure=False, retries=TRIES)
        tasks[task] = (first, end)
    for task, (part_figures, part_waits) in as_completed(  # type: ignore[no-untyped-call]
        tasks, with_results=True
    ):
        first, end = tasks.pop(task)
        figures[first:end], waits[first:end] = part_figures, part_waits
        done += end - first
        if progress is not None:
            progress(done, scenario.replications)
    return Run(scenario, figures, waits)


def play_part(data: dict[str, Any], first: int, end: int) -> tuple[Any, Any]:
    """On a worker: the figures and waits of replications `first` up to `end`."""
    scenario = parse(data)
    figures, waits = empty_figures(scenario, end - first)
    play_into(scenario, None, first, figures, waits)
    return figures, waits
