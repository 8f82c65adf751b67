"""The rents of a month are charged on its first night; old documents go when their years are
over."""

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import InvoiceIssue
from heimveg.tenancies.rules.rent import first_of_month


@app.periodic(cron="40 3 * * *")
@app.task(name="tenancies.charge_this_month", queueing_lock="tenancies.charge_this_month")
def charge_this_month(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Charge what the month lacks: all of it on the first, and who moved since on other nights.
    Returns how many entries were booked."""
    today = clock.today()
    run = charge_month(system_actor(), month=first_of_month(today), on=today, at=clock.now())
    return run.entries


@app.periodic(cron="50 4 1 * *")
@app.task(name="tenancies.forget_old_bases", queueing_lock="tenancies.forget_old_bases")
def forget_old_bases(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Delete invoice bases whose bookkeeping years are over. Returns how many."""
    with reading_as(system_actor().user_id):
        old = InvoiceIssue.objects.filter(keep_until__lte=clock.today())
        return old.delete()[1].get("tenancies.InvoiceIssue", 0)
