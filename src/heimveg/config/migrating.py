"""What only the owner does: make the app role, migrate, and say what the app role may."""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from heimveg.config.database import APP_ROLE, app_password
from heimveg.decisions.loading import load_legal_texts

APPEND_ONLY = ("access_auditentry", "access_readentry", "access_logseal")
UNREACHABLE = ("access_historyentry",)  # written by a trigger, read by nobody through the app


def migrate(*, verbosity: int = 1) -> None:
    """Bring the database to this version, as its owner. Safe to run again."""
    make_app_role()
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    grant_app_role()
    load_legal_texts(using="owner")


def make_app_role() -> None:
    """The app role owns nothing and is bound by every row-level policy."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            try:
                cursor.execute(f"CREATE ROLE {APP_ROLE}")
            except Exception as error:
                if not isinstance(
                    error.__cause__,
                    psycopg.errors.DuplicateObject | psycopg.errors.UniqueViolation,
                ):
                    raise
        secret = sql.Literal(app_password(settings.SECRET_KEY))
        cursor.execute(
            sql.SQL(
                "ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
            )
            .format(sql.Identifier(APP_ROLE), secret)
            .as_string(cursor.connection)
        )


def grant_app_role() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"""
            GRANT USAGE ON SCHEMA public TO {APP_ROLE};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
            REVOKE UPDATE, DELETE, TRUNCATE ON {", ".join(APPEND_ONLY)} FROM {APP_ROLE};
            REVOKE ALL ON {", ".join(UNREACHABLE)} FROM {APP_ROLE};
            REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE};
        """)
