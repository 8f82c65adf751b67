"""The search: people, homes, units and cases that the reader may see, at most eight of each.

What the reader may not see is asked for in no other way, so that it is neither shown nor counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.base.parts import Tone
from heimveg.decisions.models import Decision
from heimveg.decisions.permissions import READ_DECISIONS
from heimveg.desk.queries.dwelling import AddressIsHidden
from heimveg.desk.queries.dwellings import rows_of
from heimveg.dwellings.permissions import READ_DWELLINGS, READ_KINDS
from heimveg.dwellings.queries import dwellings_like
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.persons.models import Person
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.queries import people_found, with_who_answers
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES

MOST = 8  # of each kind: who needs more writes more
SHORTEST = 2  # letters; one letter is like everybody
CASE_NUMBER = re.compile(r"#?\s*([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Hit:
    text: str
    url: str
    detail: str = ""
    tag: str | Promise = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind. `has_more`: there are others, and a longer text finds them."""

    id: str
    title: str
    hits: Sequence[Hit]
    has_more: bool = False
    url: str = ""  # to a list where the search goes on


def groups(actor: Actor, text: str, *, on: date) -> list[Group]:
    """The groups that have hits, people first. Query count does not depend on the hits."""
    words = " ".join(text.split())[:100]
    if len(words) < SHORTEST and not CASE_NUMBER.fullmatch(words):
        return []
    found = (
        _people(actor, words, on=on),
        _homes(actor, words, on=on),
        _cases(actor, words),
        _units(words, on=on),
    )
    return [group for group in found if group.hits]


def _group(name: str, title: str, hits: list[Hit], url: str = "") -> Group:
    """One hit more than is shown has been asked for."""
    return Group(name, title, hits[:MOST], has_more=len(hits) > MOST, url=url)


def _people(actor: Actor, words: str, *, on: date) -> Group:
    if actor.may(READ_PERSON):
        found = with_who_answers(people_found(actor, READ_PERSON, words), on=on)[: MOST + 1]
        return _group("people", _("People"), [_person(person) for person in found])
    if actor.may(READ_TENANCIES):
        return _group("people", _("Tenants"), list(_tenants(actor, words, on=on)))
    return Group("people", "", ())


def _person(person: Person) -> Hit:
    answers = next(iter(getattr(person, "answering", ())), None)
    born = date_format(person.born_on, "SHORT_DATE_FORMAT") if person.born_on else ""
    detail = ", ".join(filter(None, (born, answers.unit.name if answers else "")))
    return Hit(
        person.shown_name,
        reverse("desk:person", args=[person.pk]),
        detail,
        _("protected address") if getattr(person, "grade", None) else "",
        "danger",
    )


def _tenants(actor: Actor, words: str, *, on: date) -> Iterator[Hit]:
    """For those who keep homes and not people: the tenant's name leads to the home. Only the
    tenants that are shown are loaded."""
    likest = list(people_found(actor, READ_TENANCIES, words).values_list("pk", flat=True))
    rented = Tenancy.objects.permitted_to(actor, READ_TENANCIES).running_on(on)
    seen = rented.filter(person_id__in=likest).annotate(is_hidden=AddressIsHidden("person_id"))
    first = sorted(
        seen.filter(is_hidden=False).values_list("person_id", "pk"),
        key=lambda pair: likest.index(pair[0]),
    )[: MOST + 1]
    rows = Tenancy.objects.select_related("person", "dwelling").in_bulk([pk for _, pk in first])
    for _person_id, pk in first:
        row = rows[pk]
        url = reverse("desk:dwelling", args=[row.dwelling_id])
        yield Hit(row.person.shown_name, url, str(row.dwelling))


def _homes(actor: Actor, words: str, *, on: date) -> Group:
    if not actor.may(READ_DWELLINGS):
        return Group("homes", "", ())
    hits, knows = [], actor.may(READ_KINDS)
    found = dwellings_like(words).running_on(on).only("pk")[: MOST + 1]
    for row in rows_of(found, on=on, knows_kinds=knows):
        detail = ", ".join(filter(None, (capfirst(row.kind), row.where)))
        mark = row.marks[0]
        hits.append(Hit(str(row.home), row.url, detail, mark.text, mark.tone))
    return _group("homes", _("Homes"), hits, url=reverse("dwellings:list"))


def _units(words: str, *, on: date) -> Group:
    nearness = TrigramWordSimilarity(words, "name")
    like = Q(name__icontains=words) | Q(name__trigram_word_similar=words)
    found = Unit.objects.running_on(on).filter(like).annotate(nearness=nearness)
    hits = [
        Hit(
            unit.name,
            f"tel:{''.join(unit.phone.split())}" if unit.phone else f"mailto:{unit.email}",
            ", ".join(filter(None, (unit.get_kind_display(), unit.phone, unit.opening_hours))),
        )
        for unit in found.order_by("-nearness", "name")[: MOST + 1]
    ]
    return _group("units", _("Units"), hits)


def _cases(actor: Actor, words: str) -> Group:
    """Needs and decisions by their number."""
    number = CASE_NUMBER.fullmatch(words)
    if number is None:
        return Group("cases", "", ())
    pk = int(number[1])
    return _group("cases", _("Needs and decisions"), [*_need(actor, pk), *_decision(actor, pk)])


def _need(actor: Actor, pk: int) -> Iterator[Hit]:
    if actor.may(READ_NEEDS):
        rows = Need.objects.permitted_to(actor, READ_NEEDS).filter(pk=pk)
        for need in rows.select_related("person"):
            title = _("Need %(number)s") % {"number": need.pk}
            url = reverse("needs:detail", args=[need.pk])
            yield Hit(title, url, need.person.shown_name, need.get_status_display(), "neutral")


def _decision(actor: Actor, pk: int) -> Iterator[Hit]:
    if actor.may(READ_DECISIONS):
        rows = Decision.objects.permitted_to(actor, READ_DECISIONS).filter(pk=pk)
        for decision in rows.select_related("person"):
            title = _("Decision %(number)s") % {"number": decision.pk}
            url = reverse("decisions:detail", args=[decision.pk])
            yield Hit(
                title, url, decision.person.shown_name, decision.get_state_display(), "neutral"
            )
