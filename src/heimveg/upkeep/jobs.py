"""What the clock does with upkeep."""

from procrastinate.contrib.django import app

from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.upkeep.commands.orders import order_recurring
from heimveg.upkeep.models import RecurringTask
from heimveg.upkeep.queries.data import order_ahead


@app.periodic(cron="30 4 * * *")
@app.task(name="upkeep.order_recurring", queueing_lock="upkeep.order_recurring")
def order_what_comes_back(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Order the recurring tasks that are near. Each is a transaction of its own. Returns how
    many."""
    today, actor = clock.today(), system_actor()
    due = RecurringTask.objects.due_by(today + order_ahead(on=today))
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    for task_id in ids:
        order_recurring(actor, task_id=task_id, on=today)
    return len(ids)
