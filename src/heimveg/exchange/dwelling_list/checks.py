"""What the rows of a dwelling list say about each other and about themselves, before the register
is asked."""

from datetime import date

from heimveg.dwellings.binding import why_unlawful
from heimveg.exchange.columns.rows import Row, Sheet
from heimveg.exchange.rules import Level

PERIODS = (
    ("started_on", "ended_on"),
    ("grant_from", "grant_until"),
    ("out_from", "out_expected_end"),
)
LAST_DAYS = frozenset({"grant_until"})  # kept as the first day without
NEEDS_ITS_LEADER = {
    "grant": "grant_group", "grant_group": "grant", "grant_from": "grant",
    "grant_until": "grant", "grant_repay": "grant", "grant_conditions": "grant",
    "out_from": "out_cause", "out_expected_end": "out_cause", "out_cost_centre": "out_cause",
}  # fmt: skip
SHARED = {"estate": ("matrikkel",), "cluster": ("cluster_location", "cluster_staffed")}


def check_rows(sheet: Sheet) -> None:
    """Add findings to the sheet: doubles, ends before starts, halves without the other half."""
    _object_numbers(sheet)
    for row in sheet.rows:
        _bedrooms(sheet, row)
        for start, end in PERIODS:
            first, last = row.values.get(start), row.values.get(end)
            if first and last and (last < first or (last == first and end in LAST_DAYS)):
                sheet.invalid(
                    "ends_before_it_starts", row, end, start=sheet.place(row.number, start)
                )
        for follower, leader in NEEDS_ITS_LEADER.items():
            if follower in row.values and leader not in row.values:
                sheet.invalid("needs_another_cell", row, follower, other=leader)
        if "matrikkel" in row.values:
            row.values.setdefault("estate", row.values["matrikkel"])
    for name, attributes in SHARED.items():
        _agreeing(sheet, name, attributes)


def check_grants(sheet: Sheet, *, on: date) -> None:
    """The conditions of a grant ask nothing of who lives there, in a list as on the page."""
    for row in sheet.rows:
        if why_unlawful(row.values.get("grant_conditions", ""), on=on):
            sheet.invalid("grant_demands", row, "grant_conditions")


def _object_numbers(sheet: Sheet) -> None:
    first: dict[str, Row] = {}
    for row in sheet.rows:
        number = row.values.get("object_number")
        if number is None:
            continue
        before = first.setdefault(number, row)
        if before is row:
            continue
        for one, other in ((row, before), (before, row)):
            place = sheet.place(other.number, "object_number")
            sheet.invalid("object_number_twice", one, "object_number", other=place)


def _bedrooms(sheet: Sheet, row: Row) -> None:
    """Rooms as people count them are the bedrooms and a living room."""
    rooms = row.values.pop("rooms", None)
    if rooms is None:
        return
    bedrooms = row.values.setdefault("bedrooms", rooms - 1)
    if bedrooms != rooms - 1:
        sheet.find(
            Level.UNUSUAL,
            "rooms_and_bedrooms",
            row.number,
            "rooms",
            shown=rooms,
            bedrooms=bedrooms,
        )


def _agreeing(sheet: Sheet, name: str, attributes: tuple[str, ...]) -> None:
    """Rows in one cluster, or on one property, say the same about it."""
    said: dict[tuple[str, str], tuple[object, Row]] = {}
    for row in sheet.rows:
        shared = row.values.get(name)
        for attribute in attributes:
            value = row.values.get(attribute)
            if shared is None or value is None:
                continue
            before, first = said.setdefault((shared.casefold(), attribute), (value, row))
            if before != value:
                place = sheet.place(first.number, attribute)
                sheet.invalid("contradicts_another_row", row, attribute, other=place, name=shared)
