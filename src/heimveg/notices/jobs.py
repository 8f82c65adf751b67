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

    Each message is a transaction of its own: one that fails holds back no other.
    """
    sent = 0
    while _send_next():
        sent += 1
    return sent


def _send_next() -> bool:
    with transaction.atomic(), reading_as(system_user().pk):
        waiting = Notice.objects.filter(state=NoticeState.WAITING).order_by("pk")
        notice = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return False
        try:
            notice.mark_sent(at=clock.now(), receipt=_deliver(notice))
        except OSError:
            notice.mark_failed()
        return True


def _deliver(notice: Notice) -> str:
    """The file name tells nothing about the receiver."""
    if notice.channel == Channel.PAGE:
        return "page"
    name = hashlib.sha256(notice.key.encode()).hexdigest()[:24]
    is_letter = notice.document is not None
    content = bytes(notice.document) if is_letter else notice.body.encode()
    return PrintFolder(FOLDER).deliver(f"{name}.{'pdf' if is_letter else 'txt'}", content)
