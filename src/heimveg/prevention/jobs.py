"""The nightly look at rents, leases and plans."""

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.prevention.commands.watching import (
    follow_plan,
    see_new_lease,
    sign_arrears,
    sign_lease_ending,
)
from heimveg.prevention.models import InstalmentPlan
from heimveg.prevention.queries.watching import (
    cases_with_a_new_lease,
    leases_running_out,
    old_arrears,
)


@app.periodic(cron="20 4 * * *")
@app.task(name="prevention.watch", queueing_lock="prevention.watch")
def watch(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Note old arrears and leases that run out, and hold plans against the ledger. Returns how
    many were looked at. Each is a transaction of its own."""
    actor, today, now = system_actor(), clock.today(), clock.now()
    with reading_as(actor.user_id):
        owing = [(account.tenancy_id, ore) for account, ore in old_arrears(actor, on=today)]
        leases = list(leases_running_out(on=today).values_list("pk", flat=True))
        plans = list(InstalmentPlan.objects.running().order_by("pk").values_list("pk", flat=True))
        leased = list(cases_with_a_new_lease(on=today).values_list("pk", flat=True))
    for tenancy_id, ore in owing:
        sign_arrears(actor, tenancy_id=tenancy_id, ore=ore, on=today, at=now)
    for tenancy_id in leases:
        sign_lease_ending(actor, tenancy_id=tenancy_id, on=today, at=now)
    for case_id in leased:
        see_new_lease(actor, case_id=case_id, on=today)
    for plan_id in plans:
        follow_plan(actor, plan_id=plan_id, on=today)
    return len(owing) + len(leases) + len(plans)
