"""No view and no command without a permission; the second wall around every person row."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

import heimveg
from heimveg.access.gate import REGISTRY
from heimveg.access.reading import AboutPerson

SOURCE = Path(heimveg.__file__).parent
# Views open without log-in, by name: keep this short.
PUBLIC = {"log-in", "log-out", "second-factor", "password", "language", "sending", "patterns"}


def patterns(of: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in of:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


def permission_of(view):
    """The permission that some layer of the decorated view carries; False when none does."""
    while view is not None:
        if "permission" in vars(view):
            return view.permission
        view = getattr(view, "__wrapped__", None)
    return False


VIEWS = list(patterns(get_resolver().url_patterns))


def test_every_view_asks_for_a_permission_or_is_on_the_short_list():
    ungated = {str(p.name) for p in VIEWS if permission_of(p.callback) is False}
    public = {str(p.name) for p in VIEWS if permission_of(p.callback) is None}

    assert ungated == set()
    assert public == PUBLIC


def test_every_declared_permission_is_asked_at_some_door():
    """At a view, a command or the rows; one that nobody asks opens nothing and can go."""
    asked = {permission_of(p.callback).code for p in VIEWS if permission_of(p.callback)}
    asked |= {function.permission.code for _name, function in commands()}
    sources = {
        p: p.read_text()
        for p in SOURCE.rglob("*.py")
        if p.name not in ("permissions.py", "frame.py")
    }
    for module in SOURCE.glob("*/permissions.py"):
        for name, code in re.findall(
            r'^(\w+) = Permission\(\s*"([\w.]+)"', module.read_text(), re.MULTILINE
        ):
            if any(re.search(rf"\b{name}\b", text) for text in sources.values()):
                asked.add(code)

    assert set(REGISTRY) - asked == set()


def commands():
    for info in pkgutil.walk_packages(heimveg.__path__, "heimveg."):
        parts = info.name.split(".")
        if len(parts) < 3 or parts[2] != "commands" or info.ispkg:
            continue
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == info.name and not name.startswith("_"):
                yield f"{info.name}.{name}", function


def test_every_command_asks_for_a_permission_and_takes_the_actor_first():
    """Functions that take no actor are not use cases; they belong in models or rules."""
    ungated = [name for name, function in commands() if not hasattr(function, "permission")]

    assert ungated == []
    assert len(list(commands())) > 20


@pytest.mark.django_db
def test_every_table_about_persons_stands_behind_the_second_wall():
    tables = {
        m._meta.db_table
        for m in apps.get_models()
        if issubclass(m, AboutPerson) and m._meta.managed
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity"
        )
        guarded = {row[0] for row in cursor.fetchall()}

    assert tables - guarded == set()


@pytest.mark.django_db
def test_every_table_with_a_person_in_it_is_known_to_be_about_persons():
    """A model with a key to a person logs its reading, or is a note of the house itself."""
    from heimveg.persons.models import Person

    allowed = {"Conflict"}
    unknown = {
        m.__name__
        for m in apps.get_models()
        if m.__module__.startswith("heimveg.")
        and not issubclass(m, AboutPerson)
        and any(f.related_model is Person for f in m._meta.concrete_fields)
    }

    assert unknown == allowed


@pytest.mark.django_db
def test_the_app_role_owns_nothing_and_bypasses_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_function_in_the_database_is_the_one_declared():
    from heimveg.persons.sight import SEES_PERSON

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'sees_person'")
        (body,) = cursor.fetchone()

    assert body.strip() in SEES_PERSON
