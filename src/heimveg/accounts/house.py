"""What the house does by itself in the middle of somebody's work."""

from collections.abc import Iterator
from contextlib import contextmanager

from heimveg.access.context import reading_as
from heimveg.access.reading import collecting
from heimveg.accounts.queries import system_user


@contextmanager
def by_the_house() -> Iterator[None]:
    """Find and write what the actor may not see. Nothing of it may be shown: so it is no reading
    of the actor's, and is in nobody's read log."""
    with reading_as(system_user().pk), collecting():
        yield
