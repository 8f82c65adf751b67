"""The outbox is emptied after commit, each message once, by the job worker."""

import hashlib

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.gateways.print_folder import PrintFolder
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel, NoticeState

FOLDER = settings.HOME / "letters"


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_waiting", queueing_lock="notices.send_waiting")
def send_waiting(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Send what waits. Returns how many were sent.

    Each message is a transaction of its own: one that fails holds back no other, is kept, and
    is tried again the next time.
    """
    sent = after = 0
    while (tried := _try_next(after)) is not None:
        after = tried.pk
        sent += tried.state == NoticeState.SENT
    return sent


def _try_next(after: int) -> Notice | None:
    """The next message with a higher number, sent or marked as failed; None at the end.

    A message that another worker has its hand on is passed by.
    """
    with transaction.atomic(), reading_as(system_user().pk):
        left = Notice.objects.to_send().filter(pk__gt=after).order_by("pk")
        notice = left.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return None
        try:
            receipt = _deliver(notice)
        except OSError:
            notice.mark_failed()
        else:
            notice.mark_sent(at=clock.now(), receipt=receipt)
        return notice


def _deliver(notice: Notice) -> str:
    """The file name tells nothing about the receiver."""
    if notice.channel == Channel.PAGE:
        return "page"
    name = hashlib.sha256(notice.key.encode()).hexdigest()[:24]
    folder = PrintFolder(FOLDER)
    if notice.document is None:
        return folder.deliver(f"{name}.txt", notice.body.encode())
    return folder.deliver(f"{name}.pdf", bytes(notice.document))
