"""Why a whole file is refused. The words are in `heimveg.exchange.texts`, one for each code."""

from enum import StrEnum


class Reason(StrEnum):
    EMPTY = "empty_file"
    TOO_LARGE = "too_large"
    ZIP_BOMB = "zip_bomb"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    OLD_EXCEL = "old_excel"
    BINARY_EXCEL = "binary_excel"
    EXTERNAL_LINKS = "external_links"
    DOCUMENT_TYPE = "document_type"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    BROKEN = "broken"
    ENCODING = "encoding"
    QUOTES = "quotes"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_HEADER = "no_header"
    DUPLICATE_HEADERS = "duplicate_headers"
    MISSING_COLUMNS = "missing_columns"
    FAILED = "failed"


class Unreadable(Exception):
    """The file cannot be taken in at all. `details` fill the text of its reason."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details
