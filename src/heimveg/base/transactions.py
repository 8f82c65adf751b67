"""What a transaction may ask of the database for itself."""

from django.db import connection

THINKING = "10min"


def may_think_long() -> None:
    """Reading 50,000 rows, or solving on a busy machine, leaves the connection idle longer than a
    page may: in this transaction it may be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [THINKING]
        )


def one_at_a_time(what: str) -> None:
    """Who does the same waits until the other is done, and then sees what was done; after the
    database's `lock_timeout` the door says that somebody else is saving the same. `what`: the
    name of the thing, the same for all who do it. Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"heimveg: {what}"])
