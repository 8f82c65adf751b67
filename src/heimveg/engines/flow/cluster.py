"""Replications on the workers of a Dask cluster (extra `[cluster]`): the same bytes as on one."""

import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from heimveg.engines.faults import Fault, FileRefused
from heimveg.engines.flow.format.reading import parse
from heimveg.engines.flow.format.scenario import Scenario
from heimveg.engines.flow.format.writing import as_dict
from heimveg.engines.flow.runs import Progress, Run, empty_figures, play_into, simulate

if TYPE_CHECKING:
    from distributed import Client

MOST_HERE = 256  # worker processes of one's own
SECONDS_TO_ANSWER = 15  # for a scheduler elsewhere
ASKED = f'Write 1 to {MOST_HERE}, or the address of a scheduler, as "tcp://host:8786"'
LOOK = "Start a scheduler there, or write how many processes to start here"
TRIES = 5  # a worker may die under a task so many times before the run is given up


class NoWorkers(FileRefused):
    """There is nobody to play for us: what is wrong, and what to do, for who asked."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__((Fault("--workers", what, remedy),))


class Plays(Protocol):
    def __call__(self, scenario: Scenario, *, progress: Progress | None = None) -> Run: ...


@contextmanager
def player_on(workers: str | None) -> Iterator[Plays]:
    """What plays a scenario: here, or with `workers` on those. Raises NoWorkers."""
    if workers is None:
        yield simulate
    else:
        with client_of(workers) as client:
            yield partial(simulate_on, client)


@contextmanager
def client_of(workers: str) -> "Iterator[Client]":
    """A client of so many worker processes started here, or of the scheduler at an address.

    Raises NoWorkers.
    """
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  an extra, and slow to import
    except ImportError as error:
        remedy = 'Install it with pip install "heimveg[cluster]"'
        raise NoWorkers("need an extra that is not installed", remedy) from error
    if workers.isdecimal():
        if not 1 <= int(workers) <= MOST_HERE:
            raise NoWorkers(f"is {workers:.60}", ASKED)
        with ExitStack() as stack:
            with _ctrl_c_kept():
                started = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=int(workers),
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,  # what stops the work is raised
                )
                cluster = stack.enter_context(started)
            yield stack.enter_context(Client(cluster))  # type: ignore[no-untyped-call]
        return
    _ensure_somebody_listens(workers)
    try:
        client = Client(workers, timeout=SECONDS_TO_ANSWER)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise NoWorkers(f"no scheduler answers at {workers}: {error}", LOOK) from error
    with client:
        yield client


@contextmanager
def _ctrl_c_kept() -> Iterator[None]:
    """Ctrl-C waits until the end. Processes started meanwhile never hear it: we stop them."""
    resource_tracker.ensure_running()  # its start would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ensure_somebody_listens(address: str) -> None:
    """Asked before a client is made: one that finds nobody can hang when it is thrown away."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
        if not (parts.scheme and host and port):
            raise NoWorkers(f"{address!r:.60} is no number and no address", ASKED)
        socket.create_connection((host, port), timeout=SECONDS_TO_ANSWER).close()
    except (OSError, ValueError) as error:
        raise NoWorkers(f"nobody listens at {address}: {error}", LOOK) from error


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
