"""The command line's part in letting people in: the first two, and who is locked out."""

import secrets
from collections.abc import Callable
from datetime import date, timedelta

from heimveg.accounts.commands import first
from heimveg.accounts.models import Municipality, User
from heimveg.accounts.queries import system_actor
from heimveg.accounts.rules import ONE_TIME_DAYS, one_time_password
from heimveg.base.errors import Refused

Say = Callable[[str], object]
REFUSED = 2  # exit status


def first_user(  # noqa: PLR0913  # what the command line is told
    username: str,
    *,
    name: str,
    municipality: str,
    number: str,
    language: str,
    unit: str,
    on: date,
    say: Say,
) -> int:
    """Set up the municipality if there is none, and make an administrator. Exit status."""
    actor = system_actor()
    if not Municipality.objects.exists():
        if not municipality or not number:
            say("The database is empty: name the municipality with --municipality and --number.")
            return REFUSED
        first.set_up_municipality(
            actor, name=municipality, number=number, language=language, unit=unit, on=on
        )
    password, until = one_time_password(secrets.choice), on + timedelta(days=ONE_TIME_DAYS)
    try:
        first.appoint_administrator(
            actor, username=username, name=name or username, password=password, until=until, on=on
        )
    except Refused as refusal:
        say(str(refusal))
        return REFUSED
    _print(username, password, until, say)
    return 0


def let_in(username: str, *, new_second_factor: bool, on: date, say: Say) -> int:
    """A new one-time password; with a new second factor for who has lost the phone."""
    user = User.objects.filter(username=username, is_system=False, is_active=True).first()
    if user is None:
        say(f"There is no user «{username}».")
        return REFUSED
    password, until = one_time_password(secrets.choice), on + timedelta(days=ONE_TIME_DAYS)
    first.let_in(
        system_actor(),
        user_id=user.pk,
        password=password,
        until=until,
        new_second_factor=new_second_factor,
    )
    _print(username, password, until, say)
    return 0


def _print(username: str, password: str, until: date, say: Say) -> None:
    say(f"User name:          {username}")
    say(f"One-time password:  {password}")
    say(f"Good until {until}. It is shown now and never again.")
