"""P3: those who keep homes do every page of theirs without a single fact about health.

The invented town is drawn for a landlord, a caretaker and the economy office at every page that
the table of addresses opens to them. Then all about people that is classed D4 or D5, and all
reasons and words classed D3, are changed in the database by its owner's hand, and every page is
drawn again and compared byte by byte; then what is D6, rent and income, and every page of those
who keep homes again. The same with one strictly protected person more.
`HEIMVEG_PAIRS` and `HEIMVEG_HOMES` make it larger, and then the town is whole, with rounds, rent,
meetings and errands, and the economy office is drawn too.
"""

import itertools
import os
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from random import Random
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, connections, models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.context import reading_as
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.accounts.queries import system_user
from heimveg.dwellings.models import Dwelling, FundingTie
from heimveg.persons.models import Person
from tests.house.test_gates import permission_of

PAIRS = int(os.environ.get("HEIMVEG_PAIRS", "1"))
HOMES = int(os.environ.get("HEIMVEG_HOMES", "1"))  # whole pages of each address
IS_LARGE = PAIRS > 1
TRIED = 400 if IS_LARGE else 6  # rows tried for an address, until HOMES of them answer whole
INHABITANTS = 2_500
TODAY = date(2026, 11, 23)
KEEPERS = ("eigedom", "vaktmeister")
ECONOMY = ("okonomi",) if IS_LARGE else ()
ALL = (*KEEPERS, *ECONOMY)
HEALTH, MONEY = frozenset({FieldClass.D4, FieldClass.D5}), frozenset({FieldClass.D6})
# Different at every drawing, and told about nobody.
FRESH = re.compile(
    rb'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"|"(?:X-CSRFToken|token)": "[^"]*"'
    rb"|/ID ?\[?[^\]]*\]|DTSTAMP:\S+"
)
WORDS = ("a", "Storgata", "vegen", "psykisk", "rus")
WHICH = (
    *(f"/search/?q={word}" for word in WORDS),
    *(f"/dwellings/?state={state}" for state in ("free", "let", "out_of_use")),
    *("/tenancies/?q=a", "/upkeep/orders/?whose=all", "/upkeep/inspections/?which=held"),
)
# The rows an argument of an address stands for, where its name does not tell.
MODELS = {
    "order_id": "upkeep.workorder",
    "task_id": "upkeep.recurringtask",
    "out_id": "dwellings.outofuse",
    "tie_id": "dwellings.fundingtie",
    "file_id": "tenancies.paymentfile",
    "number": "intake.receipt",
    "pk": "exchange.importfile",
    "tenancies:withdraw-notice": "tenancies.quitnotice",
}
FIXED = {
    "code": ("own_bath", "fire_safety"),
    "kind": ("application", "referral", "concern", "outreach", "admission", "discharge"),
    "month": ("2026-11", "2026-10"),
    "file_format": ("xlsx", "csv"),
}
# Pages of which no drawing is whole, each with its reason; the answer they give is compared.
OWN_FILE = "only who uploaded a file meets it; nobody here has, and it holds homes alone"
LEFT_OUT = {
    "meetings:put-up": "these positions see no person: the answer is 404 for each",
    **{f"exchange:{page} dwellings": OWN_FILE for page in ("preview", "progress", "errors")},
}
# Fields classed D3 that say how far a thing has come, which these positions are to know.
KNOWN = {
    "allocation.Offer.state": "that a home is held is known to who keeps it; for whom is not",
    "intake.Errand.kind": "who holds a receipt reads it there; a receipt names nobody",
    "intake.Errand.state": "the same",
    "intake.Errand.told_how": "the same",
    "intake.Errand.outcome": "the same",
    "meetings.Matter.origin": "what an item came from decides who meets it",
    "meetings.Task.state": "one's own tasks",
    "prevention.PreventionCase.outcome": "counted for the whole municipality, low counts hidden",
    "prevention.Step.code": "the same",
    "prevention.Step.result": "the same",
}


@pytest.fixture
def town(real_database, monkeypatch):
    """A small town by the demo's own rules, in a database that is thrown away."""
    from heimveg.config.demo import load

    if not IS_LARGE:
        monkeypatch.setattr(load, "TOWN_AT_MOST", 0)  # without rounds and all that follows
    load.fill(inhabitants=INHABITANTS, demand=None, seed=7, today=TODAY)
    with reading_as(system_user().pk):
        yield real_database


