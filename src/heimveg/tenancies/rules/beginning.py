"""What another first day does to the time a lease is to run. Pure.

Source: husleieloven § 9-3, the least time counted from the first day (data/tenancy_law.csv).
"""

from datetime import date

from heimveg.tenancies.rules.law import months_after


def end_moved(until: date, *, was: date, first_day: date) -> date:
    """The end of a lease that began on `was`, as long after the new first day: as many whole
    months where it was whole months, else as many days. Both ends are the first day without."""
    months = 12 * (until.year - was.year) + until.month - was.month
    if months_after(was, months) == until:
        return months_after(first_day, months)
    return first_day + (until - was)
