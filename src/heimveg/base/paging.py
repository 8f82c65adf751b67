"""Pages of a list without counting it all: the last page is known when it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

LAST_PAGE = 10_000  # an absurd page number must not become an absurd offset


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page. `has_next` is known because one row more was asked for."""

    rows: list[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_number(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() else 1


def page_within(rows: Sequence[Any], request: HttpRequest, *, size: int = 50) -> Page[Any]:
    """One page of a list that is in memory already."""
    number = page_number(request)
    first = (number - 1) * size
    return Page(list(rows[first : first + size]), number, has_next=len(rows) > first + size)


def page_of(rows: QuerySet[Row], request: HttpRequest, *, size: int = 50) -> Page[Row]:
    number = page_number(request)
    first = (number - 1) * size
    found = list(rows[first : first + size + 1])
    return Page(found[:size], number, has_next=len(found) > size)
