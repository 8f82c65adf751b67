"""The command line `heimveg`: what each command does stands in `heimveg --help`."""

import argparse
from collections.abc import Sequence

from heimveg.config.cli import demo, engines, lists, running, staff
from heimveg.config.cli.command import Run


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run: Run = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="heimveg",
        description="Heimveg: homes and help for people with complex needs, for a municipality.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    for group in (running, staff, lists, engines, demo):
        group.add_to(add)
    return parser
