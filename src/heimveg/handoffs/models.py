"""One unit asks another to answer for a person, or to help; what came of it; in figures."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.handoffs.rules import (
    MOVED,
    OPEN,
    AskReason,
    DeclineReason,
    HandoffState,
    Sharing,
    Urgency,
    Wanted,
    states_before,
)
from heimveg.persons.models import Consent, Person, Responsibility
from heimveg.persons.models.known import known
from heimveg.persons.sight import SeenQuerySet

OPEN_STATES = sorted(str(state) for state in OPEN)
MOVED_STATES = sorted(str(state) for state in MOVED)


class Answered(Refused):
    """Somebody was quicker: the hand-off is no longer where it was seen."""

    is_overtaken = True


class AskedAlready(Refused):
    """One question of a kind at a time for a person."""

    is_overtaken = True


def _asked_by(units: set[int]) -> Q:
    asked = Q(from_unit_id__in=units, to_unit_id=F("answering_unit_id"))
    return asked | Q(to_unit_id__in=units, from_unit_id=F("answering_unit_id"))


class HandoffQuerySet(SeenQuerySet["Handoff"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def to_answer(self, units: set[int]) -> Self:
        """Waiting for one of these units, the earliest last day first."""
        mine = self.filter(state=HandoffState.ASKED, answering_unit_id__in=units)
        return mine.order_by("answer_by", "pk")

    def waiting_for(self, answering: set[int], deciding: set[int]) -> Self:
        """To be answered by some units, or decided by others; the longest past its day first."""
        asked = Q(state=HandoffState.ASKED, answering_unit_id__in=answering)
        lies = Q(state=HandoffState.ESCALATED, mandate_unit_id__in=deciding)
        return self.filter(asked | lies).order_by("answer_by", "pk")

    def asked_by_units(self, units: set[int]) -> Self:
        """Open, and asked by one of these units."""
        return self.open().filter(_asked_by(units)).order_by("answer_by", "pk")

    def declined_to_units(self, units: set[int], *, since: date) -> Self:
        """Asked by one of these units and answered no since then, and nobody asked after that."""
        later = Handoff.objects.filter(
            person_id=OuterRef("person_id"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
        )
        no = self.filter(_asked_by(units), state=HandoffState.DECLINED, ended_on__gte=since)
        return no.exclude(Exists(later))

    def past_their_day(self, day: date) -> Self:
        return self.filter(state=HandoffState.ASKED, answer_by__lt=day).order_by("answer_by", "pk")

    def to_decide(self, units: set[int]) -> Self:
        lies = self.filter(state=HandoffState.ESCALATED, mandate_unit_id__in=units)
        return lies.order_by("escalated_on", "pk")


class Handoff(AboutPerson):
    """One unit asks another (nb/nn ansvarsoverføring). Who answered before goes on answering
    until it is accepted or decided: an open hand-off changes nothing in the ledger."""

    classified = Classified(
        FieldClass.D3, why="who asked whom, and who said no", delete_after_years=10
    )
    KINDS: ClassVar = {
        Wanted.COORDINATE: _("answer for the person"),
        Wanted.CONTRIBUTE: _("help, beside the unit that answers"),
    }
    STATES: ClassVar = {
        HandoffState.ASKED: _("waits for an answer"),
        HandoffState.ACCEPTED: _("said yes"),
        HandoffState.DECLINED: _("said no"),
        HandoffState.WITHDRAWN: _("taken back"),
        HandoffState.REASSIGNED: _("another unit was asked instead"),
        HandoffState.ESCALATED: _("waits for a decision between the units"),
        HandoffState.DECIDED: _("decided between the units"),
        HandoffState.LAPSED: _("not needed any more"),
    }
    FATES: ClassVar = {  # for whoever comes too late
        HandoffState.ASKED: _("The hand-off has changed since you opened it. Open it again."),
        HandoffState.ACCEPTED: _("The hand-off has been accepted. It cannot be changed now."),
        HandoffState.DECLINED: _("The hand-off has been declined."),
        HandoffState.WITHDRAWN: _("The unit that asked has taken the hand-off back."),
        HandoffState.REASSIGNED: _("Another unit has been asked instead."),
        HandoffState.ESCALATED: _("The hand-off lies with the unit that decides between units."),
        HandoffState.DECIDED: _("The hand-off has been decided. The decision is final."),
        HandoffState.LAPSED: _("The hand-off is over: the case is closed, or it is not needed."),
    }
    URGENCIES: ClassVar = {
        Urgency.AT_ONCE: _("at once"),
        Urgency.SOON: _("soon"),
        Urgency.ORDINARY: _("ordinary"),
    }
    REASONS: ClassVar = {
        AskReason.NEEDS_CHANGED: _("what the person needs has changed"),
        AskReason.MOVED: _("the person has moved"),
        AskReason.AGE: _("the person's age"),
        AskReason.LEGAL: _("another unit's task by law"),
        AskReason.KNOWN_THERE: _("the other unit knows the person best"),
        AskReason.WISH: _("the person wishes it"),
        AskReason.REORGANISED: _("the units' tasks have changed"),
        AskReason.OTHER: _("other"),
    }
    DECLINES: ClassVar = {
        DeclineReason.NOT_OUR_TASK: _("not the unit's task"),
        DeclineReason.OTHER_UNIT: _("another unit is right"),
        DeclineReason.NO_CAPACITY: _("no capacity now"),
        DeclineReason.NOT_YET: _("too early"),
        DeclineReason.MORE_KNOWLEDGE: _("too little is known"),
        DeclineReason.PERSON_DECLINES: _("the person does not want it"),
        DeclineReason.OTHER: _("other"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handoffs")
    kind = models.CharField(max_length=10, choices=KINDS)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answering_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    first_asked_on = models.DateField()  # of another unit before, if it was reassigned
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=15, choices=REASONS)
    words = models.TextField()
    urgency = models.CharField(max_length=10, choices=URGENCIES)
    answer_by = models.DateField()
    stays_on = models.BooleanField(default=False)  # who hands over goes on helping
    shared_on = models.CharField(max_length=10, blank=True, default="")
    statute = models.CharField(max_length=200, blank=True, default="")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey(  # whom the asking unit offers, when it asks to take the person
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=STATES, default=HandoffState.ASKED)
    ended_on = models.DateField(null=True)  # the day it was answered or otherwise ended
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    declined_because = models.CharField(max_length=15, choices=DECLINES, blank=True, default="")
    answer_words = models.TextField(blank=True, default="")
    suggests = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    mandate_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    escalated_on = models.DateField(null=True)
    decided_for = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    decision_words = models.TextField(blank=True, default="")
    ledger = models.ForeignKey(
        Responsibility, on_delete=models.PROTECT, null=True, related_name="handoffs"
    )

    objects = HandoffQuerySet.as_manager()

    class Meta:
        constraints = [
            known("handoff_kind_is_known", "kind", Wanted),
            known("handoff_state_is_known", "state", HandoffState),
            known("handoff_urgency_is_known", "urgency", Urgency),
            known("handoff_reason_is_known", "reason", AskReason),
            known("handoff_sharing_is_known", "shared_on", Sharing),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_handoff_of_a_kind_per_person",
            ),
            models.CheckConstraint(
                name="handoff_is_between_two_units", condition=~Q(from_unit=F("to_unit"))
            ),
            models.CheckConstraint(
                name="one_of_the_two_units_answers",
                condition=Q(answering_unit=F("from_unit")) | Q(answering_unit=F("to_unit")),
            ),
            models.CheckConstraint(
                name="accepted_handoff_has_its_row_in_the_ledger",
                condition=Q(state__in=MOVED_STATES, ledger__isnull=False)
                | (~Q(state__in=MOVED_STATES) & Q(ledger=None)),
            ),
            models.CheckConstraint(
                name="ended_handoff_has_its_day",
                condition=Q(state__in=OPEN_STATES, ended_on=None)
                | (~Q(state__in=OPEN_STATES) & Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="declined_handoff_says_why",
                condition=~Q(state=HandoffState.DECLINED)
                | (~Q(declined_because="") & ~Q(answer_words="")),
            ),
            models.CheckConstraint(
                name="decided_handoff_is_decided_in_writing",
                condition=~Q(state=HandoffState.DECIDED)
                | (Q(decided_for__isnull=False) & ~Q(decision_words="")),
            ),
        ]
        indexes = [
            models.Index(fields=["answering_unit", "state"], name="handoff_by_who_answers"),
            models.Index(fields=["person", "asked_on"], name="handoff_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"

    @classmethod
    def ask(cls, person: Person, **fields: object) -> "Handoff":
        """Raises AskedAlready; the database decides, so two at once cannot both ask."""
        try:
            with transaction.atomic():
                return cls.objects.create(person=person, **fields)
        except IntegrityError as error:
            diag = getattr(error.__cause__, "diag", None)
            name = getattr(diag, "constraint_name", None)
            if name != "one_open_handoff_of_a_kind_per_person":
                raise
            raise AskedAlready(
                _("A unit has been asked already. Take that question back, or ask another unit.")
            ) from error

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def asking_unit_id(self) -> int:
        return self.from_unit_id if self.answering_unit_id == self.to_unit_id else self.to_unit_id

    @property
    def asking_unit(self) -> Unit:
        return self.from_unit if self.answering_unit_id == self.to_unit_id else self.to_unit

    @property
    def is_asked_by_taker(self) -> bool:
        """«I ask to take this»: the unit that answers for the person is to say yes."""
        return self.answering_unit_id == self.from_unit_id

    def move(self, to: HandoffState, **columns: Any) -> None:  # noqa: ANN401  # columns
        """Change the state, compare-and-set. Raises Answered when somebody was quicker."""
        came_from = Handoff.objects.filter(pk=self.pk, state__in=states_before(to))
        if not came_from.update(state=to, **columns):
            raise Answered(self.FATES[HandoffState(self.state)])
        for name, value in columns.items():
            setattr(self, name, value)
        self.state = to


class HandoffNote(AboutPerson):
    """What the receiver must know of the person's health: apart, for who reads such things."""

    classified = Classified(
        FieldClass.D4, why="so that help does not start anew", delete_after_years=10
    )

    handoff = models.OneToOneField(Handoff, on_delete=models.PROTECT, related_name="note")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = SeenQuerySet["HandoffNote"].as_manager()

    def __str__(self) -> str:
        return f"#{self.handoff_id}"

    @classmethod
    def write(cls, handoff: Handoff, text: str, *, by: int, at: datetime) -> "HandoffNote":
        return cls.objects.create(
            handoff=handoff,
            person_id=handoff.person_id,
            text=text,
            written_by_id=by,
            written_at=at,
        )


class Movement(models.Model):
    """A hand-off without its person, for figures: a view that row-level security does not
    narrow. People are told apart by a number that leads nowhere; those with a protected address
    and colleagues are left out. Cannot be written."""

    classified = Classified(FieldClass.D0, why="figures of hand-offs without names")

    who = models.BigIntegerField()
    from_unit_id = models.BigIntegerField()
    to_unit_id = models.BigIntegerField()
    state = models.CharField(max_length=10)
    declined_because = models.CharField(max_length=15)
    asked_on = models.DateField()
    ended_on = models.DateField(null=True)
    answer_by = models.DateField()
    was_escalated = models.BooleanField()

    class Meta:
        managed = False
        db_table = "handoffs_movement"

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"
