"""Who the database believes is reading. Transaction-local, so that it never leaks to the next
user of a pooled connection; without it the row-level policies show nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from heimveg.base import clock

READER = "heimveg.reader"
DAY = "heimveg.day"


@contextmanager
def reading_as(user_id: int) -> Iterator[None]:
    """Open (or join) a transaction in which the database sees `user_id` as the reader."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting(%s, true),"
                " set_config(%s, %s, true), set_config(%s, %s, true)",
                [READER, READER, str(user_id), DAY, clock.today().isoformat()],
            )
            before = cursor.fetchone()[0] or ""
        yield
        # Only after success: a failed transaction forgets the setting by itself.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [READER, before])
