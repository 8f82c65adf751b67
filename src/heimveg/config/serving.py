"""The two processes that run: the web server and the job worker."""

import socket
import subprocess
import sys
from collections.abc import Sequence


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def web_command(port: int, workers: int) -> Sequence[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "heimveg.config.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--threads",
        "4",
        "--log-level",
        "warning",
        "--limit-request-line",  # as long as it lets: a long text gets a page and not a bare 400
        "8190",
        "--graceful-timeout",
        "10",
    ]


def collect_static() -> None:
    """Style, script and icons to where the server finds them; without, no page can be drawn."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def web(*, port: int, workers: int) -> int:
    """Serve until stopped; the exit status is the server's."""
    collect_static()
    command = web_command(port, workers)
    return subprocess.call(command)  # noqa: S603  # our own interpreter


def work() -> int:
    """Take jobs until stopped; a job left by a worker that died is taken up again."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(concurrency=2, install_signal_handlers=True, listen_notify=True)
    return 0
