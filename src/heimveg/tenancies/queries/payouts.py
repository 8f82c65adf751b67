"""Credit that was paid out: what the accounting system gets of it, and what the same person owes
somewhere else before it is."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from heimveg.access.gate import Actor
from heimveg.access.reading import note_read
from heimveg.accounts.house import by_the_house
from heimveg.tenancies.models import Entry, RentAccount
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries.rent import owing

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """Payouts booked in a month less those taken back, of whom the reader keeps the books."""

    month: date
    rows: int
    ore: int


def months_paid_out() -> list[PaidMonth]:
    """The newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT month, rows, ore FROM payouts_shown(%s)", [MONTHS_SHOWN])
        return [PaidMonth(*row) for row in cursor.fetchall()]


def payouts_of(month: date) -> list[Entry]:
    """Payouts and corrections of them booked in a month, in the order they were booked. Read as
    the house, for who has got their money back has settled, and nobody meets them any more;
    loading them is reading about all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payouts_booked(%s)", [month])
        ids = [row[0] for row in cursor.fetchall()]
    related = ("tenancy__dwelling", "tenancy__person", "tenancy__account", "corrects")
    with by_the_house():
        rows = Entry.objects.filter(pk__in=ids).select_related(*related)
        found = list(rows.order_by("booked_on", "pk"))
    note_read(row.person_id for row in found if row.person_id is not None)
    return found


def owed_elsewhere(actor: Actor, account: RentAccount, *, on: date) -> QuerySet[RentAccount]:
    """What the same person owes on `on` on other accounts, with `owed_now`; the most first. Two
    entries of one person that were made one count as one."""
    person = account.person
    kept = person.merged_into_id or person.pk
    same = Q(person=kept) | Q(person__merged_into=kept)
    rows = owing(actor, on=on, permission=KEEP_LEDGER)
    return rows.filter(same).exclude(pk=account.pk)
