"""Proposals from the database, and engines on a file."""

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from heimveg.config.cli.command import REFUSED, WHOSE, Add, actor, ready, refuse, say


def add_to(add: Add) -> None:
    text = "Propose homes and chains of moves for those who wait now. Saves nothing."
    propose = add("propose", _propose, text)
    propose.add_argument("--as", dest="user", metavar="USER", help=WHOSE)
    how = propose.add_mutually_exclusive_group()
    how.add_argument("--explain", action="store_true", help="say why, and what was weighed")
    how.add_argument(
        "--json", action="store_true",
        help="print the proposal as JSON (heimveg-proposal/1), every reason in it",
    )  # fmt: skip
    match = add("match", _match, "Solve a matching problem from a file; needs no database.")
    match.add_argument(
        "--seconds", type=_seconds, help="how long it may take before it answers with a bound"
    )
    match.add_argument(
        "--changes", type=Path, metavar="FILE",
        help="make these changes one by one, and answer what each does to the best plan",
    )  # fmt: skip
    simulate = add(
        "simulate", _simulate, "Simulate the flow through homes from a file; needs no database."
    )
    allowance = add(
        "allowance", _allowance, "Reckon housing allowance from a file; needs no database."
    )
    compare = add(
        "compare", _compare, "Simulate two scenarios and write what differs; needs no database."
    )
    compare.add_argument(
        "--against", dest="old", type=Path, required=True, metavar="FILE",
        help="the scenario as it is; --in is what is changed",
    )  # fmt: skip
    compare.add_argument(
        "--percent", type=_percent, default=20, metavar="N",
        help="how much lower and higher each cost is tried, one at a time (20)",
    )  # fmt: skip
    for command in (simulate, compare):
        command.add_argument(
            "--workers", metavar="N|ADDRESS",
            help="play on so many processes here, or on the workers of a Dask scheduler;"
            " the figures are the same bytes (needs the extra heimveg[cluster])",
        )  # fmt: skip
    _add_costs(add)
    fitted = add(
        "fit", _fit, "Fit stays, routes and arrivals to a history from a file; needs no database."
    )
    for command in (match, simulate, compare, fitted, allowance):
        command.add_argument("--in", dest="source", type=Path, required=True, metavar="FILE")
        command.add_argument("--out", dest="target", type=Path, required=True, metavar="FILE")


def _add_costs(add: Add) -> None:
    costs = add(
        "costs", _costs, "Price courses and mixes of housing from a file; needs no database."
    )
    what = costs.add_mutually_exclusive_group(required=True)
    what.add_argument("--in", dest="source", type=Path, metavar="FILE")
    what.add_argument("--prices", action="store_true", help="list the published prices instead")
    costs.add_argument("--out", dest="target", type=Path, metavar="FILE")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no length of time. Write 0 or more.")
    return seconds


def _percent(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text} is no percentage. Write 1 to 100.")
    return int(text)


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
    from heimveg.engines.matching import files

    source, target = options.source, options.target
    if options.changes is None:
        return _answered(
            lambda _: files.run(source, target, seconds=options.seconds), target, source
        )
    if options.seconds is not None:
        say("heimveg match: --seconds is for limits, which --changes only judges. Leave one out.")
        return REFUSED
    return _answered(
        lambda show: files.run_changes(source, options.changes, target, progress=show),
        target, source, options.changes, unit="changes",
    )  # fmt: skip


def _simulate(options: argparse.Namespace) -> int:
    from heimveg.engines.flow import files

    source, target, workers = options.source, options.target, options.workers
    return _answered(
        lambda show: files.run(source, target, progress=show, workers=workers),
        target, source, unit="replications",
    )  # fmt: skip


def _compare(options: argparse.Namespace) -> int:
    from heimveg.engines.economy import comparing

    new, old, target = options.source, options.old, options.target
    how = {"percent": options.percent, "workers": options.workers}
    return _answered(
        lambda show: comparing.run(new, old, target, progress=show, **how),
        target, new, old, unit="replications",
    )  # fmt: skip


def _fit(options: argparse.Namespace) -> int:
    from heimveg.engines.flow.fitting import files

    source, target = options.source, options.target
    return _answered(
        lambda show: files.run(source, target, progress=show), target, source, unit="stations"
    )


def _allowance(options: argparse.Namespace) -> int:
    from heimveg.engines.allowance import files

    source, target = options.source, options.target
    return _answered(lambda _: files.run(source, target), target, source)


def _costs(options: argparse.Namespace) -> int:
    from heimveg.engines.economy import files, published

    if options.prices:
        if options.target is not None:
            say("heimveg costs: --out: is for --in; --prices prints its list. Leave one out.")
            return REFUSED
        return _printed("\n".join(files.table(published())))
    if options.target is None:
        say("heimveg costs: --out: is missing. Say where the answer is to be written.")
        return REFUSED
    source, target = options.source, options.target
    return _answered(lambda _: files.run(source, target), target, source)


def _printed(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        say(f"heimveg: the list was not written: {error.strerror}. Mend that, or write elsewhere.")
        return REFUSED
    return 0


def _answered(
    work: Callable[[Callable[[int, int], None]], None],
    target: Path,
    *sources: Path,
    unit: str = "",
) -> int:
    """Has an engine answer from files to a file, or says all that is wrong with the files.

    `work` is given what tells how many of `unit` are done, of how many.
    """
    from heimveg.engines.faults import FileRefused
    from heimveg.engines.matching import ProblemRefused

    misplaced = _misplaced(target, sources)
    if misplaced is not None:
        say(f"heimveg: --out: {target} {misplaced}.")
        return REFUSED
    try:
        with _bar(unit) as show:
            work(show)
    except FileRefused as refused:
        return refuse(refused.faults)
    except ProblemRefused as refused:
        return refuse(refused.errors)
    except OSError as error:
        why = f"was not written: {error.strerror or error}"
        say(f"heimveg: --out: {target} {why}. Mend that, or name another file.")
        return REFUSED
    return 0


def _misplaced(target: Path, sources: Sequence[Path]) -> str | None:
    """What is wrong with the place for the answer, before the work begins."""
    try:
        if target.is_dir() or not target.parent.is_dir():
            return "is no place for a file. Name a file in a folder there is"
        if any(os.path.realpath(target) == os.path.realpath(source) for source in sources):
            return "is what is read. Name another file"
        is_file = target.is_file() or not target.exists()
    except OSError as error:
        return f"is no place for a file: {error.strerror}. Name another file"
    needed = [target, target.parent] if is_file else [target]  # a new file takes its place
    if not all(os.access(place, os.W_OK) for place in needed if place.exists()):
        return "is not yours to write. Name another file, or ask for the right to write there"
    return None


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    """What moves a bar, which stands on a terminal when there is something to wait for, and is
    gone before anything else is said."""
    from tqdm import tqdm

    how = {"delay": 0.5, "leave": False, "disable": None}  # None: where nobody looks
    with tqdm(unit=f" {unit}", file=sys.stderr, **how) as bar:

        def show(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield show
