"""Rounds, proposals, and offers carried out link by link along a chain of moves."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.allocation.rules import HOLDING, DeclineReason, OfferState, RoundState, RuleKind
from heimveg.base.models import Versioned
from heimveg.decisions.models import Decision
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from heimveg.persons.sight import seen

D = FieldClass


class Round(Versioned):
    """One run of the committee: a snapshot, the proposal, what was changed, what was settled.

    Snapshot and proposal name needs and dwellings by number, never persons by name.
    """

    classified = Classified(D.D3, why="to show later why each got the home they got", delete_after_years=10)
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

    class Meta:
        constraints = [
            models.CheckConstraint(name="round_state_is_known", condition=Q(state__in=[str(s) for s in RoundState])),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "need", "dwelling"], condition=Q(lifted_at=None), name="one_steering_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id} {self.dwelling_id}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(seen(actor, permission))

    def holding(self) -> Self:
        return self.filter(state__in=[str(s) for s in HOLDING])


class Offer(AboutPerson, Versioned):
    """A dwelling held for a person (nb tilbud, nn tilbod): reserved along a chain, then open
    until its answer date. A dwelling is offered to one household at a time."""

    classified = Classified(D.D3, why="the offer, its answer and its reasons", delete_after_years=10)
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
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    chain = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default=OfferState.RESERVED)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    viewing_at = models.DateTimeField(_("viewing"), null=True, blank=True)
    move_in_on = models.DateField(_("move in"), null=True, blank=True)
    answered_on = models.DateField(null=True)
    decline_reason = models.CharField(max_length=15, choices=DECLINES, blank=True, default="")
    decline_words = models.TextField(blank=True, default="")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_state_is_known", condition=Q(state__in=[str(s) for s in OfferState])),
            models.UniqueConstraint(
                fields=["dwelling"], condition=Q(state__in=[str(s) for s in HOLDING]), name="one_household_at_a_time_per_dwelling"
            ),
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=[str(s) for s in HOLDING]), name="one_held_home_per_need"
            ),
            models.CheckConstraint(
                name="open_offer_has_its_answer_date", condition=~Q(state="open") | Q(answer_by__isnull=False)
            ),
            models.CheckConstraint(
                name="declined_offer_has_its_reason", condition=~Q(state="declined") | ~Q(decline_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class Holding(models.Model):
    """That a home is held for somebody, reserved or offered; for whom is not said.

    A view over the offers that row-level security does not narrow. Cannot be written.
    """

    classified = Classified(D.D1, why="a home that is held must not look free")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.DO_NOTHING, related_name="holdings")

    class Meta:
        managed = False
        db_table = "allocation_holding"

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id}"
