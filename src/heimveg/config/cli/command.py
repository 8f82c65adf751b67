"""What every command is made with: its place in the list, the database, and what is said."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str], argparse.ArgumentParser]
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
    for error in errors:
        say(f"{error.path}: {str(error.what).rstrip('.')}. {error.remedy}")
    return REFUSED


def cannot_open(error: OSError) -> int:
    say(f"heimveg: {error.filename}: {error.strerror}")
    return REFUSED
