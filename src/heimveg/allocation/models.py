"""Rounds, proposals, and offers carried out link by link along a chain of moves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.allocation.rules import (
    HOLDING,
    DeclineReason,
    OfferState,
    RoundState,
    RuleKind,
    states_before,
)
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.decisions.models import Decision
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet

D = FieldClass
LARGE = ("snapshot", "proposal", "first_proposal")  # of a round: read only where asked for


class OfferClosed(Refused):
    """The offer was answered, withdrawn, or ran out."""


class RoundClosed(Refused):
    """The round is settled: it is not steered or solved any more."""


class RoundQuerySet(models.QuerySet["Round"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Rounds of the actor's own units. Persons in them are narrowed where they are shown."""
        return self if actor.is_system else self.filter(unit_id__in=actor.units(permission))

    def light(self) -> Self:
        """Without snapshot and proposals, which may hold thousands of needs."""
        return self.defer(*LARGE)


class Round(Versioned):
    """One run of the committee: a snapshot, the proposal, what was changed, what was settled.

    Snapshot and proposal name needs and dwellings by number, never persons by name. The snapshot
    holds the pins and exclusions in force, so that it is the whole input of the proposal: the
    engine draws no lots and needs no seed.
    """

    classified = Classified(
        D.D3, why="to show later why each got the home they got", delete_after_years=10
    )
    STATES: ClassVar = {
        RoundState.DRAFT: _("not solved yet"),
        RoundState.SOLVED: _("proposal ready"),
        RoundState.DECIDED: _("settled"),
        RoundState.CLOSED: _("closed"),
    }

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(_("title"), max_length=100)
    day = models.DateField(_("day"))
    state = models.CharField(max_length=10, choices=STATES, default=RoundState.DRAFT)
    parameters = models.JSONField(default=dict)
    snapshot = models.JSONField(default=dict)  # heimveg-match/1
    proposal = models.JSONField(default=dict)  # heimveg-proposal/1
    first_proposal = models.JSONField(default=dict)  # before anybody steered
    engine_version = models.CharField(max_length=40, blank=True, default="")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_state_is_known", condition=Q(state__in=[str(s) for s in RoundState])
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def can_be_steered(self) -> bool:
        return self.state in {RoundState.DRAFT, RoundState.SOLVED}

    def require_open(self) -> None:
        """Raises RoundClosed."""
        if not self.can_be_steered:
            raise RoundClosed(_("This round is settled. Open a new one to propose again."))

    def keep(
        self, *, snapshot: Mapping[str, Any], proposal: Mapping[str, Any], at: datetime
    ) -> None:
        """Keep what was asked and what was answered. The first answer is never replaced."""
        self.snapshot, self.proposal = dict(snapshot), dict(proposal)
        self.first_proposal = self.first_proposal or self.proposal
        self.engine_version = str(proposal["engine"])
        self.state, self.solved_at = RoundState.SOLVED, at
        self.save(
            update_fields=[
                "snapshot",
                "proposal",
                "first_proposal",
                "engine_version",
                "state",
                "solved_at",
            ]
        )

    def settle(self, *, at: datetime) -> None:
        self.state, self.settled_at = RoundState.DECIDED, at
        self.save(update_fields=["state", "settled_at"])


class SteeringQuerySet(SeenQuerySet["Steering"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)


class Steering(AboutPerson):
    """What the committee changed: this person must, or must not, get this home. With a reason."""

    classified = Classified(D.D3, why="who changed the proposal, and why", delete_after_years=10)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steerings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(str(k), str(k)) for k in RuleKind])
    reason = models.TextField(max_length=1000)
    cost_to_others = models.JSONField(default=dict)  # value lost, who lost or won a home
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = SteeringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "need", "dwelling"],
                condition=Q(lifted_at=None),
                name="one_steering_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id} {self.dwelling_id}"

    def lift(self, *, at: datetime) -> None:
        self.lifted_at = at
        self.save(update_fields=["lifted_at"])


