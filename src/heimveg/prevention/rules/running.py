"""How long a step that others wait for runs. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from heimveg.prevention.rules.ladder import Rung


def runs_until(ladder: Sequence[Rung], code: str, taken_on: date) -> date:
    """The first day on which the days are out that the ladder asks for after step `code`; the day
    itself where nothing waits for it."""
    days = [wait for rung in ladder for name, wait in rung.after if name == code]
    return taken_on + timedelta(days=max(days, default=0))
