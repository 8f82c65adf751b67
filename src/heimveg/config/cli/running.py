"""Serve, work, migrate, and check what the database keeps."""

import argparse

from heimveg.config.cli.command import Add, ready


def add_to(add: Add) -> None:
    add("migrate", _migrate, "Bring the database to this version. Run as the database's owner.")
    serve = add("serve", _serve, "Serve the pages (behind a proxy that speaks https).")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    add("worker", _worker, "Run the jobs: imports, letters, deadlines.")
    add(
        "check-invariants", _check, "Check every promise the database keeps; say which are broken."
    )


def _migrate(_: argparse.Namespace) -> int:
    ready()
    from heimveg.config.migrating import migrate

    migrate()
    return 0


def _serve(options: argparse.Namespace) -> int:
    ready()
    from heimveg.config import serving

    return serving.web(port=options.port, workers=options.workers)


def _worker(_: argparse.Namespace) -> int:
    ready()
    from heimveg.config import serving

    return serving.work()


def _check(_: argparse.Namespace) -> int:
    ready()
    from heimveg.config import invariants

    return invariants.report(say=print)
