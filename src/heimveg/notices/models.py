"""The outbox: what we tell people, in their language, sent after commit, once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.notices.rules import Channel, NoticeState
from heimveg.persons.models import Person


class Notice(AboutPerson):
    """One message to one receiver. The subject line never says what it is about."""

    classified = Classified(FieldClass.D3, why="to show what was told, when, and that it came", delete_after_years=10)
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_has_one_receiver",
                condition=models.Q(person=None, user__isnull=False) | models.Q(person__isnull=False, user=None),
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
