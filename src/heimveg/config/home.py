"""Where this installation keeps its data, and which database it uses."""

import os
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
DATABASE = "heimveg"


def home() -> Path:
    """HEIMVEG_HOME, else `var` in the source checkout, else `var` where the command is run."""
    given = os.environ.get("HEIMVEG_HOME")
    if given:
        return Path(given).resolve()
    checkout = PACKAGE.parents[1]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / "var"


def use_database(*, reset: bool = False) -> None:
    """Set DATABASE_URL: a server that the environment names, else the embedded one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heimveg.config.settings")
    if os.environ.get("DATABASE_URL"):
        if reset:
            raise SystemExit(
                "RESET works on the embedded database only; empty the server's database yourself."
            )
        return
    from heimveg.config import embedded
    from heimveg.config.database import with_name

    server = embedded.start(home() / "postgresql")
    _make_database(server, reset=reset)
    os.environ["DATABASE_URL"] = with_name(server, DATABASE)


def _make_database(server: str, *, reset: bool) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as db:
        if reset:
            db.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        if db.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            db.execute(f"CREATE DATABASE {DATABASE}")
