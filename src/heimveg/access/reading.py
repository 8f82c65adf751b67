"""Which persons' rows were loaded while a door was open. No log row, no data."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.db import models

_open: ContextVar[set[int] | None] = ContextVar("persons_read", default=None)


@contextmanager
def collecting() -> Iterator[set[int]]:
    """The ids of all persons whose rows are loaded inside."""
    persons: set[int] = set()
    token = _open.set(persons)
    try:
        yield persons
    finally:
        _open.reset(token)


def note_read(person_ids: Iterable[int | None]) -> None:
    """Tell the log about persons read without a model instance (`values`, raw SQL)."""
    persons = _open.get()
    if persons is not None:
        persons.update(pk for pk in person_ids if pk is not None)


class AboutPerson(models.Model):
    """A row about a person: loading it is reading about that person."""

    PERSON_FIELD = "person_id"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Self:  # noqa: ANN401  # Django's
        row = super().from_db(db, field_names, values)
        persons = _open.get()
        if persons is not None:
            person_id = row.__dict__.get(cls.PERSON_FIELD)
            if person_id is not None:
                persons.add(person_id)
        return row
