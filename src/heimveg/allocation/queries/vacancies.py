"""Whether each home of a list is let or held on a day; by or for whom is not said."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from heimveg.allocation.models import Hold
from heimveg.allocation.rules import HOLDING
from heimveg.dwellings.models import DwellingQuerySet, OutOfUse
from heimveg.dwellings.queries import with_out_of_use
from heimveg.dwellings.rules import HomeState
from heimveg.tenancies.models import Letting


def with_state(rows: DwellingQuerySet, *, on: date) -> DwellingQuerySet:
    """Adds what `home_state` asks about: `is_let`, `is_held` and `out_cause`.

    For the homes that are shown: what a row costs here is paid before a list is sorted.
    """
    return with_out_of_use(rows, on=on).annotate(is_let=_let(on), is_held=_held(on))


def homes_that_are(
    state: HomeState | None, rows: DwellingQuerySet, *, on: date
) -> DwellingQuerySet:
    """Of `rows`, those that are so on `on`; None: all that are in the register.

    A home that is let or held while it is out of use counts among both; a free home is neither.
    """
    in_register = rows.running_on(on)
    match state:
        case HomeState.FREE:
            return in_register.usable_on(on).filter(~_let(on), ~_held(on))
        case HomeState.HELD:
            return in_register.filter(_held(on))
        case HomeState.LET:
            return in_register.filter(_let(on))
        case HomeState.OUT_OF_USE:
            out = OutOfUse.objects.running_on(on).filter(dwelling=OuterRef("pk"))
            return in_register.filter(Exists(out))
        case HomeState.GONE:
            return rows.exclude(pk__in=in_register.order_by().values("pk"))
    return in_register


def _let(day: date) -> Exists:
    return Exists(Letting.objects.begun_on(day).filter(dwelling=OuterRef("pk")))


def _held(day: date) -> Q:
    """Reserved or offered, or let to somebody who has not moved in."""
    holds = Hold.objects.filter(dwelling=OuterRef("pk"), state__in=[str(s) for s in HOLDING])
    later = Letting.objects.to_come(day).filter(dwelling=OuterRef("pk"))
    return Q(Exists(holds)) | Q(Exists(later))
