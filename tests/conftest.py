"""Strict ground for every test: PostgreSQL behind the app role, no network, no clock drift."""

import hashlib
import os
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from tests.server import ROOT

# A machine that does other things too must not make a property look false.
hypothesis_settings.register_profile("heimveg", deadline=None)
hypothesis_settings.load_profile("heimveg")

DECLARED = ("classes", "purposes", "roles", "policies", "history")  # what migrations are made from


def _migrations_digest() -> str:
    """Names and contents of everything that shapes the database."""
    digest = hashlib.sha256()
    source = ROOT / "src" / "heimveg"
    shaping = [
        *source.glob("*/migrations/*.py"),
        *source.glob("config/migrating.py"),
        *source.glob("*/sight.py"),
        *(source / "access" / f"{name}.py" for name in DECLARED),
        *source.glob("decisions/data/*.csv"),
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


def _administrator():
    from heimveg.config.database import settings_for

    admin = settings_for(os.environ["HEIMVEG_TEST_SERVER"])
    login = {
        "host": admin["HOST"],
        "port": admin["PORT"],
        "user": admin["USER"],
        "password": admin["PASSWORD"],
        "dbname": admin["NAME"],
    }
    return psycopg.connect(**{k: v for k, v in login.items() if v}, autocommit=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of this worker's own, copied from a template that is migrated once."""
    from django.db import connections

    from heimveg.config.database import settings_for

    server = os.environ["HEIMVEG_TEST_SERVER"]
    template = f"heimveg_template_{_migrations_digest()}"
    name = settings_for(os.environ["DATABASE_URL"])["NAME"]
    with _administrator() as db:
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
def real_database(django_db_setup, django_db_blocker):
    """A database of the test's own where transactions commit: for many connections at once, and
    for the hand of the owner. Yields its name; nothing runs as anybody until a door opens."""
    from django.db import connections

    name = f"{connections['default'].settings_dict['NAME']}_{uuid.uuid4().hex[:8]}"
    template = f"heimveg_template_{_migrations_digest()}"
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    with _administrator() as db, django_db_blocker.unblock():
        db.execute("SET lock_timeout = 0")
        db.execute("SELECT pg_advisory_lock(20261123)")  # a template is copied by one at a time
        db.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        db.execute("SELECT pg_advisory_unlock(20261123)")
        _use(dict.fromkeys(before, name))
        yield name
        _use(before)
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _use(names):
    from django.db import connections

    connections.close_all()
    for alias, name in names.items():
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture
def at_once():
    """at_once(n, act): act(0) … act(n - 1) in threads that start together, each with
    connections of its own. Returns what each returned, or the exception it raised."""

    def run(number, act):
        start = threading.Barrier(number, timeout=60)
        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(lambda n: _one_of_many(start, act, n), range(number)))

    return run


def _one_of_many(start, act, number):
    from django.db import connections

    start.wait()
    try:
        return act(number)
    except Exception as error:  # noqa: BLE001  # the test looks at it
        return error
    finally:
        connections.close_all()


@pytest.fixture
def crowd(real_database, request):
    """As many hands as the module's HANDS, for round after round."""
    from django.db import connections

    from tests.races import Crowd

    people = Crowd(request.module.HANDS)
    yield people
    people.all(lambda _n: connections.close_all())
    people.pool.shutdown()


@pytest.fixture
def on_day(monkeypatch):
    """on_day(day): that day has come, for Heimveg and for the database of a test that has one.
    The hour goes on, so that who is logged in stays it."""
    from django.db import connection

    from heimveg.access.context import DAY
    from heimveg.base import clock

    def comes(day):
        monkeypatch.setattr(clock, "today", lambda: day)
        if connection.in_atomic_block:  # else the doors tell the database
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, true)", [DAY, day.isoformat()])

    return comes


@pytest.fixture
def this_day(request, on_day, monkeypatch):
    """The clock stands at the module's DAY."""
    from django.utils import timezone

    from heimveg.base import clock

    day, now = request.module.DAY, clock.now
    on_day(day)
    monkeypatch.setattr(
        clock, "now", lambda: datetime.combine(day, timezone.localtime(now()).timetz())
    )


@pytest.fixture
def in_english(db):
    """Pages, jobs and letters are in English where nobody has chosen another language."""
    from tests.accounts.factories import MunicipalityFactory

    return MunicipalityFactory(default_language="en")


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
