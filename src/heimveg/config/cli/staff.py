"""The first users, and a way back in."""

import argparse

from heimveg.config.cli.command import REFUSED, Add, ready, say


def add_to(add: Add) -> None:
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


def _first_user(options: argparse.Namespace) -> int:
    ready()
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
        say("heimveg: the database is not ready. Run `heimveg migrate` first.")
        return REFUSED


def _one_time_password(options: argparse.Namespace) -> int:
    ready()
    from heimveg.accounts import console
    from heimveg.base import clock

    return console.let_in(
        options.username,
        new_second_factor=options.new_second_factor,
        on=clock.today(),
        say=print,
    )
