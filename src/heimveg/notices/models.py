"""The outbox: what we tell people, in their language, sent after commit, once."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.notices.rules import (
    LEASE,
    Channel,
    Failure,
    NoticeState,
    Reach,
    channel_for,
    first_state,
    may_repeat,
    next_try,
)
from heimveg.persons.models import Person, Protection
from heimveg.persons.sight import seen

REPEATABLE = sorted(str(channel) for channel in Channel if may_repeat(channel))
TROUBLE = [str(NoticeState.FAILED), str(NoticeState.UNSURE)]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """To people the actor sees, and to colleagues."""
        return self.filter(models.Q(person=None) | models.Q(seen(actor, permission)))

    def to_send(self, *, at: datetime) -> Self:
        """What waits, what is due to be tried again, and what a worker died with where sending
        again is sending once."""
        waits = models.Q(state=NoticeState.WAITING)
        again = models.Q(state=NoticeState.FAILED, try_at__lte=at)
        return self.filter(waits | again | self._cut_off(at) & models.Q(channel__in=REPEATABLE))

    def left_unsure(self, *, at: datetime) -> Self:
        """A worker died with these, and nobody knows whether they got through."""
        return self.filter(self._cut_off(at)).exclude(channel__in=REPEATABLE)

    @staticmethod
    def _cut_off(at: datetime) -> models.Q:
        return models.Q(state=NoticeState.SENDING, taken_at__lte=at - LEASE)

    def in_trouble(self) -> Self:
        return self.filter(state__in=TROUBLE)

    def unread_by(self, user_id: int) -> Self:
        """What stands on the user's front page until it is read, the oldest first."""
        mine = self.filter(user_id=user_id, channel=Channel.PAGE, read_at=None)
        return mine.order_by("queued_at", "pk")

    def held(self) -> Self:
        """What a cleared colleague is to hand over."""
        return self.filter(state=NoticeState.HELD)


class Notice(AboutPerson):
    """One message to one receiver. The subject line never says what it is about."""

    classified = Classified(
        FieldClass.D3, why="to show what was told, when, and that it came", delete_after_years=10
    )
    CHANNELS: ClassVar = {
        Channel.LETTER: _("letter"),
        Channel.SMS: _("text message"),
        Channel.EMAIL: _("e-mail"),
        Channel.PAGE: _("on the front page"),
    }
    STATES: ClassVar = {
        NoticeState.WAITING: _("waiting to be sent"),
        NoticeState.SENDING: _("being sent"),
        NoticeState.SENT: _("sent"),
        NoticeState.HELD: _("held back: protected address"),
        NoticeState.FAILED: _("could not be sent"),
        NoticeState.UNSURE: _("may have got through"),
    }
    FAILURES: ClassVar = {
        Failure.AWAY: _("no answer from the other end"),
        Failure.REFUSED: _("the other end does not take it: look at the address"),
        Failure.WRONG: _("the other end answers something strange: look at the set-up"),
        Failure.UNCLEAR: _("the line broke before the answer"),
        Failure.NO_ADDRESS: _("no address or number to send to"),
    }

    key = models.CharField(max_length=100, unique=True)  # one effect per key
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="notices")
    channel = models.CharField(max_length=10, choices=CHANNELS)
    language = models.CharField(max_length=2)
    body = models.TextField(blank=True, default="")
    document = models.BinaryField(null=True)
    document_name = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, choices=STATES, default=NoticeState.WAITING)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=100, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    try_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=12, choices=FAILURES, blank=True, default="")
    # Of a message on the front page: where it leads (a path of our own), and when it was read.
    leads_to = models.CharField(max_length=100, blank=True, default="")
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_has_one_receiver",
                condition=models.Q(person=None, user__isnull=False)
                | models.Q(person__isnull=False, user=None),
            ),
            models.CheckConstraint(
                name="notice_state_is_known",
                condition=models.Q(state__in=[str(state) for state in NoticeState]),
            ),
            models.CheckConstraint(
                name="sent_notice_has_its_time",
                condition=~models.Q(state=NoticeState.SENT) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_being_sent_has_its_time",
                condition=~models.Q(state="sending") | models.Q(taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_message_on_the_page_is_read_there",
                condition=models.Q(channel="page") | models.Q(read_at=None, leads_to=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="notice_left_to_send",
                condition=models.Q(state__in=["failed", "sending", "waiting"]),
            ),
            models.Index(fields=["state", "queued_at"], name="notice_by_state"),
            models.Index(
                fields=["user", "queued_at", "id"],
                name="notice_unread_by_user",
                condition=models.Q(channel="page", read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def queue(  # noqa: PLR0913  # a message has this many parts
        cls,
        *,
        key: str,
        language: str,
        at: datetime,
        channel: Channel | None = None,
        person: Person | None = None,
        user: User | None = None,
        body: str = "",
        document: bytes | None = None,
        document_name: str = "",
        leads_to: str = "",
    ) -> "Notice":
        """Put a message in the outbox, in the transaction of what it tells about.

        The same key again is the same message: nothing new is queued. Without a channel the rule
        chooses by how the receiver can be reached.
        """
        channel = channel or _channel(person, document)
        is_protected = person is not None and Protection.objects.filter(person=person).exists()
        notice, _made = cls.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "user": user,
                "channel": channel,
                "language": language,
                "body": body,
                "document": document,
                "document_name": document_name,
                "leads_to": leads_to,
                "queued_at": at,
                "state": first_state(channel=channel, is_protected=is_protected),
            },
        )
        return notice

    def mark_read(self, *, at: datetime) -> None:
        """The first time counts."""
        if self.read_at is None:
            self.read_at = at
            self.save(update_fields=["read_at"])

    def take(self, *, at: datetime) -> None:
        """A worker puts its hand on it; committed before anything leaves the house."""
        self.state, self.taken_at, self.tries = NoticeState.SENDING, at, self.tries + 1
        self.save(update_fields=["state", "taken_at", "tries"])

    def hold(self) -> None:
        """The receiver has become protected since it was queued."""
        self.state = NoticeState.HELD
        self.save(update_fields=["state"])

    def mark_sent(self, *, at: datetime, receipt: str) -> None:
        self.state, self.sent_at, self.receipt = NoticeState.SENT, at, receipt
        self.failure, self.try_at = "", None
        self.save(update_fields=["state", "sent_at", "receipt", "failure", "try_at"])

    def mark_failed(self, failure: Failure, *, at: datetime) -> None:
        """Kept, with why, and when it is tried again by itself."""
        is_unclear = failure is Failure.UNCLEAR and not may_repeat(Channel(self.channel))
        self.state = NoticeState.UNSURE if is_unclear else NoticeState.FAILED
        self.failure = failure
        self.try_at = next_try(self.tries, failure, at=at)
        self.save(update_fields=["state", "failure", "try_at"])

    def wait_again(self) -> None:
        """Somebody has mended what was wrong. Raises Refused when there is nothing to try."""
        if self.state not in TROUBLE:
            raise Refused(_("This message is not in trouble any more."))
        self.state, self.tries, self.try_at = NoticeState.WAITING, 0, None
        self.failure = ""
        self.save(update_fields=["state", "tries", "try_at", "failure"])


def _channel(person: Person | None, document: bytes | None) -> Channel:
    if person is None:
        return Channel.EMAIL
    return channel_for(
        Reach(
            has_email=bool(person.email),
            has_phone=bool(person.phone),
            is_formal=document is not None,
        )
    )
