"""P3: those who keep homes do every page of theirs without a single fact about health.

The invented town is drawn for a landlord and a caretaker at every address they can reach; then
all that is classed D4, D5 or D6, and all reasons and words classed D3, are changed in the database
by its owner's hand; then every page is drawn again and compared byte by byte. The same with one
strictly protected person more or less. `HEIMVEG_PAIRS` and `HEIMVEG_HOMES` make it larger.
"""

import itertools
import os
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from random import Random

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, connections, models, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, resolve, reverse

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.context import reading_as
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.accounts.queries import system_user

PAIRS = int(os.environ.get("HEIMVEG_PAIRS", "1"))
HOMES = int(os.environ.get("HEIMVEG_HOMES", "1"))  # ids tried for each argument of an address
INHABITANTS = 2_500
TODAY = date(2026, 11, 23)
KEEPERS = ("eigedom", "vaktmeister")
HEALTH = frozenset({FieldClass.D4, FieldClass.D5, FieldClass.D6})
# Different at every drawing, and told about nobody.
FRESH = re.compile(
    rb'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"|"(?:X-CSRFToken|token)": "[^"]*"'
    rb"|/ID ?\[?[^\]]*\]"
)
WORDS = ("a", "Storgata", "vegen", "psykisk", "rus")
ARGUMENTS = {
    "property_id": "dwellings.property",
    "order_id": "upkeep.workorder",
    "task_id": "upkeep.recurringtask",
    "out_id": "dwellings.outofuse",
    "tie_id": "dwellings.fundingtie",
    "round_id": "allocation.round",
}


@pytest.fixture
def town(real_database, monkeypatch):
    """A small town by the demo's own rules, in a database that is thrown away; no rounds."""
    from heimveg.config.demo import load

    monkeypatch.setattr(load, "TOWN_AT_MOST", 0)
    load.fill(inhabitants=INHABITANTS, demand=None, seed=7, today=TODAY)
    with reading_as(system_user().pk):
        yield real_database


@pytest.fixture(autouse=True)
def this_day(monkeypatch):
    from heimveg.base import clock

    monkeypatch.setattr(clock, "today", lambda: TODAY)


def named(of, space=""):
    """Every (name, arguments) of the addresses."""
    for pattern in of:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", tuple(pattern.pattern.converters)


def ids_for(argument):
    """Some values for an argument of an address: real rows where its name tells which."""
    label = ARGUMENTS.get(argument)
    found = [m for m in apps.get_models() if m._meta.label_lower == label] or [
        m
        for m in apps.get_models()
        if m.__module__.startswith("heimveg.") and f"{m.__name__.lower()}_id" == argument
    ]
    if not found:
        return ["fire_safety"] if argument == "code" else [1, "xlsx", "csv"][:HOMES]
    return list(found[0]._base_manager.order_by("pk").values_list("pk", flat=True)[:HOMES]) or [1]


def addresses():
    known = {}
    for name, arguments in named(get_resolver().url_patterns):
        if name in ("accounts:log-out", "patterns"):
            continue
        values = [known.setdefault(a, ids_for(a)) for a in arguments]
        for chosen in itertools.product(*values):
            try:
                yield reverse(name, kwargs=dict(zip(arguments, chosen, strict=True)))
            except NoReverseMatch:
                continue
    yield from (f"/search/?q={word}" for word in WORDS)
    yield from (f"/dwellings/?state={state}" for state in ("free", "let", "out_of_use"))
    yield from ("/tenancies/?q=a", "/upkeep/orders/?whose=all", "/upkeep/inspections/?which=held")


def is_open_to(actor, url):
    """Whether the view's permission lets the position in at all; 403 is said without a look at
    any row."""
    view = resolve(url.partition("?")[0]).func
    while view is not None and "permission" not in vars(view):
        view = getattr(view, "__wrapped__", None)
    permission = getattr(view, "permission", None)
    return permission is None or actor.may(permission)


def pages(urls):
    """(who, address) → status and bytes, for each who keeps homes and each address that is open
    to the position."""
    drawn = {}
    for username in KEEPERS:
        client, user = Client(), User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        actor = user.actor(on=TODAY)
        for url in (url for url in urls if is_open_to(actor, url)):
            answer = client.get(url)
            body = b"".join(answer) if answer.streaming else answer.content
            drawn[username, url] = (answer.status_code, FRESH.sub(b"", plain(body)))
    return drawn


