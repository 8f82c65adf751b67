"""What has come in about a person, and behind walls of their own what was said and from which
institution."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.intake.rules import (
    OPEN,
    REPLIED_TO,
    DecidedBy,
    ErrandKind,
    ErrandState,
    HowTold,
    Outcome,
    may_move,
)
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.stays.models import InstitutionStay
from heimveg.stays.rules import InstitutionKind

D = FieldClass
REPLIED = sorted(str(kind) for kind in REPLIED_TO)
OPEN_STATES = sorted(str(state) for state in OPEN)
KINDS: dict[str, Any] = {
    ErrandKind.APPLICATION: _("application"),
    ErrandKind.REFERRAL: _("referral"),
    ErrandKind.CONCERN: _("concern"),
    ErrandKind.OUTREACH: _("outreach contact"),
    ErrandKind.ADMISSION: _("admission notice"),
    ErrandKind.DISCHARGE: _("discharge notice"),
}

KINDS_IN_WORDS: dict[str, Any] = {
    ErrandKind.APPLICATION: _("Somebody asks for help with a home, in writing or by word."),
    ErrandKind.REFERRAL: _("Another service sends somebody here."),
    ErrandKind.CONCERN: _("Somebody worries about a person, or about how they live."),
    ErrandKind.OUTREACH: _("You have met somebody outside. A nickname is enough."),
    ErrandKind.ADMISSION: _("A hospital, treatment or prison has taken somebody in."),
    ErrandKind.DISCHARGE: _("An institution says when somebody leaves."),
}


class Receipt(models.Model):
    """That something came in and whom to ask about it, without a word about whom: so that whoever
    took it, and whoever asks with its number, can be told. About nobody.

    `sent_to` is the unit that sees to it where the taker may see the person; else the one that
    would see to it if nobody knew the person, so that it tells nothing of who follows whom.
    """

    classified = Classified(
        D.D0, why="whoever rang in is told where it went", delete_after_years=2
    )
    KINDS: ClassVar = KINDS

    kind = models.CharField(max_length=15, choices=KINDS)
    sent_to = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    answer_by = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="receipt_kind_is_known", condition=Q(kind__in=[str(k) for k in ErrandKind])
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class ErrandQuerySet(SeenQuerySet["Errand"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def late(self, *, on: date) -> Self:
        """As Errand.is_late."""
        told = Q(kind__in=REPLIED, told_on__isnull=False)
        in_hand = ~Q(kind__in=REPLIED) & Q(state=ErrandState.IN_HAND)
        return self.open().filter(answer_by__lt=on).exclude(told | in_hand)

    def due_first(self) -> Self:
        return self.order_by("answer_by", "pk")


class Errand(AboutPerson, Versioned):
    """Something that has come in about a person (nb henvendelse, nn førespurnad)."""

    classified = Classified(D.D3, why="whoever asks gets an answer in time", delete_after_years=10)
    KINDS: ClassVar = KINDS
    STATES: ClassVar = {
        ErrandState.NEW: _("new, in nobody’s hand"),
        ErrandState.INCOMPLETE: _("incomplete"),
        ErrandState.IN_HAND: _("in hand"),
        ErrandState.CLOSED: _("closed"),
    }
    OUTCOMES: ClassVar = {
        Outcome.NEED: _("became a housing need"),
        Outcome.HELPED: _("got help in another way"),
        Outcome.ADVICE: _("got advice"),
        Outcome.NOT_WANTED: _("wishes no help now"),
        Outcome.NOT_REACHED: _("could not be reached"),
        Outcome.ELSEWHERE: _("belongs with another municipality"),
    }
    HOW_TOLD: ClassVar = {
        HowTold.LETTER: _("by letter"),
        HowTold.IN_PERSON: _("in person or by telephone"),
    }

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="errand")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="errands")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="errands")
    kind = models.CharField(_("what has come in"), max_length=15, choices=KINDS)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=ErrandState.NEW)
    came_on = models.DateField(_("came in"))
    came_from = models.CharField(_("who it is from"), max_length=100, blank=True, default="")
    answer_by = models.DateField(_("answer by"))
    limit_source = models.CharField(max_length=100, blank=True, default="")
    routed_by = models.CharField(max_length=15, choices=[(str(b), str(b)) for b in DecidedBy])
    routing_rule = models.ForeignKey(
        "intake.RoutingRule", on_delete=models.PROTECT, null=True, related_name="+"
    )
    household_size = models.PositiveSmallIntegerField(_("people in the household"), default=1)
    urgency_reasons = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    in_own_words = models.TextField(_("wishes in the person's own words"), blank=True, default="")
    lacking = models.CharField(_("what is lacking"), max_length=200, blank=True, default="")
    told_on = models.DateField(_("provisional reply given"), null=True, blank=True)
    told_how = models.CharField(max_length=10, choices=HOW_TOLD, blank=True, default="")
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, null=True, blank=True, related_name="errands"
    )
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=OUTCOMES, blank=True, default="")
    # Where the number led to somebody of another name, until it is said who it is about.
    given_as = models.CharField(max_length=200, blank=True, default="", editable=False)
    # Of whoever was met outside: written for each, so that it tells nothing of what was found.
    likenesses_sought_on = models.DateField(null=True, editable=False)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="errand_kind_is_known", condition=Q(kind__in=[str(k) for k in ErrandKind])
            ),
            models.CheckConstraint(
                name="errand_state_is_known",
                condition=Q(state__in=[str(s) for s in ErrandState]),
            ),
            models.CheckConstraint(
                name="errand_outcome_is_known",
                condition=Q(outcome__in=[str(o) for o in Outcome]),
            ),
            models.CheckConstraint(
                name="closed_errand_has_its_day_and_outcome",
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_on=None, outcome=""),
            ),
            models.CheckConstraint(
                name="incomplete_errand_says_what_is_lacking",
                condition=~Q(state="incomplete") | ~Q(lacking=""),
            ),
            models.CheckConstraint(
                name="told_errand_says_how",
                condition=Q(told_on=None, told_how="")
                | (Q(told_on__isnull=False) & ~Q(told_how="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "answer_by", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="open_errand_by_unit",
            ),
            models.Index(fields=["answer_by", "id"], name="errand_by_day_of_answer"),
            models.Index(
                fields=["id"],
                condition=Q(kind=ErrandKind.OUTREACH, likenesses_sought_on=None),
                name="outreach_not_looked_for_yet",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_late(self, *, on: date) -> bool:
        """Past its day, and still unanswered: what goes to the person until they are told, the
        rest until somebody has it in hand."""
        is_answered = (
            self.told_on is not None
            if self.kind in REPLIED_TO
            else self.state == ErrandState.IN_HAND
        )
        return self.is_open and not is_answered and self.answer_by < on

    def move(self, to: ErrandState, *, lacking: str = "") -> None:
        """Change the state. Raises Refused for a move that is not allowed."""
        if not may_move(ErrandState(self.state), to):
            raise Refused(_("This is no longer where you saw it. Open it again."))
        self.state, self.lacking = to, lacking
        self.save(update_fields=["state", "lacking"])

    def tell(self, how: HowTold, *, on: date) -> None:
        if self.told_on is not None:
            raise Refused(_("A provisional reply has been given already."))
        self.told_on, self.told_how = on, how
        self.save(update_fields=["told_on", "told_how"])

    def close(self, outcome: Outcome, *, on: date, need: Need | None = None) -> None:
        if not may_move(ErrandState(self.state), ErrandState.CLOSED):
            raise Refused(_("This is closed already."))
        self.state, self.outcome, self.closed_on = ErrandState.CLOSED, outcome, on
        self.lacking, self.need = "", need or self.need
        self.save(update_fields=["state", "outcome", "closed_on", "lacking", "need"])

    def was_sought(self, *, on: date) -> None:
        """Whether or not anybody was found. Not a change of the errand: no new version."""
        Errand.objects.filter(pk=self.pk).update(likenesses_sought_on=on)
        self.likenesses_sought_on = on

    def lead_to(self, need: Need) -> None:
        """Remember the need it became, and stay open: somebody must still see to it."""
        self.need = need
        self.save(update_fields=["need"])

    def be_about(self, person: Person) -> None:
        """It is about this person, with what was said."""
        Said.objects.filter(errand=self).update(person=person)
        InstitutionNotice.objects.filter(errand=self).update(person=person)
        self.person, self.given_as = person, ""
        self.save(update_fields=["person", "given_as"])

    def pass_on(self, unit: Unit, *, answer_by: date | None = None) -> None:
        """Another unit is to see to it."""
        self.unit = unit
        self.answer_by = answer_by or self.answer_by
        self.state, self.lacking = ErrandState.NEW, ""
        self.save(update_fields=["unit", "answer_by", "state", "lacking"])


class Said(AboutPerson):
    """What was said when it came in, in free words: may hold health, violence, substance use."""

    classified = Classified(D.D4, why="what the help is to begin with", delete_after_years=5)

    errand = models.OneToOneField(Errand, on_delete=models.CASCADE, related_name="said")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    met_where = models.CharField(max_length=200, blank=True, default="")

    objects = SeenQuerySet["Said"].as_manager()

    class Meta:
        verbose_name_plural = "said"

    def __str__(self) -> str:
        return f"#{self.errand_id}"


class InstitutionNotice(AboutPerson):
    """Which institution an admission or a discharge is from. Health and crime."""

    classified = Classified(
        D.D4, why="discharge is planned together from the day of admission", delete_after_years=5
    )
    KINDS: ClassVar = InstitutionStay.KINDS

    errand = models.OneToOneField(Errand, on_delete=models.CASCADE, related_name="institution")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    place = models.CharField(_("name of the institution and ward"), max_length=120, blank=True)
    was_homeless = models.BooleanField(_("without a home at admission"), default=False)
    expected_on = models.DateField(_("expected discharge"), null=True, blank=True)

    objects = SeenQuerySet["InstitutionNotice"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_institution_is_known",
                condition=Q(kind__in=[str(k) for k in InstitutionKind]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.errand_id} {self.kind}"


def receipt_for(
    kind: ErrandKind, *, sent_to_id: int, by: int, at: datetime, answer_by: date
) -> Receipt:
    return Receipt.objects.create(
        kind=kind, sent_to_id=sent_to_id, taken_by_id=by, taken_at=at, answer_by=answer_by
    )
