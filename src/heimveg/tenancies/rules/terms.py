"""What a tenancy is made from. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """How long a lease runs, in whole years; the law's minimum is dated data."""

    years: int

    def ends_on(self, start: date) -> date:
        """First day without the right; a 29 February becomes 1 March."""
        try:
            return start.replace(year=start.year + self.years)
        except ValueError:
            return date(start.year + self.years, 3, 1)
