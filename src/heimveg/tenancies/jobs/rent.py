"""The rents of a month are charged on its first night."""

from procrastinate.contrib.django import app

from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.rules.rent import first_of_month


@app.periodic(cron="40 3 * * *")
@app.task(name="tenancies.charge_this_month", queueing_lock="tenancies.charge_this_month")
def charge_this_month(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Charge what the month lacks: all of it on the first, and who moved since on other nights.
    Returns how many entries were booked."""
    today = clock.today()
    run = charge_month(system_actor(), month=first_of_month(today), on=today, at=clock.now())
    return run.entries
