"""Whether a new version of a lease raises the rent of what still runs. Pure.

Source: husleieloven §§ 4-2 and 4-3, as dated rows in data/tenancy_law.csv. By the index a rent is
regulated on a page of its own, never in a new version.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.law import Law, months_after


class RentReason(StrEnum):
    """Why the rent is what it is. Classes, so that nothing about the person stands here."""

    NONE = ""
    MARKET = "market"  # § 4-3
    NEW_LEASE = "new_lease"  # both agreed to another lease, in writing
    FREE = "free"  # no rent is paid


@dataclass(frozen=True, slots=True)
class RentBefore:
    """What is paid within what still runs. `since`: the day it was set; `first_on`: the day the
    tenancy began."""

    ore_month: int
    since: date
    first_on: date


def market_from(before: RentBefore, law: Law, *, told_on: date) -> date:
    """The first day a rent may be set to the market's, told in writing on `told_on` (§ 4-3)."""
    return max(
        months_after(before.first_on, law["market_rent"].number),
        months_after(before.since, law["market_again"].number),
        months_after(told_on, law["market_notice"].number),
    )
