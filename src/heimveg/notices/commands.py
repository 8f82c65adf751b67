"""What somebody does about a message that did not get through, or that they have read."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Refused
from heimveg.notices.models import Notice
from heimveg.notices.permissions import READ_OWN, SETTLE_NOTICE
from heimveg.notices.rules import Channel, NoticeState


@command(SETTLE_NOTICE)
def try_again(actor: Actor, *, notice_id: int) -> Notice:
    """Let it go out once more. Raises Refused when it is not in trouble."""
    notice = _locked(actor, notice_id)
    notice.wait_again()
    return notice


@command(SETTLE_NOTICE)
def say_it_came(actor: Actor, *, notice_id: int, at: datetime) -> Notice:
    """Somebody has made sure that it came through, or has told the receiver in another way."""
    notice = _locked(actor, notice_id)
    if notice.state not in (NoticeState.FAILED, NoticeState.UNSURE):
        raise Refused(_("This message is not in trouble any more."))
    notice.mark_sent(at=at, receipt=f"told, user {actor.user_id}")
    return notice


@command(READ_OWN)
def read_message(actor: Actor, *, notice_id: int, at: datetime) -> Notice:
    """Take a message to oneself off the front page. Again changes nothing."""
    mine = Notice.objects.filter(user_id=actor.user_id, channel=Channel.PAGE).defer("document")
    notice = mine.select_for_update(of=("self",)).get(pk=notice_id)
    notice.mark_read(at=at)
    return notice


def _locked(actor: Actor, notice_id: int) -> Notice:
    rows = Notice.objects.permitted_to(actor, SETTLE_NOTICE).defer("document")
    return rows.select_for_update(of=("self",)).get(pk=notice_id)