class OfferQuerySet(SeenQuerySet["Offer"]):
    def holding(self) -> Self:
        return self.filter(state__in=[str(s) for s in HOLDING])

    def past_their_day(self, day: date) -> Self:
        return self.holding().filter(answer_by__lt=day)


class Offer(AboutPerson, Versioned):
    """A dwelling held for a person (nb tilbud, nn tilbod): reserved along a chain, then open
    until its answer date. A dwelling is offered to one household at a time."""

    classified = Classified(
        D.D3, why="the offer, its answer and its reasons", delete_after_years=10
    )
    STATES: ClassVar = {
        OfferState.RESERVED: _("reserved"),
        OfferState.OPEN: _("waiting for answer"),
        OfferState.ACCEPTED: _("accepted"),
        OfferState.DECLINED: _("declined"),
        OfferState.WITHDRAWN: _("withdrawn"),
        OfferState.EXPIRED: _("ran out"),
    }
    DECLINES: ClassVar = {
        DeclineReason.AREA: _("the area"),
        DeclineReason.SIZE: _("the size"),
        DeclineReason.RENT: _("the rent"),
        DeclineReason.STANDARD: _("the standard"),
        DeclineReason.ENVIRONMENT: _("the surroundings"),
        DeclineReason.ACCESSIBILITY: _("the access"),
        DeclineReason.PETS: _("the pets"),
        DeclineReason.NOT_NOW: _("not now"),
        DeclineReason.FOUND_OTHER: _("has found another home"),
        DeclineReason.OTHER: _("other"),
    }

    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="offers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offers")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="offers")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="offers")
    leaves = models.ForeignKey(Dwelling, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="offers")
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    chain = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default=OfferState.RESERVED)
    opened_on = models.DateField(null=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)  # reserved: held until
    viewing_at = models.DateTimeField(_("viewing"), null=True, blank=True)
    move_in_on = models.DateField(_("move in"), null=True, blank=True)
    answered_on = models.DateField(null=True)
    decline_reason = models.CharField(max_length=15, choices=DECLINES, blank=True, default="")
    decline_words = models.TextField(blank=True, default="")  # also why it was withdrawn

    lies_under: "Round | None" = None  # set for a page: the round, if the reader may open it
    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_state_is_known", condition=Q(state__in=[str(s) for s in OfferState])
            ),
            models.UniqueConstraint(
                fields=["dwelling"],
                condition=Q(state__in=sorted(str(s) for s in HOLDING)),
                name="one_household_at_a_time_per_dwelling",
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=sorted(str(s) for s in HOLDING)),
                name="one_held_home_per_need",
            ),
            models.CheckConstraint(
                name="open_offer_has_its_answer_date",
                condition=~Q(state="open") | Q(answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="declined_offer_has_its_reason",
                condition=~Q(state="declined") | ~Q(decline_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="offer_by_answer_date")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    def move(self, to: OfferState, **stamps: object) -> None:
        """Compare-and-set: of several at once, exactly one moves it. Raises OfferClosed."""
        taken = Offer._base_manager.filter(
            pk=self.pk, state__in=[str(s) for s in states_before(to)]
        ).update(state=to, version=F("version") + 1, **stamps)
        if not taken:
            raise OfferClosed(_("This offer was answered, withdrawn or ran out. Open it again."))
        self.refresh_from_db(fields=["state", "version", *stamps])


class Hold(models.Model):
    """That a home is held or promised, and which home is left for it; for whom is not said.

    A view over the offers that row-level security does not narrow. Cannot be written.
    """

    classified = Classified(D.D1, why="a home that is held must not look free")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.DO_NOTHING, related_name="holds")
    leaves = models.ForeignKey(Dwelling, on_delete=models.DO_NOTHING, null=True, related_name="+")
    state = models.CharField(max_length=10)
    move_in_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "allocation_hold"

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id} {self.state}"
