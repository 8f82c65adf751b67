"""Administrative decisions (vedtak): grounds, outcome, evidence, four eyes, letter, deadline."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.base.models import PeriodQuerySet, Versioned
from heimveg.decisions.rules import DecisionKind, DecisionState, may_move
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet


def digest_of(evidence: Mapping[str, object]) -> str:
    """SHA-256 over the evidence as canonical JSON."""
    return hashlib.sha256(
        json.dumps(evidence, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


class LegalText(models.Model):
    """A dated row of law: a ground, a deadline or a text that letters quote, with its source."""

    classified = Classified(FieldClass.D0, why="law is dated data, not program text")

    code = models.CharField(max_length=60)
    kind = models.CharField(
        max_length=10, choices=[("ground", "ground"), ("deadline", "deadline"), ("right", "right")]
    )
    law = models.CharField(max_length=200)
    value = models.IntegerField(null=True)  # a deadline's weeks
    text_nn = models.TextField()
    text_nb = models.TextField()
    text_en = models.TextField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    source = models.CharField(max_length=300)

    objects = PeriodQuerySet["LegalText"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "started_on"], name="one_legal_text_per_code_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.started_on}"


class Decision(AboutPerson, Versioned):
    """What the municipality has decided for a person. Once signed it never changes: a trigger
    refuses, and a new decision follows it."""

    classified = Classified(
        FieldClass.D3, why="the person's rights, appeal and audit", delete_after_years=None
    )
    KINDS: ClassVar = {
        DecisionKind.MUNICIPAL_DWELLING: _("municipal dwelling"),
        DecisionKind.INDIVIDUAL_HELP: _("individual help"),
        DecisionKind.TEMPORARY_ACCOMMODATION: _("temporary accommodation"),
        DecisionKind.REFUSAL: _("refusal"),
        DecisionKind.TERMINATION: _("termination"),
    }
    STATES: ClassVar = {
        DecisionState.DRAFT: _("draft"),
        DecisionState.SIGNED: _("waits for approval"),
        DecisionState.APPROVED: _("approved, not told"),
        DecisionState.TOLD: _("told"),
        DecisionState.REPLACED: _("replaced by a later one"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES, default=DecisionState.DRAFT)
    language = models.CharField(max_length=2)
    facts = models.TextField(_("facts"))
    considerations = models.TextField(_("what was weighed"))
    outcome = models.TextField(_("outcome"))
    assumed_support = models.TextField(
        _("support that is assumed, never a condition"), blank=True, default=""
    )
    grounds = models.ManyToManyField(LegalText, related_name="+")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    evidence = models.JSONField(default=dict)  # the inputs and the rule-by-rule result, frozen
    evidence_digest = models.CharField(max_length=64, blank=True, default="")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    appeal_by = models.DateField(null=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    drafted_on = models.DateField()

    objects = SeenQuerySet["Decision"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_state_is_known",
                condition=Q(state__in=[str(s) for s in DecisionState]),
            ),
            models.CheckConstraint(
                name="decision_kind_is_known", condition=Q(kind__in=[str(k) for k in DecisionKind])
            ),
            models.UniqueConstraint(name="replaced_by_one_decision", fields=["replaces"]),
            models.CheckConstraint(
                name="decision_does_not_replace_itself",
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
            ),
            models.CheckConstraint(
                name="four_eyes_sign_a_decision",
                condition=Q(approved_by=None) | ~Q(approved_by=F("signed_by")),
            ),
            models.CheckConstraint(
                name="approved_decision_is_signed",
                condition=~Q(state__in=["approved", "told", "replaced"])
                | Q(signed_by__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="told_decision_has_its_deadline",
                condition=~Q(state="told") | Q(told_on__isnull=False, appeal_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "drafted_on", "id"], name="decision_by_state_and_day")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"

    @classmethod
    def draft(  # noqa: PLR0913  # a decision has this many parts
        cls,
        *,
        person: Person,
        unit: Unit,
        kind: DecisionKind,
        language: str,
        facts: str,
        considerations: str,
        outcome: str,
        grounds: Iterable[LegalText],
        on: date,
        assumed_support: str = "",
        evidence: Mapping[str, object] | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> "Decision":
        """Write a draft with its evidence frozen: the digest shows if it was touched."""
        frozen = dict(evidence or {})
        decision = cls.objects.create(
            person=person,
            unit=unit,
            kind=kind,
            language=language,
            facts=facts,
            considerations=considerations,
            outcome=outcome,
            assumed_support=assumed_support,
            valid_from=valid_from,
            valid_to=valid_to,
            evidence=frozen,
            evidence_digest=digest_of(frozen),
            drafted_on=on,
        )
        decision.grounds.set(grounds)
        return decision

    def draft_successor(self, *, grounds: Iterable[LegalText], on: date) -> "Decision":
        """Begin the decision that is to replace this one, with the same words and evidence."""
        following = Decision.draft(
            person=self.person,
            unit=self.unit,
            kind=DecisionKind(self.kind),
            language=self.language,
            facts=self.facts,
            considerations=self.considerations,
            outcome=self.outcome,
            assumed_support=self.assumed_support,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            evidence={**self.evidence, "replaces": self.pk},
            grounds=grounds,
            on=on,
        )
        following.replaces = self
        following.save(update_fields=["replaces"])
        return following

    @property
    def notice_key(self) -> str:
        """The letter's key in the outbox."""
        return f"decision:{self.pk}"

    @property
    def may_be_offered(self) -> bool:
        """Signed by four eyes: an offer that rests on it may go out."""
        return self.state in (DecisionState.APPROVED, DecisionState.TOLD)

    def move(self, to: DecisionState, **stamps: object) -> None:
        """Raises Refused for a move that is not allowed."""
        if not may_move(DecisionState(self.state), to):
            raise Refused(_("This decision is no longer where you saw it. Open it again."))
        self.state = to
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *stamps])


class Letter(AboutPerson):
    """A decision's letter as it was sent: bytes that are never made again."""

    classified = Classified(
        FieldClass.D3, why="to show exactly what was sent", delete_after_years=None
    )

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letter of #{self.decision_id}"
