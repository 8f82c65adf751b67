"""The demo: an invented municipality, its log-ins, and one command that runs it all."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from heimveg.accounts.models import Municipality
from heimveg.accounts.queries import demo_log_ins
from heimveg.base import clock
from heimveg.config import serving
from heimveg.config.demo import load
from heimveg.config.demo.names import PASSWORD
from heimveg.config.migrating import migrate

Say = Callable[[str], None]


def run(*, port: int, serve: bool, say: Say) -> int:
    """Migrate, fill if empty, serve web and jobs until stopped. Safe to run again."""
    if serve and not serving.is_free(port):
        say(f"heimveg: port {port} is taken. Choose another: make demo PORT={port + 1}")
        return 1
    say("Preparing the database …")
    migrate(verbosity=0)
    serving.collect_static()
    if not Municipality.objects.exists():
        fill(inhabitants=12_000, demand=None, seed=1, say=say)
    elif not Municipality.objects.filter(is_demo=True).exists():
        say(
            "heimveg: the database holds a municipality that is not the demo's, or a demo that was"
            " stopped before it was whole. If it was a demo, start over: make demo RESET=1"
        )
        return 1
    _print_log_ins(port if serve else None, say)
    return _serve(port, say) if serve else 0


def fill(*, inhabitants: int, demand: str | None, seed: int, say: Say) -> int:
    """Fill an empty database. Refuses one that holds a municipality."""
    migrate(verbosity=0)
    if Municipality.objects.exists():
        say("heimveg: the database holds a municipality; demo data go into an empty one only.")
        return 1
    load.fill(inhabitants=inhabitants, demand=demand, seed=seed, today=clock.today())
    return 0


def users() -> list[dict[str, Any]]:
    """The demo's log-ins; empty where the municipality is not a demo."""
    if not Municipality.objects.filter(is_demo=True).exists():
        return []
    return [
        user | {"log_in": f"{user['username']} / {PASSWORD}", "password": PASSWORD}
        for user in demo_log_ins(on=clock.today())
    ]


def _print_log_ins(port: int | None, say: Say) -> None:
    say("")
    for user in users():
        say(f"  {user['role_name']:<22} {user['username']:<14} {user['unit']}")
    say(f"\n  Password for all: {PASSWORD}")
    if port is not None:
        say(f"  Heimveg is at http://127.0.0.1:{port}/\n")


def _serve(port: int, say: Say) -> int:
    children = [
        subprocess.Popen(serving.web_command(port, workers=2)),  # noqa: S603  # ourselves
        subprocess.Popen([sys.executable, "-m", "heimveg.config.cli", "worker"]),
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        say("heimveg: a process has ended; stopping the other.")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=15)
