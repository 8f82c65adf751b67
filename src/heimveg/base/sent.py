"""Numbers out of what a form sent. What no form of ours sends becomes 0, which is no record's."""

from collections.abc import Iterable

from django.http import HttpRequest

BIGINT = 18  # digits that always fit the database's number


def number_in(request: HttpRequest, name: str, *, digits: int = BIGINT) -> int:
    """The whole number the form sent as `name`."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= digits else 0


def numbers_among(texts: Iterable[str]) -> frozenset[int]:
    """The records' numbers among `texts`; what is odd is left out."""
    return frozenset(
        int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= BIGINT
    )


def version_in(request: HttpRequest) -> int:
    """The version the form was opened with; 0 is always stale."""
    return number_in(request, "row_version", digits=9)