def plain(body):
    """A spreadsheet says when it was made: its sheets are compared, not that."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(BytesIO(body)) as book:
        return b"".join(book.read(n) for n in book.namelist() if not n.startswith("docProps"))


def different(before, after):
    return sorted(key for key in before if before[key] != after[key])


def secret_fields():
    """Fields of rows about persons that no keeper may meet: D4, D5, D6, and words classed D3."""
    for model in apps.get_models():
        classified = getattr(model, "classified", None)
        if not isinstance(classified, Classified) or not issubclass(model, AboutPerson):
            continue
        for field in model._meta.concrete_fields:
            a_class = classified.of(field.name)
            is_words = isinstance(field, models.TextField | models.CharField)
            plain = not (field.primary_key or field.is_relation or field.unique)
            if plain and (a_class in HEALTH or (a_class is FieldClass.D3 and is_words)):
                yield model, field


def other_value(field, rng):
    """An expression's worth of something else of the same kind; None where we know of none."""
    if field.choices:
        return rng.choice([value for value, _text in field.flatchoices if value != ""] or [None])
    if isinstance(field, models.BooleanField):
        return rng.random() < 0.5
    if isinstance(field, models.CharField | models.TextField):
        return f"psykose rus fengsel {rng.randrange(10**6)}"[: field.max_length or 200]
    if isinstance(field, models.IntegerField):
        return rng.randrange(1, 4)
    return None


def change_secrets(rng):
    """Rewrite every secret field that the constraints let us, as the owner, past every door.
    Returns how many (table, column) were changed."""
    changed = set()
    for model, field in secret_fields():
        value = other_value(field, rng)
        if value is None:
            continue
        table, column = model._meta.db_table, field.column
        for pk in model._base_manager.using("owner").values_list("pk", flat=True)[:400]:
            key = model._meta.pk.column
            statement = f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s'
            try:
                with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
                    cursor.execute("SET LOCAL session_replication_role = replica")
                    cursor.execute(statement, [value, pk])
                changed.add((table, column))
            except (IntegrityError, InternalError):
                continue
    return changed


@pytest.fixture
def settled(town):
    """The town, with nothing of this connection open: what the owner writes is seen at once."""
    return list(dict.fromkeys(addresses()))


def test_no_page_of_a_keeper_changes_when_health_does(settled):
    before = pages(settled)
    assert sum(status == 200 for status, _body in before.values()) > 40

    for number in range(PAIRS):
        changed = change_secrets(Random(number))
        assert len(changed) > 12, changed
        assert different(before, pages(settled)) == []


def test_no_page_of_a_keeper_changes_with_one_strictly_protected_person_more(settled):
    from heimveg.persons.models import Protection
    from heimveg.persons.rules import Grade
    from tests.needs.factories import NeedFactory
    from tests.persons.factories import PersonFactory
    from tests.stays.factories import StayFactory

    before = pages(settled)

    unit = Unit.objects.order_by("pk").exclude(kind="property").first()
    person = PersonFactory(unit=unit, name="Løynd Storgata")
    Protection.objects.create(person=person, grade=Grade.STRICTLY, since=TODAY)
    NeedFactory(person=person)
    StayFactory(person=person, started_on=TODAY - timedelta(days=90))

    assert different(before, pages(settled)) == []


def test_a_page_that_leaks_is_found(settled, monkeypatch):
    """The control: one word about health on one page."""
    from heimveg.desk.views import dwelling as page
    from heimveg.stays.models import InstitutionStay

    whole = page._facts

    def leaking(shown):
        with reading_as(system_user().pk):
            kinds = InstitutionStay.objects.order_by("pk").values_list("kind", flat=True)
            return [*whole(shown), ("", ",".join(kinds))]

    monkeypatch.setattr(page, "_facts", leaking)
    urls = [url for url in settled if re.fullmatch(r"/dwellings/\d+/", url)]
    before = pages(urls)

    change_secrets(Random(1))

    assert different(before, pages(urls)) != []
