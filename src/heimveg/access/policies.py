"""The second wall: row-level security in PostgreSQL, written from the same declarations.

A room's migration calls `guard` for each table about persons. The function `sees_person`
is made by the room `persons`; a session without a reader sees nothing.
"""

from heimveg.access.classes import FieldClass

THE_READER = "NULLIF(current_setting('heimveg.reader', true), '')::bigint"


def guard(table: str, field_class: FieldClass, *, person: str = "person_id") -> str:
    """SQL that lets the app role meet only rows about persons it sees at `field_class`.

    A row about nobody (NULL) is open to every reader.
    """
    is_about_nobody = f"({person} IS NULL AND {THE_READER} IS NOT NULL)"
    seen = f"{is_about_nobody} OR sees_person({person}, '{field_class}')"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY seen_persons_only ON {table} USING ({seen}) WITH CHECK ({seen});"
    )


def unguard(table: str) -> str:
    return (
        f"DROP POLICY IF EXISTS seen_persons_only ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
