"""Lists from a spreadsheet."""

import argparse
from pathlib import Path

from heimveg.config.cli.command import WHOSE, Add, actor, ready


def add_to(add: Add) -> None:
    for kind, what in (("dwellings", "dwellings"), ("needs", "a waiting list")):
        text = f"Import {what} from a spreadsheet (.xlsx, .ods or .csv): all of it or nothing."
        command = add(f"import-{kind}", _import, text)
        command.set_defaults(kind=kind)
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("--as", dest="user", metavar="USER", help=WHOSE)
        command.add_argument(
            "--confirm-unusual", action="store_true", help="take in what is unusual but possible"
        )
        command.add_argument(
            "--check-only", action="store_true", help="show what would happen, save nothing"
        )


def _import(options: argparse.Namespace) -> int:
    ready()
    from heimveg.base import clock
    from heimveg.exchange import console

    return console.run(
        options.kind,
        options.file,
        actor(options.user),
        confirm_unusual=options.confirm_unusual,
        check_only=options.check_only,
        on=clock.today(),
        say=print,
    )