@pytest.fixture(autouse=True)
def this_day(on_day):
    on_day(TODAY)


def named(patterns, space=""):
    """Every (name, pattern) of the addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


def model_of(name, argument):
    label = MODELS.get(name) or MODELS.get(argument)
    room = name.partition(":")[0]
    fitting = [
        model
        for model in apps.get_models()
        if model._meta.label_lower == label
        or (label is None and f"{model.__name__.lower()}_id" == argument)
    ]
    return min(fitting, key=lambda model: model._meta.app_label != room, default=None)


def candidates(name, arguments):
    """Arguments to try: the last argument's rows, with what each says of the others."""
    if not arguments:
        yield {}
        return
    *others, last = sorted(arguments, key=lambda argument: argument in FIXED)
    rows = [(None, value) for value in FIXED.get(last, ())]
    if last not in FIXED:
        model = model_of(name, last)
        found = model._base_manager.order_by("pk")[:TRIED] if model else []
        rows = [(row, row.pk) for row in found]
    for row, value in rows or [(None, 1)]:
        known = [_values(name, other, row) for other in others]
        for chosen in itertools.islice(itertools.product(*known), TRIED):
            yield dict(zip(others, chosen, strict=True)) | {last: value}


def _values(name, argument, row):
    value = getattr(row, argument, None)
    if value is not None:
        return [value]
    model = model_of(name, argument)
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True)[:TRIED])


def client_of(username):
    client, user = Client(), User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, user.actor(on=TODAY)


def pages_open_to(username):
    """The pages that the position can open, address → page: of each name at most HOMES that
    answer whole, and one that does not. What only takes what is sent (405) is no page. And the
    names of which nothing answers whole."""
    client, actor = client_of(username)
    found, lacking = {}, set()
    for name, pattern in named(get_resolver().url_patterns):
        permission = permission_of(pattern.callback)
        if name == "accounts:log-out" or (permission and not actor.may(permission)):
            continue
        key = " ".join((name, *pattern.default_args.values()))
        answered, other, is_page = {}, {}, True
        for arguments in candidates(name, list(pattern.pattern.converters)):
            url = reverse(name, kwargs=arguments | pattern.default_args)
            page = drawn(client.get(url))
            is_page = page[0] != 405
            (answered if page[0] < 400 else other)[url] = page
            if len(answered) == HOMES or not is_page:
                break
        if is_page:
            found |= answered | dict(itertools.islice(other.items(), 1))
            lacking |= set() if answered else {key}
    return found, lacking


def drawn(answer):
    """Status, where it leads, and bytes."""
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer.headers.get("Location"), FRESH.sub(b"", plain(body))


