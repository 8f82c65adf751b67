"""Letting a home below the standard in one thing: a leader is asked by name, and answers."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor
from heimveg.accounts.models import User
from heimveg.base.errors import Stale
from heimveg.upkeep.models.turnovers import SHORTEST_REASON, Turnover
from heimveg.upkeep.rules import WaiverAnswer

D1 = FieldClass.D1


class WaiverAskQuerySet(models.QuerySet["WaiverAsk"]):
    def waiting(self) -> Self:
        return self.filter(answer=WaiverAnswer.WAITING)

    def put_to(self, actor: Actor) -> Self:
        """Those this leader is asked, by name: no other signs for them."""
        return self.filter(leader=actor.user_id)


class WaiverAsk(models.Model):
    """A leader is asked by name whether a home may be let without one criterion."""

    classified = Classified(D1, why="who let it pass, and why")
    ANSWERS: ClassVar = {
        WaiverAnswer.WAITING: _("waits"),
        WaiverAnswer.SIGNED: _("signed"),
        WaiverAnswer.DECLINED: _("not signed"),
        WaiverAnswer.WITHDRAWN: _("withdrawn"),
    }

    turnover = models.ForeignKey(Turnover, on_delete=models.PROTECT, related_name="waiver_asks")
    code = models.SlugField(max_length=40)
    reason = models.CharField(_("reason"), max_length=500)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(
        max_length=10, choices=ANSWERS, default=WaiverAnswer.WAITING, blank=True
    )
    because = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    objects = WaiverAskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turnover", "code"],
                condition=Q(answer=""),
                name="one_waiver_asked_for_at_a_time",
            ),
            models.CheckConstraint(
                name="a_waiver_is_asked_of_another", condition=~Q(leader=F("asked_by"))
            ),
            models.CheckConstraint(
                name="a_waiver_that_is_asked_for_has_a_reason",
                condition=Q(reason__regex=f"^.{{{SHORTEST_REASON},}}$"),
            ),
            models.CheckConstraint(
                name="waiver_answer_is_known",
                condition=Q(answer__in=[str(a) for a in WaiverAnswer]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["leader", "asked_at"],
                condition=Q(answer=""),
                name="waiver_asked_of_leader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turnover_id} {self.code}"

    @classmethod
    def put(  # one row
        cls, turnover: Turnover, code: str, reason: str, *, leader: User, by: int, at: datetime
    ) -> Self:
        """Ask; who was asked before and has not answered is asked no more."""
        before = cls.objects.filter(turnover=turnover, code=code).waiting()
        before.update(answer=WaiverAnswer.WITHDRAWN, answered_at=at)
        return cls.objects.create(
            turnover=turnover, code=code, reason=reason, leader=leader, asked_by_id=by, asked_at=at
        )

    def answered(self, answer: WaiverAnswer, *, because: str, at: datetime) -> None:
        """Raises Stale where it has been answered, or is asked no more."""
        if self.answer != WaiverAnswer.WAITING:
            raise Stale(_("This is answered already, or asked no more. Open the page again."))
        self.answer, self.because, self.answered_at = answer, because, at
        self.save(update_fields=["answer", "because", "answered_at"])


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def counting(self) -> Self:
        """Those that two people stand behind; the database asks the same (upkeep_unmet)."""
        return self.filter(asked_by__isnull=False)


class Waiver(models.Model):
    """A leader answers for letting a home below the standard in one thing. Never taken back.

    `asked_by` None: signed by one alone, before two were asked for; it counts no more.
    """

    classified = Classified(D1, why="who let it pass, and why")

    turnover = models.ForeignKey(Turnover, on_delete=models.PROTECT, related_name="waivers")
    code = models.SlugField(max_length=40)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turnover", "code"],
                condition=Q(asked_by__isnull=False),
                name="one_waiver_per_criterion",
            ),
            models.CheckConstraint(
                name="a_waiver_has_a_reason",
                condition=Q(reason__regex=f"^.{{{SHORTEST_REASON},}}$"),
            ),
            models.CheckConstraint(
                name="a_waiver_has_two_people",
                condition=Q(asked_by=None) | ~Q(asked_by=F("signed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turnover_id} {self.code}"

    @classmethod
    def sign(cls, asked: WaiverAsk, *, by: int, at: datetime) -> Self:
        return cls.objects.create(
            turnover=asked.turnover,
            code=asked.code,
            reason=asked.reason,
            asked_by_id=asked.asked_by_id,
            signed_by_id=by,
            signed_at=at,
        )
