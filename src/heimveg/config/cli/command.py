"""What every command is made with: its place in the list, the database, and what is said."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str], argparse.ArgumentParser]
MOST_TOLD = 500  # faults; a file with more is broken as a whole
REFUSED = 2  # exit status for input that cannot be used
WHOSE = "whose permissions to use (in the demo: the first allocation officer's)"


def ready(*, reset: bool = False) -> None:
    """Settings, database and apps, for commands that need them."""
    from heimveg.config.home import use_database

    use_database(reset=reset)
    import django

    django.setup()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def actor(username: str | None) -> Any:  # noqa: ANN401  # Actor, known only after set-up
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


def refuse(errors: Sequence[Any]) -> int:
    for error in errors[:MOST_TOLD]:
        what, remedy = (str(words).rstrip(".") for words in (error.what, error.remedy))
        say(_visible(f"{error.path}: {what}. {remedy}."))
    if len(errors) > MOST_TOLD:
        say(f"There are {len(errors) - MOST_TOLD} more. Mend those above first.")
    return REFUSED


def _visible(text: str) -> str:
    """Without what a file could move the cursor or colour the terminal by."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
