"""What of a month is to be issued, and what was issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from heimveg.access.reading import note_read
from heimveg.tenancies.models import Entry, InvoiceRow
from heimveg.tenancies.queries.rent import bookkeeping_years

ISSUES_SHOWN = 60


def to_issue(month: date) -> list[int]:
    """Entries of a month that no issue holds, as far as the reader keeps the books of whom they
    are about: also who has moved out and settled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries_to_issue(%s)", [month])
        return [row[0] for row in cursor.fetchall()]


def lines_of(entry_ids: Sequence[int]) -> list[InvoiceRow]:
    """Unsaved lines, by object number. Asked as the system, for who has settled is seen by
    nobody else any more."""
    rows = (
        Entry.objects.filter(pk__in=entry_ids)
        .select_related("tenancy__dwelling", "tenancy__person", "tenancy__account")
        .order_by("tenancy__dwelling__object_number", "tenancy", "part", "pk")
    )
    words = Words()
    return [_line(row, words) for row in rows]


class Words:
    """Parts and kinds in the language of the turn: a city's month has thousands of rows and some
    ten words."""

    def __init__(self) -> None:
        self.parts = {str(part): str(text) for part, text in Entry.PARTS.items()}
        self.kinds = {str(kind): str(text) for kind, text in Entry.KINDS.items()}


def _line(row: Entry, words: Words) -> InvoiceRow:
    tenancy = row.tenancy
    if tenancy is None or row.month is None:
        raise ValueError(row.pk)
    home = tenancy.dwelling
    return InvoiceRow(
        person_id=tenancy.person_id,
        entry=row,
        object_number=home.object_number,
        address=home.address,
        kid=tenancy.account.kid,
        name=tenancy.person.shown_name,
        month=row.month,
        part=words.parts[row.part],
        kind=words.kinds[row.kind],
        booked_on=row.booked_on,
        due_on=row.due_on,
        ore=row.signed_ore,
    )


def issued_lines(month: date, number: int | None = None) -> list[InvoiceRow]:
    """The lines of one issue, or of all of a month, as they were issued. Loading them is reading
    about all of them."""
    rows = InvoiceRow.objects.filter(issue__month=month)
    if number is not None:
        rows = rows.filter(issue__number=number)
    found = list(rows.order_by("issue__number", "place"))
    note_read(row.person_id for row in found)
    return found


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the reader may see it: a sum must not tell of a hidden tenant."""

    month: date
    number: int
    issued_on: date
    issued_by: str
    rows: int
    ore: int


def issues() -> list[Issue]:
    """The newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, number, issued_on, issued_by, rows, ore FROM issues_shown(%s)",
            [ISSUES_SHOWN],
        )
        return [Issue(*row) for row in cursor.fetchall()]


def keep_until(month: date, *, on: date) -> date:
    """The first day a document of a month may go: so many years after the end of its year."""
    return date(month.year + 1 + bookkeeping_years(on=on), 1, 1)
