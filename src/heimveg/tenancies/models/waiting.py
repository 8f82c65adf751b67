"""A tenancy whose day has come while the home is not ready: it waits, and has not begun."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from heimveg.upkeep.models import Turnover


def waits_on(day: date) -> Q:
    """Of rows with `dwelling`, `started_on` and `ended_on`: the day has come, and the home was
    not ready by it. It goes on waiting when the home is ready, until somebody sets a new day.

    The same as `tenancy_waits` in the database.
    """
    open_then = Turnover.objects.filter(
        Q(ready_on=None) | Q(ready_on__gt=OuterRef("started_on")),
        dwelling=OuterRef("dwelling"),
        cancelled_on=None,
        vacated_on__lte=OuterRef("started_on"),
    )
    goes_on = Q(ended_on=None) | Q(ended_on__gt=day)
    return goes_on & Q(started_on__lte=day) & Q(Exists(open_then))
