"""Proposals from the database, and engines on a file."""

import argparse
import sys
from pathlib import Path

from heimveg.config.cli.command import WHOSE, Add, actor, cannot_open, ready, refuse


def add_to(add: Add) -> None:
    text = "Propose homes and chains of moves for those who wait now. Saves nothing."
    propose = add("propose", _propose, text)
    propose.add_argument("--as", dest="user", metavar="USER", help=WHOSE)
    propose.add_argument("--explain", action="store_true", help="say why, and what was weighed")
    propose.add_argument(
        "--json", action="store_true", help="print the proposal as JSON (heimveg-proposal/1)"
    )
    match = add("match", _match, "Solve a matching problem from a file; needs no database.")
    match.add_argument(
        "--seconds", type=float, help="how long it may take before it answers with a bound"
    )
    simulate = add(
        "simulate", _simulate, "Simulate the flow through homes from a file; needs no database."
    )
    allowance = add(
        "allowance", _allowance, "Reckon housing allowance from a file; needs no database."
    )
    for command in (match, simulate, allowance):
        command.add_argument("--in", dest="source", type=Path, required=True, metavar="FILE")
        command.add_argument("--out", dest="target", type=Path, required=True, metavar="FILE")


def _propose(options: argparse.Namespace) -> int:
    ready()
    from heimveg.allocation import console
    from heimveg.base import clock

    return console.run(
        actor(options.user),
        on=clock.today(),
        explain=options.explain,
        as_json=options.json,
        say=print,
    )


def _match(options: argparse.Namespace) -> int:
    from heimveg.engines.matching import ProblemRefused, files

    try:
        files.run(options.source, options.target, seconds=options.seconds)
    except ProblemRefused as refused:
        return refuse(refused.errors)
    except OSError as error:
        return cannot_open(error)
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from heimveg.engines.flow import ScenarioRefused, files

    with tqdm(unit="replications", file=sys.stderr, leave=False) as bar:

        def show(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        try:
            files.run(options.source, options.target, progress=show)
        except ScenarioRefused as refused:
            return refuse(refused.faults)
        except OSError as error:
            return cannot_open(error)
    return 0


def _allowance(options: argparse.Namespace) -> int:
    from heimveg.engines.allowance import files
    from heimveg.engines.allowance.refusal import CasesRefused

    try:
        files.run(options.source, options.target)
    except CasesRefused as refused:
        return refuse(refused.faults)
    except OSError as error:
        return cannot_open(error)
    return 0
