"""What the use cases fetch and lock, always in the same order."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from heimveg.access.gate import Actor, Permission
from heimveg.allocation.models import Offer
from heimveg.base.errors import Refused
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need


class Busy(Refused):
    """Others hold what is asked for, and have done so for longer than anybody should wait."""


@contextmanager
def patiently() -> Iterator[None]:
    """Raises Busy where the database gives up waiting in line."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(
                _("Others are at the same homes right now. Nothing was changed. Try again soon.")
            ) from error
        raise


def lock_homes(dwellings: Iterable[int | None]) -> dict[int, Dwelling]:
    """By number, in that order: two who want the same homes meet at the first of them."""
    wanted = {pk for pk in dwellings if pk is not None}
    rows = Dwelling.objects.filter(pk__in=wanted).order_by("pk")
    locked = cast("Iterable[Dwelling]", rows.select_for_update(of=("self",), no_key=True))
    with patiently():
        return {row.pk: row for row in locked}


def lock_needs(actor: Actor, permission: Permission, needs: Iterable[int]) -> dict[int, Need]:
    """Those the actor sees."""
    mine = Need.objects.permitted_to(actor, permission).filter(pk__in=set(needs))
    rows = mine.select_related("person").order_by("pk")
    with patiently():
        return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def offer_for(actor: Actor, permission: Permission, offer_id: int) -> Offer:
    """Not locked yet: its homes come first. Raises Offer.DoesNotExist, also when it is not the
    actor's to see."""
    mine = Offer.objects.permitted_to(actor, permission)
    return mine.select_related(
        "person",
        "need",
        "dwelling__estate__managed_by",
        "leaves",
        "decision__unit",
        "decision__signed_by",
        "follows",
    ).get(pk=offer_id)
