"""Agreements beside the lease, each a document of its own: voluntary, and never a condition."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.tenancies.models.tenancy import Tenancy
from heimveg.tenancies.rules.agreeing import AgreementKind, AgreementState, LegalBasis
from heimveg.values import Money

STATES: dict[AgreementState, object] = {
    AgreementState.DRAFT: _("draft"),
    AgreementState.SIGNED: _("in force"),
    AgreementState.REPLACED: _("replaced by a later one"),
    AgreementState.ENDED: _("ended"),
}


class Agreement(AboutPerson, Versioned):
    """Home and service, safety with a private landlord, or guarantee. The lease stands without."""

    classified = Classified(
        FieldClass.D3, why="what was agreed freely beside the lease", delete_after_years=10
    )
    KINDS: ClassVar = {
        AgreementKind.HOME_AND_SERVICE: _("home and service"),
        AgreementKind.SAFETY: _("safety, with a private landlord"),
        AgreementKind.GUARANTEE: _("guarantee"),
    }
    BASES: ClassVar = {
        LegalBasis.NONE: _("none: not about services"),
        LegalBasis.SERVICES: _("helse- og omsorgstjenesteloven § 3-2 no. 6 b"),
        LegalBasis.RIGHT: _("pasient- og brukerrettighetsloven § 2-1 a"),
        LegalBasis.DUTY: _("helse- og omsorgstjenesteloven § 3-1"),
    }
    STATES: ClassVar = STATES

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=20, choices=KINDS)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=AgreementState.DRAFT)
    legal_basis = models.CharField(max_length=15, choices=BASES, blank=True, default="")
    other_party = models.CharField(max_length=120, blank=True, default="")
    amount_ore = models.PositiveIntegerField(null=True, blank=True)
    ceiling_ore = models.BigIntegerField(null=True)  # of deposit and guarantee, when signed
    text = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenQuerySet["Agreement"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "kind", "number"], name="one_agreement_per_kind_and_number"
            ),
            models.UniqueConstraint(
                fields=["tenancy", "kind"],
                condition=Q(state="signed"),
                name="one_agreement_of_a_kind_in_force",
            ),
            models.CheckConstraint(
                name="agreement_state_is_known",
                condition=Q(state__in=[str(s) for s in AgreementState]),
            ),
            models.CheckConstraint(
                name="home_and_service_states_its_legal_basis",
                condition=~Q(kind="home_and_service") | ~Q(legal_basis=""),
            ),
            models.CheckConstraint(
                name="agreement_in_force_was_signed",
                condition=Q(state="draft") | Q(signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.kind}.{self.number} {self.state}"

    @property
    def shown_state(self) -> str:
        return str(STATES[AgreementState(self.state)])

    @property
    def shown_amount(self) -> str:
        return "" if self.amount_ore is None else str(Money(self.amount_ore))

    def sign(self, *, on: date, ceiling_ore: int | None = None) -> None:
        """In force. `ceiling_ore`: for a guarantee, the most with the deposit; the database adds
        them up and refuses more."""
        if self.state != AgreementState.DRAFT:
            raise Refused(_("This agreement is signed already. Write a new version."))
        same = Agreement.objects.filter(tenancy_id=self.tenancy_id, kind=self.kind)
        same.filter(state=AgreementState.SIGNED).update(state=AgreementState.REPLACED)
        self.state, self.signed_on = AgreementState.SIGNED, on
        self.ceiling_ore = ceiling_ore
        self.save(update_fields=["state", "signed_on", "ceiling_ore"])

    def end(self, *, on: date) -> None:
        if self.state != AgreementState.SIGNED:
            raise Refused(_("Only an agreement in force can be ended."))
        self.state, self.ended_on = AgreementState.ENDED, on
        self.save(update_fields=["state", "ended_on"])


class CrisisStep(AboutPerson):
    """One step of the crisis clause, made with the resident: what shows, what helps, who acts."""

    classified = Classified(
        FieldClass.D4,
        why="what helps when it gets hard, in the person's words",
        delete_after_years=10,
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="crisis_steps")
    sign = models.TextField()  # what shows that it is getting hard
    helps = models.TextField()
    who = models.CharField(max_length=120)
    agreed_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenQuerySet["CrisisStep"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="crisis_step_is_reviewed_after_it_was_agreed",
                condition=Q(review_on__gt=models.F("agreed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.agreed_on}"
