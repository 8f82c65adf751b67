"""Strict ground for every test: PostgreSQL behind the app role, no network, no clock drift."""

import hashlib
import os

import psycopg
import pytest
from psycopg import sql

from tests.server import ROOT


def _migrations_digest() -> str:
    """Names and contents of everything that shapes the database."""
    digest = hashlib.sha256()
    source = ROOT / "src" / "heimveg"
    shaping = [
        *source.glob("*/migrations/*.py"),
        *source.glob("config/migrating.py"),
        *source.glob("*/sight.py"),
        *source.glob("access/*.py"),
    ]
    for path in sorted(shaping):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _migrate_template(server: str, template: str) -> None:
    from django.db import connections

    from heimveg.config.database import settings_for, with_name
    from heimveg.config.migrating import migrate

    own = settings_for(with_name(server, template))
    before = connections["owner"].settings_dict["NAME"]
    connections["owner"].settings_dict["NAME"] = own["NAME"]
    try:
        migrate(verbosity=0)
    finally:
        connections["owner"].close()
        connections["owner"].settings_dict["NAME"] = before


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of this worker's own, copied from a template that is migrated once."""
    from django.db import connections

    from heimveg.config.database import settings_for

    server = os.environ["HEIMVEG_TEST_SERVER"]
    template = f"heimveg_template_{_migrations_digest()}"
    name = settings_for(os.environ["DATABASE_URL"])["NAME"]
    admin = settings_for(server)
    login = {
        "host": admin["HOST"],
        "port": admin["PORT"],
        "user": admin["USER"],
        "password": admin["PASSWORD"],
        "dbname": admin["NAME"],
    }
    with psycopg.connect(**{k: v for k, v in login.items() if v}, autocommit=True) as db:
        db.execute("SET lock_timeout = 0")  # another worker may be migrating the template
        db.execute("SELECT pg_advisory_lock(20261123)")
        found = db.execute("SELECT FROM pg_database WHERE datname = %s", [template]).fetchone()
        if found is None:
            half_made = sql.Identifier(template + "_new")
            db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(half_made))
            db.execute(sql.SQL("CREATE DATABASE {}").format(half_made))
            with django_db_blocker.unblock():
                _migrate_template(server, template + "_new")
            db.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(template + "_new"), sql.Identifier(template)
                )
            )
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        db.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        db.execute("SELECT pg_advisory_unlock(20261123)")
        yield
        connections.close_all()
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def as_system(db):
    """The database takes the test's own set-up for the system user's work."""
    from django.db import connection

    from heimveg.access.context import READER
    from heimveg.accounts.queries import system_user

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [READER, str(system_user().pk)])


@pytest.fixture(autouse=True)
def _system_when_database(request):
    """Tests that use the database arrange as the system user; doors and commands switch."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        marker = request.node.get_closest_marker("django_db")
        if (
            not (marker and marker.kwargs.get("transaction"))
            and "transactional_db" not in request.fixturenames
        ):
            request.getfixturevalue("as_system")


@pytest.fixture(autouse=True)
def _no_leftovers_in_language():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _plain_static_addresses(settings):
    """Pages are drawn without the manifest that `collectstatic` makes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def system(db):
    """The actor that upkeep runs as."""
    from heimveg.accounts.queries import system_actor

    return system_actor()


@pytest.fixture
def act_as(db):
    """act_as((unit, role), …): an actor with these positions, made in the database too."""
    from tests.accounts.factories import MembershipFactory, UserFactory

    def act(*grants, handles_protected=False, handles_own_employees=False):
        from heimveg.base import clock

        user = UserFactory()
        for unit, role in grants:
            MembershipFactory(
                user=user,
                unit=unit,
                role=role,
                handles_protected=handles_protected,
                handles_own_employees=handles_own_employees,
            )
        return user.actor(on=clock.today())

    return act


@pytest.fixture
def log_in(client):
    """log_in(actor): the test client is that user from now on."""

    def enter(actor):
        from heimveg.accounts.models import User

        client.force_login(
            User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return enter


@pytest.fixture
def form():
    """form(**fields): what a browser would send, with a fresh form key."""
    import uuid

    def fields(**given):
        return {"form_key": str(uuid.uuid4()), **given}

    return fields


@pytest.fixture
def constant_queries():
    """Fail when `ask` costs more queries for five rows than for one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def check(ask, make_row):
        make_row()
        ask()  # what is cached once is cached
        with CaptureQueriesContext(connection) as one:
            ask()
        for _ in range(4):
            make_row()
        with CaptureQueriesContext(connection) as five:
            ask()
        assert len(five) == len(one), [q["sql"] for q in five.captured_queries]

    return check
