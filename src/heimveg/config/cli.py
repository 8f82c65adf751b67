"""The command line `heimveg`: what each command does stands in `heimveg --help`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Run = Callable[[argparse.Namespace], int]
REFUSED = 2  # exit status for input that cannot be used


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run: Run = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


Add = Callable[[str, Run, str], argparse.ArgumentParser]
WHOSE = "whose permissions to use (in the demo: the first allocation officer's)"


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

    _add_running(add)
    _add_staff(add)
    _add_lists(add)
    _add_engines(add)
    _add_demo(add)
    return parser


def _add_running(add: Add) -> None:
    add("migrate", _migrate, "Bring the database to this version. Run as the database's owner.")
    serve = add("serve", _serve, "Serve the pages (behind a proxy that speaks https).")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    add("worker", _worker, "Run the jobs: imports, letters, deadlines.")
    add(
        "check-invariants", _check, "Check every promise the database keeps; say which are broken."
    )


def _add_staff(add: Add) -> None:
    text = (
        "Set up an empty database and make an administrator. Run it twice, for two people: one"
        " asks for what is delicate, and the other approves."
    )
    command = add("first-user", _first_user, text)
    command.add_argument("username", metavar="USER", help="the name to log in with")
    command.add_argument("--name", default="", help="first and last name")
    command.add_argument("--municipality", default="", help="its name (the first time)")
    command.add_argument("--number", default="", help="its four digits (the first time)")
    command.add_argument("--language", choices=["nn", "nb", "en"], default="nn")
    command.add_argument(
        "--unit", default="Kommuneleiinga", help="the administrators' unit (the first time)"
    )
    text = "Give somebody a new one-time password, and lift the lock."
    password = add("one-time-password", _one_time_password, text)
    password.add_argument("username", metavar="USER")
    password.add_argument(
        "--new-second-factor", action="store_true", help="the phone is lost: set up a new one"
    )


def _add_lists(add: Add) -> None:
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


def _add_engines(add: Add) -> None:
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


def _add_demo(add: Add) -> None:
    demo = add("demo", _demo, "Set up an invented municipality and serve it on 127.0.0.1.")
    demo.add_argument("--port", type=int, default=8000, help="the port to serve on (default 8000)")
    demo.add_argument("--no-serve", action="store_true", help="set everything up, then stop")
    demo.add_argument(
        "--reset", action="store_true", help="throw the demo's data away and start over"
    )
    users = add("demo-users", _demo_users, "List the demo's users and how to log in (demo only).")
    users.add_argument("--json", action="store_true")
    data = add("demo-data", _demo_data, "Fill an empty database with an invented municipality.")
    data.add_argument("--inhabitants", type=int, default=12_000)
    data.add_argument(
        "--demand",
        choices=["oslo-2024"],
        help="the published demand and exactly the stock it asks for",
    )
    data.add_argument("--seed", type=int, default=1)


def _ready(*, reset: bool = False) -> None:
    """Settings, database and apps, for commands that need them."""
    from heimveg.config.home import use_database

    use_database(reset=reset)
    import django

    django.setup()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _demo(options: argparse.Namespace) -> int:
    os.environ["HEIMVEG_DEMO"] = "1"
    _ready(reset=options.reset)
    from heimveg.config import demo

    return demo.run(port=options.port, serve=not options.no_serve, say=_say)


def _migrate(_: argparse.Namespace) -> int:
    _ready()
    from heimveg.config.migrating import migrate

    migrate()
    return 0


def _serve(options: argparse.Namespace) -> int:
    _ready()
    from heimveg.config import serving

    return serving.web(port=options.port, workers=options.workers)


def _worker(_: argparse.Namespace) -> int:
    _ready()
    from heimveg.config import serving

    return serving.work()


def _first_user(options: argparse.Namespace) -> int:
    _ready()
    from django.db import OperationalError, ProgrammingError

    from heimveg.accounts import console
    from heimveg.base import clock

    try:
        return console.first_user(
            options.username,
            name=options.name,
            municipality=options.municipality,
            number=options.number,
            language=options.language,
            unit=options.unit,
            on=clock.today(),
            say=print,
        )
    except (OperationalError, ProgrammingError):
        _say("heimveg: the database is not ready. Run `heimveg migrate` first.")
        return REFUSED


def _one_time_password(options: argparse.Namespace) -> int:
    _ready()
    from heimveg.accounts import console
    from heimveg.base import clock

    return console.let_in(
        options.username,
        new_second_factor=options.new_second_factor,
        on=clock.today(),
        say=print,
    )


def _actor(username: str | None) -> Any:  # noqa: ANN401  # Actor, known only after set-up
    from heimveg.access.roles import Role
    from heimveg.accounts.models import Municipality, User
    from heimveg.accounts.queries import actor_for, demo_log_ins
    from heimveg.base import clock

    if username is None and Municipality.objects.filter(is_demo=True).exists():
        log_ins = demo_log_ins(on=clock.today())
        username = next((u["username"] for u in log_ins if u["role"] == Role.ALLOCATOR), None)
    try:
        return actor_for(username or "", on=clock.today())
    except User.DoesNotExist:
        raise SystemExit(
            f"heimveg: there is no user «{username or ''}». Say who with --as USER."
        ) from None


def _import(options: argparse.Namespace) -> int:
    _ready()
    from heimveg.base import clock
    from heimveg.exchange import console

    return console.run(
        options.kind,
        options.file,
        _actor(options.user),
        confirm_unusual=options.confirm_unusual,
        check_only=options.check_only,
        on=clock.today(),
        say=print,
    )


def _propose(options: argparse.Namespace) -> int:
    _ready()
    from heimveg.allocation import console
    from heimveg.base import clock

    return console.run(
        _actor(options.user),
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
        return _refuse(refused.errors)
    except OSError as error:
        return _cannot_open(error)
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
            return _refuse(refused.faults)
        except OSError as error:
            return _cannot_open(error)
    return 0


def _allowance(options: argparse.Namespace) -> int:
    from heimveg.engines.allowance import files
    from heimveg.engines.allowance.refusal import CasesRefused

    try:
        files.run(options.source, options.target)
    except CasesRefused as refused:
        return _refuse(refused.faults)
    except OSError as error:
        return _cannot_open(error)
    return 0


def _refuse(errors: Sequence[Any]) -> int:
    for error in errors:
        _say(f"{error.path}: {str(error.what).rstrip('.')}. {error.remedy}")
    return REFUSED


def _cannot_open(error: OSError) -> int:
    _say(f"heimveg: {error.filename}: {error.strerror}")
    return REFUSED


def _check(_: argparse.Namespace) -> int:
    _ready()
    from heimveg.config import invariants

    return invariants.report(say=print)


def _demo_users(options: argparse.Namespace) -> int:
    _ready()
    from heimveg.config import demo

    users = demo.users()
    if options.json:
        print(json.dumps(users, ensure_ascii=False, indent=2))
    else:
        for user in users:
            print("  ".join((user["username"], user["role_name"], user["unit"], user["log_in"])))
    return 0 if users else 1


def _demo_data(options: argparse.Namespace) -> int:
    os.environ["HEIMVEG_DEMO"] = "1"
    _ready()
    from heimveg.config import demo

    return demo.fill(
        inhabitants=options.inhabitants, demand=options.demand, seed=options.seed, say=_say
    )


if __name__ == "__main__":
    sys.exit(main())
