"""What the pages ask about files on their way in."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit
from heimveg.exchange.models import ImportFile
from heimveg.exchange.permissions import IMPORT_FILE, IMPORT_NEEDS
from heimveg.exchange.rules import Kind
from heimveg.persons.models import Person
from heimveg.persons.queries import with_who_answers

PERMISSIONS: dict[str, Permission] = {Kind.DWELLINGS: IMPORT_FILE, Kind.NEEDS: IMPORT_NEEDS}


def files_of(actor: Actor, kind: Kind) -> QuerySet[ImportFile]:
    """The actor's own files of one kind. Somebody else's are not there."""
    return ImportFile.objects.permitted_to(actor, PERMISSIONS[kind]).filter(kind=kind)


def files_listed(actor: Actor) -> QuerySet[ImportFile]:
    """The actor's own files of the kinds they may import, newest first, without the contents."""
    kinds = [kind for kind, permission in PERMISSIONS.items() if actor.may(permission)]
    mine = ImportFile.objects.permitted_to(actor, IMPORT_FILE).filter(kind__in=kinds)
    return mine.without_bulk().newest_first()


def units_importing(actor: Actor, kind: Kind, *, on: date) -> QuerySet[Unit]:
    units = actor.units(PERMISSIONS[kind])
    return Unit.objects.running_on(on).filter(pk__in=units).order_by("name")


def people_shown(actor: Actor, ids: Iterable[int], *, on: date) -> dict[int, Person]:
    """Probable doubles as the page shows them: loaded, and so logged as read."""
    rows = Person.objects.permitted_to(actor, IMPORT_NEEDS).filter(pk__in=set(ids))
    return {person.pk: person for person in with_who_answers(rows, on=on)}
