"""The words for every code: why a file is refused, what is wrong in a cell and what to do, what
is unusual. Codes are stored, words are chosen when somebody reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns.column import Column
from heimveg.exchange.rules import Finding
from heimveg.exchange.sheets.refusals import Reason

REFUSALS: dict[str, str | Promise] = {
    Reason.EMPTY: _("The file is empty. Save the spreadsheet again and choose that file."),
    Reason.TOO_LARGE: _("The file is larger than %(megabytes)s MB. Split it into several files."),
    Reason.ZIP_BOMB: _(
        "The file unpacks to far more than a list can be (over %(megabytes)s MB or a"
        " hundred times its own size). Copy the cells into a new spreadsheet and save"
        " that."
    ),
    Reason.MACROS: _("The file holds macros. Save it as .xlsx without macros, and upload that."),
    Reason.ENCRYPTED: _("The file is behind a password. Save it without a password."),
    Reason.OLD_EXCEL: _(
        "This is an old Excel file (.xls). Open it and save it as .xlsx, .ods or .csv."
    ),
    Reason.BINARY_EXCEL: _(
        "This is a binary Excel file (.xlsb). Open it and save it as .xlsx, .ods or .csv."
    ),
    Reason.EXTERNAL_LINKS: _(
        "The file fetches data from other files. Copy the cells, paste them as values"
        " into a new spreadsheet, and save that."
    ),
    Reason.DOCUMENT_TYPE: _(
        "The file holds a document type declaration, which spreadsheets have no use for."
        " Copy the cells into a new spreadsheet and save that."
    ),
    Reason.NOT_A_SPREADSHEET: _(
        "This is not a spreadsheet, whatever its name says. Save the list as .xlsx, .ods or .csv."
    ),
    Reason.BROKEN: _("The file is damaged. Open it, save it again, and upload the new one."),
    Reason.ENCODING: _(
        "The letters of the file cannot be read. Save it as CSV UTF-8, or as .xlsx."
    ),
    Reason.QUOTES: _(
        "A quotation mark is opened and never closed, near row %(row)s. Save the list as"
        " .xlsx instead."
    ),
    Reason.NO_ROWS: _("There is nothing in the file but perhaps a heading. Fill in rows."),
    Reason.TOO_MANY_ROWS: _("The file has more than %(rows)s rows. Split it into several files."),
    Reason.TOO_MANY_COLUMNS: _(
        "The file has more than %(columns)s columns. Delete those that are not needed."
    ),
    Reason.NO_HEADER: _(
        "None of the first ten rows holds headings that are known. Download the template"
        " to see what columns can be called."
    ),
    Reason.DUPLICATE_HEADERS: _(
        "«%(first)s» and «%(second)s» are two columns for the same thing. Delete one of them."
    ),
    Reason.MISSING_COLUMNS: _("The file lacks columns that must be there: %(fields)s."),
    Reason.FAILED: _(
        "Something went wrong here, and it is not your fault. Nothing was saved. Try"
        " again; if it happens again, tell whoever runs Heimveg."
    ),
    "discarded": _("You threw this file away."),
}
NOTICES: dict[str, str | Promise] = {
    "changed_meanwhile": _(
        "Somebody changed the register after the file was checked. Nothing was saved."
        " This is what the file would do now: look through it, and take it in again."
    ),
    "failed": _(
        "Something went wrong while the file was taken in. Nothing was saved. Check it"
        " again, and try once more."
    ),
}
CODES: dict[str, str | Promise] = {
    # any cell
    "must_be_filled_in": _("This must be filled in."),
    "formula": _(
        "A formula, or text that looks like one, is not taken in. Paste the value itself."
    ),
    "error_cell": _("The cell shows an error of the spreadsheet, such as #REF!."),
    "too_long": _("The text is longer than %(limit)s characters."),
    "broken_characters": _("Some letters were damaged on the way. Write them again."),
    "control_characters": _("There are invisible control characters here. Write the text again."),
    "too_many_cells": _("The row has %(cells)s cells, but there are %(headings)s headings."),
    "date_for_text": _(
        "The spreadsheet has made a date of this. Format the cell as text and write it"
        " again."
    ),
    "not_a_number": _("This is not a number."),
    "not_whole": _("This is not a whole number."),
    "out_of_range": _("This must be between %(least)s and %(most)s."),
    "not_yes_or_no": _("This is neither yes nor no."),
    "number_for_date": _("This is a number, not a day. Format the cell as a date."),
    "two_digit_year": _("Write the year with four digits."),
    "not_a_date": _("This is not a day."),
    "no_such_day": _("There is no such day in the calendar."),
    "absurd_year": _("The year %(year)s cannot be right."),
    "unknown_word": _("The word is not known here."),
    "not_digits": _("This must be %(digits)s digits."),
    "not_a_telephone": _("This is not a telephone number."),
    "identity_length": _("A national id has eleven digits."),
    "identity_date": _("The first six digits are no date of birth."),
    "identity_check_digits": _("The last digits do not fit the first: a digit is wrong."),
    # rows
    "ends_before_it_starts": _("This is before it starts, in %(start)s."),
    "needs_another_cell": _("This says nothing without «%(other)s» in the same row."),
    "object_number_twice": _("The same object number stands in %(other)s too. Each home once."),
    "contradicts_another_row": _("%(other)s says something else about «%(name)s»."),
    "ended_before_today": _("It ended before it began here. Write from when it holds."),
    "grant_demands": _(
        "No home depends on sobriety, treatment, visits or support. Leave out what asks the tenant"
        " for it, or write whom the home is for."
    ),
    "grant_overlaps": _("Another grant ties the home in some of this time. End that one first."),
    "grant_left_alone": _(
        "This column is passed by: grants are written by the housing office, since what they are"
        " for tells about who lives there."
    ),
    "kind_as_built": _(
        "It is written as it is built: whom a home is for is written by the housing office, since"
        " it tells about who lives there."
    ),
    "out_cause_overlaps": _("The home is out of use for another cause in some of this time."),
    "identity_twice": _("The same national id stands in %(other)s too. Each person once."),
    "reference_twice": _("The same reference stands in %(other)s too. Each person once."),
    "person_twice": _("The same person stands in %(other)s too. Each person once."),
    "in_the_future": _("This day has not come yet."),
    "birth_date_and_identity": _(
        "The date of birth is not the one in the national id in %(other)s."
    ),
    "fewer_rooms_than_least": _("This is fewer than the least, in %(least)s."),
    "reference_of_several": _("Several people have this reference. Give the national id instead."),
    "identity_and_reference": _(
        "The reference is another person's than the national id in %(other)s."
    ),
    "no_such_cluster": _("There is no housing environment called «%(name)s»."),
    "no_such_dwelling": _("There is no home with this object number. Import the homes first."),
    "dwelling_is_let": _("The home is let to somebody else already."),
    "lives_elsewhere": _(
        "The person lives in another municipal home by the register. End that tenancy"
        " first."
    ),
    # unusual
    "rooms_and_bedrooms": _("There are %(bedrooms)s bedrooms in the row. The bedrooms count."),
    "kept_in_register": _("The register says something else about «%(name)s», and keeps it."),
    "kept_about_person": _("The register says something else about the person, and keeps it."),
    "closed_meanwhile": _("This need was closed here since. It is not opened again."),
    "unusual_age": _("The person would be %(years)s years old."),
    "many_bedrooms": _("That is many bedrooms."),
    "unusual_area": _("That is an unusual size for a home."),
    "unusual_rent": _("That is an unusual rent."),
    "unusual_floor": _("That is an unusual floor."),
    "since_long_ago": _("That is a very long wait."),
    "many_people": _("That is a large household."),
    "many_rooms": _("That is many rooms."),
    "crowded": _("That is few rooms for so many people."),
    "wished_kind_excluded": _("The wish is for a kind that the requirements exclude."),
    "wished_area_excluded": _("The wish is for an area that the requirements exclude."),
    "wished_cluster_excluded": _("The wish is for an environment that the requirements exclude."),
    # incomplete
    "not_filled_in": _("Not filled in: saved as incomplete."),
    "no_such_column": _("The file has no such column: saved as incomplete."),
}  # fmt: skip


def refusal_text(report: Mapping[str, Any], columns: Mapping[str, Column], language: str) -> str:
    """Why the whole file was refused, and what to do."""
    details = dict(report.get("details", {}))
    if "fields" in details:
        fields = str(details["fields"]).split(",")
        details["fields"] = ", ".join(_heading(field, columns, language) for field in fields)
    return str(REFUSALS.get(str(report.get("reason")), REFUSALS[Reason.FAILED])) % details


def finding_text(finding: Finding, columns: Mapping[str, Column], language: str) -> str:
    """What is found in the cell, and for what cannot be saved also what to write there."""
    details = dict(finding.details)
    if finding.code == "needs_another_cell":
        details["other"] = _heading(str(details["other"]), columns, language)
    text = str(CODES.get(finding.code, _("Look at this once more."))) % details
    column = columns.get(finding.field)
    wants_remedy = finding.level == "invalid" and column is not None
    return f"{text} {column.remedy}" if wants_remedy and column else text


def field_name(field: str, columns: Mapping[str, Column], language: str) -> str:
    return _heading(field, columns, language) if field else say("the row")


def _heading(field: str, columns: Mapping[str, Column], language: str) -> str:
    return columns[field].heading(language) if field in columns else field
