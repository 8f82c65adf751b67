"""Whether each home of a list is let or held on a day; by or for whom is not said."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from heimveg.allocation.models import Hold
from heimveg.allocation.rules import HOLDING
from heimveg.dwellings.models import DwellingQuerySet
from heimveg.dwellings.queries import with_out_of_use
from heimveg.dwellings.rules import HomeState
from heimveg.tenancies.models import Letting


def with_state(rows: DwellingQuerySet, *, on: date) -> DwellingQuerySet:
    """Adds what `home_state` asks about: `is_let`, `is_held`, `out_cause` and `back_on`.

    A home is held when it is reserved or offered, and when a tenancy begins later.
    """
    lettings = Letting.objects.filter(dwelling=OuterRef("pk"))
    holds = Hold.objects.filter(dwelling=OuterRef("pk"), state__in=[str(s) for s in HOLDING])
    return with_out_of_use(rows, on=on).annotate(
        is_let=Exists(lettings.running_on(on)),
        is_held=Exists(holds) | Exists(lettings.filter(started_on__gt=on)),
    )


def homes_that_are(
    state: HomeState | None, rows: DwellingQuerySet, *, on: date
) -> DwellingQuerySet:
    """Of `rows`, those that are so on `on`; None: all that are in the register.

    A home that is let or held while it is out of use counts among both; a free home is neither.
    """
    if state is HomeState.GONE:
        in_register = rows.running_on(on).values("pk")
        return with_state(rows.exclude(pk__in=in_register), on=on)
    found = with_state(rows.running_on(on), on=on)
    match state:
        case HomeState.FREE:
            return found.filter(Q(is_let=False), Q(is_held=False), Q(out_cause=None))
        case HomeState.HELD:
            return found.filter(Q(is_held=True))
        case HomeState.LET:
            return found.filter(Q(is_let=True))
        case HomeState.OUT_OF_USE:
            return found.filter(~Q(out_cause=None))
    return found
