"""Files on their way in: what was uploaded, what was found in it, and what became of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Stale
from heimveg.exchange.rules import KEEP_DAYS, NEW, Kind, State, may_move, plain_file_name


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Files the actor uploaded, for units the actor may still use `permission` for."""
        return self.filter(uploaded_by_id=actor.user_id, unit_id__in=actor.units(permission))

    def newest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")

    def without_bulk(self) -> Self:
        """For lists: neither the bytes nor the findings are fetched."""
        return self.defer("content", "report", "choices")

    def forget_old(self, *, at: datetime) -> int:
        """Throw away the bytes and the findings of files nobody took in for 30 days."""
        old = self.filter(uploaded_at__lt=at - timedelta(days=KEEP_DAYS))
        return old.exclude(state=State.COMMITTED).delete()[0]


class ImportFile(models.Model):
    """One uploaded spreadsheet, read and checked, not yet or already taken in.

    Kept until it is taken in or thirty days old; only who uploaded it sees it.
    """

    classified = Classified(
        FieldClass.D3, why="to show every error before anything is saved", delete_after_years=1
    )
    STATES: ClassVar = {
        State.UPLOADED: _("being read"),
        State.CHECKED: _("ready to look at"),
        State.REFUSED: _("could not be read"),
        State.COMMITTING: _("being taken in"),
        State.COMMITTED: _("taken in"),
    }
    KINDS: ClassVar = {Kind.DWELLINGS: _("dwellings"), Kind.NEEDS: _("waiting list")}

    kind = models.CharField(max_length=10, choices=KINDS)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=STATES, default=State.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)  # what was found: findings.py
    choices = models.JSONField(default=dict)  # row → id of a known person, or "new"
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known", condition=Q(state__in=[str(s) for s in State])
            ),
            models.CheckConstraint(
                name="import_kind_is_known", condition=Q(kind__in=[str(k) for k in Kind])
            ),
            models.CheckConstraint(
                name="taken_in_file_keeps_no_content",
                condition=~Q(state=State.COMMITTED) | Q(content=b""),
            ),
        ]
        indexes = [
            models.Index(fields=["uploaded_by", "-uploaded_at"], name="import_by_uploader"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"

    @classmethod
    def receive(
        cls, kind: Kind, *, unit_id: int, by: int, file_name: str, content: bytes, at: datetime
    ) -> Self:
        return cls.objects.create(
            kind=kind,
            unit_id=unit_id,
            uploaded_by_id=by,
            file_name=plain_file_name(file_name),
            content=content,
            uploaded_at=at,
        )

    @property
    def percent(self) -> int:
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0

    @property
    def mark(self) -> str:
        """What the preview was made from; changes when the register or a choice did."""
        return str(self.report.get("mark", ""))

    def move(self, to: State, **fields: Any) -> None:  # noqa: ANN401  # any field of the row
        """Compare-and-set. Raises Stale when somebody moved it meanwhile, or it may not move."""
        here = type(self).objects.filter(pk=self.pk, state=self.state)
        if not may_move(self.state, to) or not here.update(state=to, **fields):
            raise Stale(_("This file is no longer where you saw it. Open it again."))
        self.state = to
        for name, value in fields.items():
            setattr(self, name, value)

    def choose(self, choices: Mapping[int, str]) -> None:
        """Keep who is who, of what was asked. The file has to be checked again after it."""
        asked = self.report.get("to_decide", {})
        kept = {
            str(row): choice
            for row, choice in choices.items()
            if str(row) in asked and choice in {NEW, *(str(pk) for pk in asked[str(row)])}
        }
        self.choices = {**self.choices, **kept}
        self.save(update_fields=["choices"])

    def discard(self) -> None:
        """Throw the content away before its time. Raises Stale for a file on its way in."""
        self.move(State.REFUSED, content=b"", report={"reason": "discarded"}, choices={})
