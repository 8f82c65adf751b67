"""From when somebody can move into a home."""

from dataclasses import dataclass
from datetime import date, timedelta

from heimveg.allocation.rules import earliest_move_in
from heimveg.allocation.terms import terms_on
from heimveg.dwellings.models import OutOfUse
from heimveg.tenancies.models import Letting
from heimveg.upkeep.models import Turnover


@dataclass(frozen=True, slots=True)
class Moving:
    earliest: date
    left_on: date | None  # when the one who lives there now moves out
    is_blocked: bool  # out of use, and nobody has said until when
    turnover: int | None = None  # the turnover of an empty home that is not ready

    def first_offered(self, *, on: date) -> date:
        """The day to propose: a home that is not ready today is ready tomorrow at the soonest."""
        return max(self.earliest, on + timedelta(days=1)) if self.turnover else self.earliest


def moving_into(dwelling: int, *, on: date) -> Moving:
    """Three queries."""
    lettings = Letting.objects.filter(dwelling_id=dwelling, ended_on__gt=on)
    left_on = lettings.order_by("-ended_on").values_list("ended_on", flat=True).first()
    running = OutOfUse.objects.running_on(on).filter(dwelling_id=dwelling)
    out = running.values_list("ended_on", "expected_end_on").first()
    ready_on = (out[0] or out[1]) if out else None
    earliest = earliest_move_in(
        on=on, left_on=left_on, ready_on=ready_on, turnover_days=terms_on(on).turnover_days
    )
    empty = Turnover.objects.empty_on(on).filter(dwelling_id=dwelling)
    turnover = empty.values_list("pk", flat=True).first()
    return Moving(earliest, left_on, out is not None and ready_on is None, turnover)
