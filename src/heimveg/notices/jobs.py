"""The outbox is emptied after commit, each message once, by the job worker.

Three steps, so that nothing outside is called inside a transaction: a message is taken
(committed), sent, and marked. A worker that dies between the last two leaves it taken; after the
lease it is sent again where the other end knows it by its key, and else left to a person.
"""

from django.db import transaction
from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel, Failure, NoticeState
from heimveg.notices.ways import CannotGoError, deliver
from heimveg.persons.models import Protection


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_waiting", queueing_lock="notices.send_waiting")
def send_waiting(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Send what waits. Returns how many were sent. One that fails holds back no other."""
    _leave_to_somebody()
    sent = after = 0
    while (notice := _take_next(after)) is not None:
        after = notice.pk
        if notice.state == NoticeState.SENDING:
            sent += _send(notice)
    return sent


def _leave_to_somebody() -> None:
    with transaction.atomic(), reading_as(system_user().pk):
        lost = Notice.objects.left_unsure(at=clock.now())
        for notice in lost.select_for_update(skip_locked=True, of=("self",)):
            notice.mark_failed(Failure.UNCLEAR, at=clock.now())


def _take_next(after: int) -> Notice | None:
    """The next message with a higher number, taken or held; None at the end.

    A message that another worker has its hand on is passed by.
    """
    with transaction.atomic(), reading_as(system_user().pk):
        left = Notice.objects.to_send(at=clock.now()).filter(pk__gt=after).order_by("pk")
        rows = left.select_related("person", "user")
        notice = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return None
        if notice.channel != Channel.PAGE and _is_protected(notice):
            notice.hold()
        else:
            notice.take(at=clock.now())
        return notice


def _is_protected(notice: Notice) -> bool:
    """Asked again now: somebody may have become protected since it was queued."""
    return (
        notice.person_id is not None
        and Protection.objects.filter(person_id=notice.person_id).exists()
    )


def _send(notice: Notice) -> bool:
    try:
        receipt, failure = deliver(notice), None
    except CannotGoError as error:
        receipt, failure = "", error.failure
    with transaction.atomic(), reading_as(system_user().pk):
        mine = Notice.objects.filter(state=NoticeState.SENDING, tries=notice.tries)
        row = mine.select_for_update(of=("self",)).filter(pk=notice.pk).first()
        if row is None:
            return False  # the lease ran out, and another has it
        if failure is None:
            row.mark_sent(at=clock.now(), receipt=receipt)
        else:
            row.mark_failed(failure, at=clock.now())
        return failure is None
