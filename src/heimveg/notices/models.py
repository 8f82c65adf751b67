"""The outbox: what we tell people, in their language, sent after commit, once."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.notices.rules import Channel, NoticeState, first_state
from heimveg.persons.models import Person, Protection


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_send(self) -> Self:
        """What waits, and what could not be sent before: it is tried again."""
        return self.filter(state__in=[NoticeState.WAITING, NoticeState.FAILED])

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
        NoticeState.SENT: _("sent"),
        NoticeState.HELD: _("held back: protected address"),
        NoticeState.FAILED: _("could not be sent"),
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
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def queue(  # noqa: PLR0913  # a message has this many parts
        cls,
        *,
        key: str,
        channel: Channel,
        language: str,
        at: datetime,
        person: Person | None = None,
        user: User | None = None,
        body: str = "",
        document: bytes | None = None,
        document_name: str = "",
    ) -> "Notice":
        """Put a message in the outbox, in the transaction of what it tells about.

        The same key again is the same message: nothing new is queued.
        """
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
                "queued_at": at,
                "state": first_state(channel=channel, is_protected=is_protected),
            },
        )
        return notice

    def mark_sent(self, *, at: datetime, receipt: str) -> None:
        self.state, self.sent_at, self.receipt = NoticeState.SENT, at, receipt
        self.save(update_fields=["state", "sent_at", "receipt"])

    def mark_failed(self) -> None:
        self.state = NoticeState.FAILED
        self.save(update_fields=["state"])
