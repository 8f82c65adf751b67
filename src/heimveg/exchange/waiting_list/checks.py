"""What the rows of a waiting list say about each other and about themselves, before the register
is asked."""

from collections.abc import Callable, Hashable
from datetime import date

from heimveg.exchange.columns.rows import Row, Sheet
from heimveg.exchange.rules import Level
from heimveg.persons.rules import national_number

NEVER_AHEAD = ("born_on", "opened_on", "stay_from")
GROWN_UP, OLDEST = 18, 105
Key = Callable[[Row], Hashable]


def check_rows(sheet: Sheet, *, on: date) -> None:
    """Add findings to the sheet: the same person twice, days ahead, rooms that cannot be."""
    for code, field, key in (
        ("identity_twice", "national_id", lambda row: row.values.get("national_id")),
        ("reference_twice", "office_reference", lambda row: row.values.get("office_reference")),
        ("person_twice", "name", _looks),
    ):
        _doubles(sheet, code, field, key)
    for row in sheet.rows:
        _days(sheet, row, on)
        _rooms(sheet, row)
        if row.values.get("stay_from") and not {"stay", "lives_in"} & row.values.keys():
            sheet.invalid("needs_another_cell", row, "stay_from", other="stay")


def _looks(row: Row) -> Hashable:
    """Who the row looks like, where nothing better tells; None where it cannot be said."""
    if "born_on" not in row.values or {"national_id", "office_reference"} & row.values.keys():
        return None
    words = frozenset(row.values.get("name", "").casefold().replace("-", " ").split())
    return (words, row.values["born_on"]) if words else None


def _doubles(sheet: Sheet, code: str, field: str, key: Key) -> None:
    first: dict[Hashable, Row] = {}
    for row in sheet.rows:
        found = key(row)
        before = first.setdefault(found, row) if found is not None else row
        if before is row:
            continue
        for one, other in ((row, before), (before, row)):
            sheet.invalid(code, one, field, other=sheet.place(other.number, field))


def _days(sheet: Sheet, row: Row, on: date) -> None:
    for field in NEVER_AHEAD:
        said = row.values.get(field)
        if said is not None and said > on:
            sheet.invalid("in_the_future", row, field)
    born, number = row.values.get("born_on"), row.values.get("national_id")
    if born is None:
        return
    if number and national_number(number).born_day_month != (born.day, born.month):
        sheet.invalid(
            "birth_date_and_identity", row, "born_on", other=sheet.place(row.number, "national_id")
        )
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if not GROWN_UP <= years <= OLDEST:
        sheet.find(Level.UNUSUAL, "unusual_age", row.number, "born_on", shown=years, years=years)


def _rooms(sheet: Sheet, row: Row) -> None:
    least, most = row.values.get("rooms_at_least"), row.values.get("rooms_at_most")
    if least is not None and most is not None and most < least:
        sheet.invalid(
            "fewer_rooms_than_least", row, "rooms_at_most",
            least=sheet.place(row.number, "rooms_at_least"),
        )  # fmt: skip
