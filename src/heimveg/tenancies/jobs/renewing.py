"""What the clock does with leases that end."""

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.tenancies.commands.renewing import open_review
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.renewals import due_for_review


@app.periodic(cron="20 4 * * *")
@app.task(name="tenancies.open_reviews", queueing_lock="tenancies.open_reviews")
def open_reviews(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Open a review for every lease that ends within the time one takes. Returns how many.

    Each is a transaction of its own; what somebody ended meanwhile is left alone.
    """
    today, actor, opened = clock.today(), system_actor(), 0
    with reading_as(actor.user_id):
        due = list(due_for_review(today).values_list("pk", flat=True))
    for tenancy_id in due:
        try:
            open_review(actor, tenancy_id=tenancy_id, on=today)
        except (Tenancy.DoesNotExist, Refused):
            continue
        opened += 1
    return opened
