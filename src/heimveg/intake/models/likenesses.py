"""Somebody met outside may be whom another unit follows: the question, and what came of it.

It stands on the record of the unit that is asked. Who asked sees no row of it (ADR 10).
"""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.intake.models.errands import Errand
from heimveg.intake.rules import LIKENESS_MOVES, LikenessState
from heimveg.persons.models import NotTwice, Person, Responsibility
from heimveg.persons.sight import SeenQuerySet

D = FieldClass
ENDED = sorted(str(state) for state, nexts in LIKENESS_MOVES.items() if not nexts)


def about_ours(units: set[int], *, on: date) -> Q:
    """Of somebody one of these units answers for today, or nobody does and the unit is asked."""
    answers = Responsibility.objects.running_on(on).coordinating().filter(unit_id__in=units)
    is_given = Q(settled_by_unit_id__in=units, state=LikenessState.ASKED)
    return Q(Exists(answers.filter(person_id=OuterRef("person_id")))) | is_given


def given_to_settle(units: set[int]) -> Q:
    """Said yes to, and given to one of these units; what was merged needs no more.

    Without a join: who is asked does not see who was met, and the question would be gone.
    """
    merged = Person.objects.filter(merged_into__isnull=False)
    either = Q(pk=OuterRef("person_id")) | Q(pk=OuterRef("met_id"))
    return ~Q(Exists(merged.filter(either))) & Q(
        state=LikenessState.YES, settled_by_unit_id__in=units
    )


class LikenessQuerySet(SeenQuerySet["Likeness"]):
    def to_answer(self, units: set[int], *, on: date) -> Self:
        """Asked about somebody one of these units answers for today."""
        return self.filter(about_ours(units, on=on), state=LikenessState.ASKED)

    def to_settle(self, units: set[int]) -> Self:
        return self.filter(given_to_settle(units))

    def that_are_over(self, *, until: date) -> Self:
        """What waits, and was settled on another page or has grown old."""
        pair = Q(person_id=OuterRef("person_id"), other_id=OuterRef("met_id"))
        pair |= Q(person_id=OuterRef("met_id"), other_id=OuterRef("person_id"))
        apart = Q(Exists(NotTwice.objects.filter(pair)), state=LikenessState.YES)
        merged = Q(person__merged_into__isnull=False) | Q(met__merged_into__isnull=False)
        waits = self.filter(state__in=[LikenessState.ASKED, LikenessState.YES])
        same_number = Q(person__id_index=models.F("met__id_index"))
        return waits.filter((Q(asked_on__lt=until) & ~same_number) | merged | apart)

    def oldest_first(self) -> Self:
        return self.order_by("asked_on", "pk")


class Likeness(AboutPerson, Versioned):
    """A unit is asked whether somebody another unit has met is `person`, whom it follows.

    `met` is the other record: never shown to who is asked, only to the unit that settles it.
    """

    classified = Classified(
        D.D3, why="so that one person is not followed as two", delete_after_years=1
    )
    STATES: ClassVar = {
        LikenessState.ASKED: _("waits for an answer"),
        LikenessState.NO: _("said no"),
        LikenessState.YES: _("said yes"),
        LikenessState.MERGED: _("the records were merged"),
        LikenessState.CONNECTED: _("the units were put in touch"),
        LikenessState.APART: _("two people"),
        LikenessState.LAPSED: _("not needed any more"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="likenesses")
    met = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    errand = models.ForeignKey(  # None: two records have one number, however they came
        Errand, on_delete=models.PROTECT, null=True, related_name="+"
    )
    met_on = models.DateField()
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default=LikenessState.ASKED)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_by_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_on = models.DateField(null=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "likenesses"
        constraints = [
            models.CheckConstraint(
                name="likeness_state_is_known",
                condition=Q(state__in=[str(state) for state in LikenessState]),
            ),
            models.CheckConstraint(
                name="likeness_is_between_two_records", condition=~Q(person=models.F("met"))
            ),
            models.CheckConstraint(
                name="ended_likeness_has_its_day",
                condition=Q(state__in=ENDED, ended_on__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_on=None)),
            ),
            models.UniqueConstraint(
                fields=["person", "met"], name="two_records_are_asked_about_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_on", "id"],
                condition=Q(state__in=["asked", "yes"]),
                name="likeness_that_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @classmethod
    def ask(cls, errand: Errand, known: Person, *, met_where: str, on: date) -> None:
        """Ask about `known`; nothing new when the two have been asked about before."""
        row, made = cls.objects.get_or_create(
            person=known,
            met_id=errand.person_id,
            defaults={"errand": errand, "met_on": errand.came_on, "asked_on": on},
        )
        if made and met_where:
            MetWhere.objects.create(likeness=row, person=known, place=met_where)

    @classmethod
    def ask_by_number(cls, known: Person, met: Person, *, on: date) -> "Likeness":
        """Ask about two records with one number; the day is when the second came."""
        return cls.objects.create(person=known, met=met, met_on=met.registered_on, asked_on=on)

    def give(self, unit: Unit) -> None:
        """Let `unit` answer, for nobody answers for the person any more."""
        self.settled_by_unit = unit
        self.save(update_fields=["settled_by_unit"])

    @property
    def has_same_number(self) -> bool:
        """Then the question does not grow old."""
        return self.person.id_index is not None and self.person.id_index == self.met.id_index

    def move(self, to: LikenessState, *, on: date, **columns: object) -> None:
        """Raises Refused when somebody was quicker."""
        if to not in LIKENESS_MOVES[LikenessState(self.state)]:
            raise Refused(_("This is no longer where you saw it. Open it again."))
        self.state = to
        if to in ENDED:
            columns["ended_on"] = on
        for name, value in columns.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *(name.removesuffix("_id") for name in columns)])


class MetWhere(AboutPerson):
    """Where somebody was met, as it was written: may tell of health, so it stands apart."""

    classified = Classified(D.D4, why="to know whether it may be the same", delete_after_years=1)

    likeness = models.OneToOneField(Likeness, on_delete=models.CASCADE, related_name="where")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)

    objects = SeenQuerySet["MetWhere"].as_manager()

    class Meta:
        verbose_name_plural = "met where"

    def __str__(self) -> str:
        return f"#{self.likeness_id}"
