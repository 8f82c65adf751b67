"""Measures that touch a person's rights: on what ground, who decided, until when, and what the
resident says. Health and free text: behind the wall of D4."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.base.models import Dated, Versioned, ends_after_it_starts
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenPeriodQuerySet, SeenQuerySet
from heimveg.support.rules import MeasureKind, ReviewOutcome, ViewKind

D = FieldClass


class RightsMeasureQuerySet(SeenPeriodQuerySet["RightsMeasure"]):
    def most_pressing_first(self) -> Self:
        return self.order_by("review_on", "pk")


class RightsMeasure(AboutPerson, Dated, Versioned):
    """One measure that touches a person's rights (nb/nn rettsinngripande tiltak)."""

    classified = Classified(
        D.D4, why="that no measure lasts without ground and review", delete_after_years=10
    )
    KINDS: ClassVar = {
        MeasureKind.LOCKED_DOOR: _("a door is locked"),
        MeasureKind.ROOM_SEARCH: _("the room is searched"),
        MeasureKind.VISITS: _("visits are limited"),
        MeasureKind.PHONE: _("telephone or net is limited"),
        MeasureKind.ALARM: _("alarm or sensor"),
        MeasureKind.TEST: _("tests"),
        MeasureKind.MONEY: _("money or things are kept for the person"),
        MeasureKind.MOVEMENT: _("freedom of movement is limited"),
        MeasureKind.RESTRAINT: _("holding or other force"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rights_measures")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    kind = models.CharField(_("measure"), max_length=15, choices=KINDS)
    what = models.TextField(_("what is done, and why nothing milder will do"), max_length=2000)
    ground = models.CharField(_("legal basis"), max_length=40)
    out_of_place_because = models.TextField(
        _("why this legal basis, outside an institution"), max_length=2000, blank=True, default=""
    )
    decided_by = models.CharField(_("decided by"), max_length=200)
    review_on = models.DateField(_("to be reviewed on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RightsMeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("rights_measure_ends_after_it_starts"),
            models.CheckConstraint(
                name="rights_measure_is_known", condition=Q(kind__in=[str(k) for k in MeasureKind])
            ),
            models.CheckConstraint(
                name="rights_measure_has_its_ground_and_who_decided",
                condition=~Q(ground="") & ~Q(decided_by=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on", "id"],
                condition=Q(ended_on=None),
                name="rights_measure_by_review",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind}"

    def reviewed(self, outcome: ReviewOutcome, *, on: date, next_on: date | None) -> None:
        """Ended, or to be looked at again. Raises Refused when it is over already."""
        if self.ended_on is not None and self.ended_on <= on:
            raise Refused(_("This measure is over already."))
        if outcome is ReviewOutcome.ENDED:
            self.ended_on = max(on, self.started_on)
        elif next_on is not None:
            self.review_on = next_on
        self.save(update_fields=["ended_on", "review_on"])


class ResidentView(AboutPerson):
    """What the resident says of a measure, in their own words. A row for each time."""

    classified = Classified(
        D.D4, why="that the resident is heard about own measures", delete_after_years=10
    )
    VIEWS: ClassVar = {
        ViewKind.AGREES: _("agrees"),
        ViewKind.PARTLY: _("agrees in part"),
        ViewKind.AGAINST: _("is against"),
        ViewKind.NO_ANSWER: _("was asked and did not answer"),
    }

    measure = models.ForeignKey(RightsMeasure, on_delete=models.PROTECT, related_name="views")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    view = models.CharField(_("the resident's view"), max_length=10, choices=VIEWS)
    words = models.TextField(
        _("in the resident's own words"), max_length=2000, blank=True, default=""
    )
    told_on = models.DateField()
    heard_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenQuerySet["ResidentView"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="resident_view_is_known", condition=Q(view__in=[str(v) for v in ViewKind])
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.measure_id} {self.view}"

    @classmethod
    def hear(
        cls, measure: RightsMeasure, *, view: ViewKind, words: str, on: date, by: int
    ) -> "ResidentView":
        return cls.objects.create(
            measure=measure,
            person_id=measure.person_id,
            view=view,
            words=words,
            told_on=on,
            heard_by_id=by,
        )


class MeasureReview(AboutPerson):
    """That a measure was looked at anew, and what came of it."""

    classified = Classified(
        D.D4, why="that no measure lasts without ground and review", delete_after_years=10
    )
    OUTCOMES: ClassVar = {
        ReviewOutcome.CONTINUED: _("goes on as it is"),
        ReviewOutcome.EASED: _("goes on, milder"),
        ReviewOutcome.ENDED: _("ends"),
    }

    measure = models.ForeignKey(RightsMeasure, on_delete=models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=10, choices=OUTCOMES)
    because = models.TextField(_("because"), max_length=2000)
    out_of_place_because = models.TextField(max_length=2000, blank=True, default="")
    held_on = models.DateField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenQuerySet["MeasureReview"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_review_outcome_is_known",
                condition=Q(outcome__in=[str(o) for o in ReviewOutcome]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.measure_id} {self.outcome}"

    @classmethod
    def hold(  # a review's own parts
        cls, measure: RightsMeasure, *, outcome: ReviewOutcome, because: str,
        out_of_place_because: str, on: date, by: int,
    ) -> "MeasureReview":  # fmt: skip
        return cls.objects.create(
            measure=measure,
            person_id=measure.person_id,
            outcome=outcome,
            because=because,
            out_of_place_because=out_of_place_because,
            held_on=on,
            held_by_id=by,
        )
