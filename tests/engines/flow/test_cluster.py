"""On several worker processes the figures are the same bytes, even if one is killed."""

import os
import signal
import sys
from dataclasses import replace

import pytest
from distributed import Client, LocalCluster

from heimveg.engines.flow import cluster, simulate, warm
from heimveg.engines.flow.cluster import NoWorkers, client_of, simulate_on
from tests.engines.flow.scenarios import tandem


@pytest.fixture(scope="module")
def client():
    warm()  # compile here once, not in every worker
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def expected():
    return simulate(scenario(), cores=1)


def scenario():
    return replace(tandem(years=98), replications=400)


def test_workers_give_the_same_bytes_as_one_process(client, expected):
    seen = []

    run = simulate_on(
        client, scenario(), replications_a_task=90, progress=lambda done, _: seen.append(done)
    )

    assert run.figures.tobytes() == expected.figures.tobytes()
    assert run.waits.tobytes() == expected.waits.tobytes()
    assert seen[-1] == 400


def test_a_worker_killed_in_the_middle_changes_nothing(client, expected):
    workers = client.run(os.getpid)
    killed = []

    def kill_one(done, _):
        if not killed and done < 400:
            killed.append(next(iter(workers.values())))
            os.kill(killed[0], signal.SIGKILL)

    run = simulate_on(client, scenario(), replications_a_task=20, progress=kill_one)

    assert killed
    assert run.figures.tobytes() == expected.figures.tobytes()
    assert run.waits.tobytes() == expected.waits.tobytes()
    client.wait_for_workers(2, timeout=30)
    assert killed[0] not in client.run(os.getpid).values()


def test_workers_are_started_for_a_run_and_gone_after_it():
    with client_of("2") as ours:
        pids = list(ours.run(os.getpid).values())
        assert len(pids) == 2
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_scheduler_at_an_address_is_used(client, expected):
    with client_of(client.scheduler.address) as theirs:
        run = simulate_on(theirs, scenario())

    assert run.figures.tobytes() == expected.figures.tobytes()


@pytest.mark.parametrize(
    "workers", ["0", "100000", "tcp://127.0.0.1:9", "tcp://127.0.0.1:x", "nowhere", ""]
)
def test_workers_that_cannot_be_had_are_told_in_words(workers, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 1)

    with pytest.raises(NoWorkers), client_of(workers):
        pass


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(NoWorkers, match=r"heimveg\[cluster\]"), client_of("2"):
        pass


def test_tasks_without_replications_are_refused(client):
    with pytest.raises(ValueError, match="1 or more"):
        simulate_on(client, scenario(), replications_a_task=0)
