"""What one person asks for and another approves: delicate positions, and a new second factor."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.roles import DELICATE, Role
from heimveg.accounts.models.staff import Membership, Unit, User
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

    def decide(self, state: RequestState, *, by: int, at: datetime) -> None:
        """Raises Refused when somebody was quicker. The caller holds the row."""
        if self.state != RequestState.WAITING:
            raise Refused(_("Somebody else has answered this already."))
        self.state, self.decided_by_id, self.decided_at = state, by, at
        self.save(update_fields=["state", "decided_by", "decided_at"])


def is_delicate(held: Membership | AccessRequest) -> bool:
    """Nobody gives it alone. The same as the constraint on positions says."""
    return held.handles_protected or held.handles_own_employees or Role(held.role) in DELICATE