def plain(body):
    """A spreadsheet says when it was made: its sheets are compared, not that."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(BytesIO(body)) as book:
        return b"".join(book.read(n) for n in book.namelist() if not n.startswith("docProps"))


class Drawing:
    """All pages of those who keep homes, as chosen at the first look."""

    def __init__(self):
        self.lacking, self.first, self.urls = set(), {}, {}
        for who in ALL:
            found, lacking = pages_open_to(who)
            self.lacking |= lacking
            self.first |= {(who, url): page for url, page in found.items()}
            self.urls[who] = list(found)
        for who in KEEPERS:
            self.first |= self.drawn(who, WHICH)
            self.urls[who] += WHICH

    def drawn(self, who, urls):
        client, _actor = client_of(who)
        return {(who, url): drawn(client.get(url)) for url in urls}

    def pages(self, those=ALL):
        """(who, address) → page, drawn anew."""
        found = {}
        for who in those:
            found |= self.drawn(who, self.urls[who])
        return found


def of(pages, who):
    return {key: page for key, page in pages.items() if key[0] in who}


def different(before, after):
    return sorted(key for key in before if before[key] != after[key])


def secrets():
    """Fields about persons that none of these positions may meet: D4, D5, and D3 in words."""
    for model, field, a_class in _about_persons():
        is_words = isinstance(field, models.TextField | models.CharField)
        is_known = f"{model._meta.label}.{field.name}" in KNOWN
        if a_class in HEALTH or (a_class is FieldClass.D3 and is_words and not is_known):
            yield model, field


def money():
    """Income and rent, which the economy office works with and who keeps homes does not meet."""
    return [(model, field) for model, field, a_class in _about_persons() if a_class in MONEY]


def _about_persons():
    for model in apps.get_models():
        classified = getattr(model, "classified", None)
        if not isinstance(classified, Classified) or not issubclass(model, AboutPerson):
            continue
        for field in model._meta.concrete_fields:
            if not (field.primary_key or field.is_relation or field.unique):
                yield model, field, classified.of(field.name)


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


def change(fields, rng):
    """Rewrite every field that the constraints let us, as the owner, past every door.
    Returns which (table, column) were changed."""
    changed = set()
    for model, field in fields:
        value = other_value(field, rng)
        if value is None:
            continue
        table, column = model._meta.db_table, field.column
        rows = model._base_manager.using("owner").order_by("pk")
        if any(each.name == "person" for each in model._meta.fields):
            rows = rows.exclude(person=None)  # of a meeting's item that is about nobody
        for pk in rows.values_list("pk", flat=True)[:400]:
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
def drawing(town):
    """The pages to draw. Nothing of this connection stays open: what the owner writes is seen."""
    return Drawing()


def test_no_page_of_a_keeper_changes_when_health_does(drawing):
    assert drawing.lacking == set(LEFT_OUT) or not IS_LARGE
    before = dict(drawing.first)
    assert sum(status == 200 for status, _to, _body in before.values()) > 100

    for number in range(PAIRS):
        assert len(change(secrets(), Random(number))) > (60 if IS_LARGE else 12)
        assert different(of(before, ECONOMY), drawing.pages(ECONOMY)) == [], number
        assert len(change(money(), Random(number))) > (9 if IS_LARGE else 0)
        assert different(of(before, KEEPERS), drawing.pages(KEEPERS)) == [], number
        before |= drawing.pages(ECONOMY)


def test_no_page_of_a_keeper_changes_with_one_strictly_protected_person_more(drawing):
    from heimveg.persons.models import Protection
    from heimveg.persons.rules import Grade
    from tests.needs.factories import NeedFactory
    from tests.persons.factories import PersonFactory
    from tests.stays.factories import StayFactory

    before = drawing.first

    unit = Unit.objects.order_by("pk").exclude(kind="property").first()
    person = PersonFactory(unit=unit, name="Løynd Storgata")
    Protection.objects.create(person=person, grade=Grade.STRICTLY, since=TODAY)
    NeedFactory(person=person)
    StayFactory(person=person, started_on=TODAY - timedelta(days=90))

    assert different(before, drawing.pages()) == []


def test_no_page_of_a_keeper_changes_with_who_follows_whom(drawing):
    """Whoever was followed by another unit is followed for mental health instead; and a concern
    about a tenant is answered like one about somebody nobody knows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE persons_responsibility SET unit_id = ("
            "  SELECT id FROM accounts_unit WHERE kind = 'mental_health' ORDER BY id LIMIT 1)"
            " WHERE kind = 'coordinating' AND unit_id IN ("
            "  SELECT id FROM accounts_unit WHERE kind IN ('substance_use', 'nav', 'housing'))"
        )
        assert cursor.rowcount > 10

    assert different(drawing.first, drawing.pages()) == []
    tenant = Person.objects.filter(tenancies__ended_on=None).exclude(name="").order_by("pk")[0]
    for who in KEEPERS:
        assert taken_in(who, tenant.name) == taken_in(who, "Ukjend Storgata")


def test_no_page_of_a_keeper_changes_with_what_a_grant_is_for(drawing):
    """A grant for people who are ill, beside the name of who lives there, tells of an illness."""
    fields = [FundingTie._meta.get_field(name) for name in ("grant", "group", "conditions")]
    ending = TODAY + timedelta(days=30)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE dwellings_fundingtie SET ended_on = %s", [ending])
        assert cursor.rowcount > 3
        cursor.execute("SELECT count(*) FROM tenancies_tenancy t JOIN dwellings_fundingtie f"
                       " USING (dwelling_id) WHERE t.ended_on IS NULL")  # fmt: skip
        assert cursor.fetchone()[0] > 0
    tied = list(FundingTie.objects.order_by("pk").values_list("dwelling_id", "pk"))
    landlords = (*KEEPERS, "okonomi")
    for who in landlords:
        urls = ["/", *(f"/dwellings/{home}/" for home, _pk in tied[:12])]
        urls += [f"/dwellings/{home}/history/" for home, _pk in tied[:3]]
        urls += [f"/dwellings/{home}/funding/{pk}/" for home, pk in tied[:3]]
        drawing.urls[who] = [*drawing.urls.get(who, []), *urls]
    before = drawing.pages(landlords)

    for number in range(PAIRS):
        assert change([(FundingTie, field) for field in fields], Random(number))
        assert different(before, drawing.pages(landlords)) == [], number


