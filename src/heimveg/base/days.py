"""Norwegian working days. No Django, no clock."""

from collections.abc import Container
from datetime import date
from functools import cache

import holidays


@cache
def public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year).keys())


def is_working_day(day: date, closed: Container[date] = ()) -> bool:
    """Monday to Friday, no public holiday, and not in `closed`."""
    return day.weekday() < 5 and day not in public_holidays(day.year) and day not in closed
