"""What one person asks for and another approves: delicate positions, and a new second factor."""

from dataclasses import asdict
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.roles import Role
from heimveg.accounts.models.positions import Grant
from heimveg.accounts.models.staff import Unit, User, kindly
from heimveg.accounts.rules import RequestKind, RequestState
from heimveg.base.errors import Refused

WAITING = Q(state=RequestState.WAITING)


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def waiting(self) -> Self:
        return self.filter(WAITING)

    def for_somebody_else_than(self, user_id: int) -> Self:
        """Those that the user may decide: not asked by them, nor about them."""
        return self.exclude(asked_by=user_id).exclude(user=user_id)


class AccessRequest(models.Model):
    """Waits until somebody other than the asker, and than whom it is about, has decided."""

    classified = Classified(
        FieldClass.D0, why="two people stand behind what is delicate", delete_after_years=10
    )
    KINDS: ClassVar = {
        RequestKind.POSITION: _("position"),
        RequestKind.SECOND_FACTOR: _("new second factor"),
    }
    STATES: ClassVar = {
        RequestState.WAITING: _("waiting"),
        RequestState.APPROVED: _("approved"),
        RequestState.REFUSED: _("refused"),
        RequestState.WITHDRAWN: _("withdrawn"),
    }

    kind = models.CharField(max_length=15, choices=KINDS)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True, default="")
    handles_protected = models.BooleanField(default=False)
    handles_own_employees = models.BooleanField(default=False)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default=RequestState.WAITING)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_request_kind_is_known",
                condition=Q(kind__in=[str(kind) for kind in RequestKind]),
            ),
            models.CheckConstraint(
                name="access_request_state_is_known",
                condition=Q(state__in=[str(state) for state in RequestState]),
            ),
            models.CheckConstraint(
                name="asked_for_position_is_whole",
                condition=~Q(kind=RequestKind.POSITION)
                | Q(
                    unit__isnull=False,
                    started_on__isnull=False,
                    role__in=[str(role) for role in Role],
                ),
            ),
            models.CheckConstraint(
                name="nobody_asks_for_access_of_their_own", condition=~Q(asked_by=F("user"))
            ),
            models.CheckConstraint(
                name="access_request_is_decided_by_somebody",
                condition=(WAITING & Q(decided_by=None, decided_at=None))
                | (~WAITING & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="two_people_approve_access",
                condition=~Q(state=RequestState.APPROVED)
                | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))),
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=WAITING & Q(kind=RequestKind.POSITION),
                name="one_waiting_request_per_position",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=WAITING & Q(kind=RequestKind.SECOND_FACTOR),
                name="one_waiting_request_per_second_factor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.user_id}"

    @classmethod
    def ask_for_position(
        cls, grant: Grant, *, user: User, by: int, at: datetime
    ) -> "AccessRequest":
        """Raises Refused when the same waits already, or is held."""
        same = user.memberships.filter(unit_id=grant.unit_id, role=grant.role)
        held = same.running_on(grant.started_on).first()
        if held is not None and held.is_cleared_like(grant):
            raise Refused(_("The user holds this position already. End it first."))
        return cls.ask(
            RequestKind.POSITION, user=user, asked_by_id=by, asked_at=at, **asdict(grant)
        )

    @classmethod
    def ask(cls, kind: RequestKind, **facts: object) -> "AccessRequest":
        """Raises Refused when the same waits already."""
        refusal = Refused(_("This waits for a second person already."))
        with kindly("one_waiting_request", refusal):
            return cls.objects.create(kind=kind, **facts)

    def grant(self, *, from_day: date) -> Grant:
        """What was asked for, from the day it was approved if that is later."""
        if self.unit_id is None or self.started_on is None:
            raise ValueError(f"request {self.pk} asks for no position")
        return Grant(
            unit_id=self.unit_id,
            role=Role(self.role),
            started_on=max(self.started_on, from_day),
            ended_on=self.ended_on,
            handles_protected=self.handles_protected,
            handles_own_employees=self.handles_own_employees,
        )

    def decide(self, state: RequestState, *, by: int, at: datetime) -> None:
        """Raises Refused when somebody was quicker. The caller holds the row."""
        if self.state != RequestState.WAITING:
            raise Refused(_("Somebody else has answered this already."))
        self.state, self.decided_by_id, self.decided_at = state, by, at
        self.save(update_fields=["state", "decided_by", "decided_at"])