OTHER_KIND = """
UPDATE dwellings_dwelling SET kind = CASE
    WHEN kind IN ('ordinary', 'housing_first')
        THEN (ARRAY['ordinary', 'housing_first'])[1 + (id + %(n)s) %% 2]
    WHEN kind IN ('shared', 'rehabilitation', 'specialised')
        THEN (ARRAY['shared', 'rehabilitation', 'specialised'])[1 + (id + %(n)s) %% 3]
    ELSE kind END
"""


def other_kinds(number):
    """Every home is for others, and built as it was. Returns the homes that changed."""
    before = dict(Dwelling.objects.values_list("pk", "kind"))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(OTHER_KIND, {"n": number})
    after = dict(Dwelling.objects.values_list("pk", "kind"))
    return {pk for pk, kind in before.items() if after[pk] != kind}


def test_no_page_of_a_keeper_changes_with_whom_a_home_is_for(drawing):
    """Housing First, or a co-housing for rehabilitation, beside the name of who lives there tells
    of health. Who keeps homes meets how they are built."""
    kinds = ("ordinary", "housing_first", "shared", "rehabilitation")
    tenants = dict(
        Person.objects.filter(tenancies__ended_on=None, tenancies__dwelling__isnull=False)
        .exclude(name="")
        .values_list("tenancies__dwelling", "name")
    )
    landlords, named = (*KEEPERS, "okonomi"), set()
    for who in landlords:
        urls = ["/", "/rest-of-my-day/", *(f"/dwellings/?kind={kind}" for kind in kinds)]
        homes = with_the_tenants_name(drawing, who, tenants)
        named |= set(homes)
        for home in homes or sorted(tenants)[:6]:
            urls += [f"/dwellings/{home}/{page}" for page in ("", "history/", "change/")]
        drawing.urls[who] = [*drawing.urls.get(who, []), *urls, *WHICH]
    other_kinds(0)
    before = drawing.pages(landlords)

    for number in range(1, PAIRS + 1):
        assert other_kinds(number) & named
        assert different(before, drawing.pages(landlords)) == [], number


def with_the_tenants_name(drawing, who, tenants):
    """At most six homes on whose page the reader meets who lives there."""
    pages = drawing.drawn(who, [f"/dwellings/{home}/" for home in sorted(tenants)])
    names = zip(sorted(tenants), pages.values(), strict=True)
    return [home for home, page in names if tenants[home] in page[2].decode()][:6]


def taken_in(who, name):
    """What the keeper meets who takes in a concern about somebody of this name, without the
    number that each gets."""
    client, _actor = client_of(who)
    sent = {"name": name, "text": "Ho frys", "form_key": str(uuid4())}
    answer = client.post("/intake/new/concern/", sent, follow=True)
    assert answer.redirect_chain, answer.status_code
    return re.sub(rb"\d", b"", drawn(answer)[2])


def test_a_page_that_leaks_is_found(town, monkeypatch):
    """The control: one word about health on one page."""
    from heimveg.desk.views import dwelling as page
    from heimveg.stays.models import InstitutionStay

    facts = page._facts

    def leaking(shown, *given):
        with reading_as(system_user().pk):
            kinds = InstitutionStay.objects.order_by("pk").values_list("kind", flat=True)
            return [*facts(shown, *given), ("", ",".join(kinds))]

    monkeypatch.setattr(page, "_facts", leaking)
    client, _actor = client_of("eigedom")
    homes = Dwelling.objects.order_by("pk").values_list("pk", flat=True)
    urls = [f"/dwellings/{pk}/" for pk in homes[:10]]
    before = [drawn(client.get(url)) for url in urls]

    change(secrets(), Random(1))

    assert [drawn(client.get(url)) for url in urls] != before
