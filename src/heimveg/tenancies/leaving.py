"""A tenant moves out, and what was charged for days after that is taken back on the account. The
one way out of a home, for the commands of all rooms that end a tenancy."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.transactions import one_at_a_time
from heimveg.tenancies.models import ChargeRun, Entry, Tenancy
from heimveg.tenancies.permissions import READ_RENT
from heimveg.tenancies.queries import charging
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.rent import first_of_month
from heimveg.values import Money, on_one_line


@dataclass(frozen=True, slots=True)
class Beyond:
    """What was charged of one month for days after the last one."""

    month: date
    ore: int


def leave(
    tenancy: Tenancy, *, on: date, ending: Ending = Ending.UNKNOWN, by: int | None = None
) -> None:
    """End the tenancy on `on`, the first day without, and take back what was charged for days from
    then on: the house's own corrections, dated today, whoever ends it. Raises AlreadyEnded.

    The row of the tenancy is locked without its key where it is: else a file of payments that
    books on the same account waits for it, and it for the file.
    """
    one_at_a_time("rents are charged")  # else both take back what neither sees of the other
    with by_the_house():
        house, today, now = system_user().pk, clock.today(), clock.now()
        lines = charging.beyond(tenancy, until=on)
        Entry.post(
            entry for line in lines for entry in line.corrections(by=house, on=today, at=now)
        )
    tenancy.move_out(on=on, ending=ending, by=by)


def told_of_rent(actor: Actor, tenancy: Tenancy, *, until: date) -> str:
    """What happens to rent that is charged for days from `until` on: month by month for who sees
    the account, else how far all rents are charged. Empty where nothing is taken back."""
    if Tenancy.objects.permitted_to(actor, READ_RENT).filter(pk=tenancy.pk).exists():
        return _in_amounts(beyond(tenancy, until=until))
    last = ChargeRun.objects.order_by("-month").values_list("month", flat=True).first()
    if last is None or last < first_of_month(until):
        return ""
    text = _(
        "Rents are charged up to and including %(month)s. What is charged for days after the last"
        " one is taken back on the account."
    )
    return text % {"month": date_format(last, "F Y")}


def taken_back_of_rent(actor: Actor, tenancy: Tenancy, *, until: date) -> str:
    """The same in a word when it is done, without amounts: it goes by way of the browser. Asked
    before, for with the tenancy ends also what many see of it."""
    if not told_of_rent(actor, tenancy, until=until):
        return ""
    return _("Rent charged for days after the last one is taken back on the account.")


def beyond(tenancy: Tenancy, *, until: date) -> list[Beyond]:
    """Months and amounts that `leave` takes back, the first one first."""
    found: dict[date, int] = {}
    for line in charging.beyond(tenancy, until=until):
        found[line.month] = found.get(line.month, 0) + sum(ore for _e, ore in line.taken_back())
    return [Beyond(month, ore) for month, ore in found.items() if ore]


def _in_amounts(found: list[Beyond]) -> str:
    if not found:
        return ""
    each = _("%(sum)s kroner for %(month)s")
    months = [
        each % {"sum": on_one_line(str(Money(row.ore))), "month": date_format(row.month, "F Y")}
        for row in found
    ]
    text = _(
        "Rent charged for days after the last one is taken back on the account: %(months)s. What"
        " was paid of it is credit, and the economy office sees it."
    )
    return text % {"months": ", ".join(months)}
