"""History kept by the database itself, so that bulk updates are caught too (ADR 0004).

One append-only table for all rooms: who, when, which row, and what changed. The app role may
add to it through the trigger alone, and reads only the history of persons it sees.
"""


def keep_history(table: str, *, person: str = "person_id", key: str = "id") -> str:
    """SQL for a migration: from now on every insert, update and delete leaves a row."""
    return (
        f"CREATE TRIGGER history_of_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_history('{key}', '{person}');"
    )


def drop_history(table: str) -> str:
    return f"DROP TRIGGER IF EXISTS history_of_{table} ON {table};"
