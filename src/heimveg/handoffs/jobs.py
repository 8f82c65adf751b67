"""What the clock does with hand-offs."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.handoffs.commands import escalate_when_past
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.telling import key_of, tell_who_answers
from heimveg.notices.models import Notice
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import EndReason

LOOKS_BACK = timedelta(days=7)  # a worker that stood still so long has missed nobody


@app.periodic(cron="20 4 * * *")
@app.task(name="handoffs.escalate_past", queueing_lock="handoffs.escalate_past")
def escalate_past(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Bring what nobody answered in time to the unit that decides. Returns how many.

    Each is a transaction of its own; one that somebody answered meanwhile is left alone, and so
    is one that no unit may decide: it stays on the front page of who asked.
    """
    today, actor, moved = clock.today(), system_actor(), 0
    with reading_as(actor.user_id):
        late = list(Handoff.objects.past_their_day(today).values_list("pk", flat=True))
    for handoff_id in late:
        try:
            escalate_when_past(actor, handoff_id=handoff_id, on=today)
        except (Handoff.DoesNotExist, Refused):
            continue
        moved += 1
    return moved


@app.periodic(cron="*/10 * * * *")
@app.task(name="handoffs.tell_of_heirs", queueing_lock="handoffs.tell_of_heirs")
def tell_of_heirs(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Tell those whose unit ended which unit answers for them now. Returns how many.

    The end of a unit is done on a lower floor, also for people whom nobody who ends it sees: so
    it is told from the ledger, on the first day of the unit that took over.
    """
    today, told = clock.today(), 0
    with reading_as(system_actor().user_id):
        waiting = _not_told(today)
        for row in waiting:
            tell_who_answers(
                row.person, row.unit, row.named_worker, on=row.started_on, at=clock.now()
            )
            told += 1
    return told


def _not_told(today: date) -> list[Responsibility]:
    before = Responsibility.objects.coordinating().filter(
        person_id=OuterRef("person_id"),
        ended_on=OuterRef("started_on"),
        end_reason=EndReason.HANDED_OVER,
    )
    changed = Exists(before.exclude(unit_id=OuterRef("unit_id")))
    rows = Responsibility.objects.running_on(today).coordinating().filter(changed)
    new = rows.filter(started_on__gt=today - LOOKS_BACK, person__merged_into=None)
    found = {
        key_of(row.person_id, row.unit_id, row.started_on): row
        for row in new.select_related("person", "unit", "named_worker").order_by("pk")
    }
    told = set(Notice.objects.filter(key__in=found).values_list("key", flat=True))
    return [row for key, row in found.items() if key not in told]
