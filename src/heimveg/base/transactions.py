"""What a transaction may ask of the database for itself alone."""

from django.db import connection

THINKING = "10min"


def may_think_long() -> None:
    """Reading 50,000 rows, or solving on a busy machine, leaves the connection idle longer than a
    page may: in this transaction it may be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [THINKING]
        )
