"""Loaded before anything else (`-p tests.server`): which database the tests use.

DATABASE_URL names a server; without it the embedded PostgreSQL is started and kept between runs.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVER = "HEIMVEG_TEST_SERVER"

os.environ.setdefault("HEIMVEG_HOME", str(ROOT / "var" / "test"))
Path(os.environ["HEIMVEG_HOME"], "static").mkdir(
    parents=True, exist_ok=True
)  # whitenoise warns without
os.environ["HEIMVEG_SECRET_KEY"] = "for tests only"
os.environ["HEIMVEG_DEMO"] = "1"


def _server() -> str:
    from heimveg.config import embedded

    given = os.environ.get(SERVER) or os.environ.get("DATABASE_URL")
    return given or embedded.start(ROOT / "var" / "test-pg" / "data", quick=True)


def _own_database() -> str:
    from heimveg.config.database import with_name

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return with_name(os.environ[SERVER], f"heimveg_test_{os.getpid()}_{worker}")


os.environ[SERVER] = _server()
os.environ["DATABASE_URL"] = _own_database()
