"""The need itself: requirements, wishes, urgency, status and what health means for the home."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.models import KINDS, LOCATIONS, STAFFED, STANDARDS, Cluster
from heimveg.dwellings.rules import Staffed, Standard
from heimveg.needs.rules import (
    OPEN,
    NeedStatus,
    Recommended,
    Requirements,
    UrgencyReason,
    may_move,
    missing,
)
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind
from heimveg.persons.sight import SeenQuerySet

D = FieldClass


OPEN_STATUSES = sorted(str(status) for status in OPEN)
CLUSTERS = ("clusters_not", "wished_clusters")
CONTENT = (
    "opened_on", "household_size", "urgency", "urgency_reasons", "urgency_because",
    "recommended", "kinds", "standard_at_least", "locations", "rooms_at_least", "rooms_at_most",
    "needs_step_free", "needs_wheelchair", "staffed_at_least", "has_pets", "areas_not",
    "rent_nok_at_most", "wished_areas", "wished_kinds", "wished_rooms", "in_own_words",
)  # fmt: skip


class OpenAlready(Refused):
    """The person has an open need: one at a time, so that nobody is counted twice."""


class NeedQuerySet(SeenQuerySet["Need"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def waiting(self) -> Self:
        return self.filter(status=NeedStatus.WAITING)

    def most_urgent_first(self) -> Self:
        return self.order_by("-urgency", "opened_on", "pk")


class Need(AboutPerson, Versioned):
    """What home a person needs (nb boligbehov, nn bustadbehov).

    Hard requirements exclude a home; wishes only weigh. The three fields that come from health
    are named derivations with allow-listed values, confirmed by a care worker.
    """

    classified = Classified(
        D.D3, why="to find the right home, with reasons", delete_after_years=10
    )
    STATUSES: ClassVar = {
        NeedStatus.INCOMPLETE: _("incomplete"),
        NeedStatus.WAITING: _("waiting"),
        NeedStatus.OFFERED: _("a home is held"),
        NeedStatus.PARKED: _("parked"),
        NeedStatus.HOUSED: _("housed"),
        NeedStatus.WITHDRAWN: _("withdrawn"),
    }
    URGENCIES: ClassVar = {
        1: _("1 – wish"),
        2: _("2 – should move"),
        3: _("3 – at risk"),
        4: _("4 – urgent"),
        5: _("5 – acute"),
    }
    REASONS: ClassVar = {
        UrgencyReason.NOWHERE_TO_SLEEP: _("has nowhere to sleep"),
        UrgencyReason.VIOLENCE: _("is not safe at home"),
        UrgencyReason.DISCHARGE_WITHOUT_HOME: _("is discharged without a home"),
        UrgencyReason.TEMPORARY_TOO_LONG: _("has been in temporary accommodation too long"),
        UrgencyReason.CHILDREN: _("children are affected"),
        UrgencyReason.LOSES_HOME: _("is losing the home"),
        UrgencyReason.UNSUITABLE_HOME: _("lives in an unsuitable home"),
        UrgencyReason.READY_TO_MOVE_ON: _("is ready to move on"),
        UrgencyReason.WISHES_CHANGE: _("wishes another home"),
    }
    RECOMMENDATIONS: ClassVar = {
        Recommended.ORDINARY: _("ordinary home"),
        Recommended.MORE_ACCEPTANCE: _("ordinary home in surroundings with more acceptance"),
        Recommended.SMALL_HOUSE_SCREENED: _("small house, screened from others"),
        Recommended.CO_LOCATED: _("co-housing without a base"),
        Recommended.BASE_DAY_ORDINARY: _("base part of the day, ordinary neighbourhood"),
        Recommended.BASE_DAY_SCREENED: _("base part of the day, screened"),
        Recommended.BASE_ROUND_THE_CLOCK_ORDINARY: _(
            "base round the clock, ordinary neighbourhood"
        ),
        Recommended.BASE_ROUND_THE_CLOCK_SCREENED: _("base round the clock, screened"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="needs"
    )  # the housing office
    opened_on = models.DateField(_("since"))
    closed_on = models.DateField(null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=STATUSES, default=NeedStatus.WAITING
    )
    parked_until = models.DateField(_("parked until"), null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=URGENCIES, default=1)
    urgency_reasons = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    urgency_because = models.TextField(blank=True, default="")  # where it differs from the reasons
    confirmed_doubts = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    household_size = models.PositiveSmallIntegerField(_("people in the household"), default=1)

    # what the home must have; empty or null requires nothing
    recommended = models.CharField(max_length=40, choices=RECOMMENDATIONS, blank=True, default="")
    kinds = ArrayField(models.CharField(max_length=20, choices=KINDS), default=list, blank=True)
    standard_at_least = models.CharField(
        max_length=20, choices=STANDARDS, default=Standard.ORDINARY
    )
    locations = ArrayField(
        models.CharField(max_length=10, choices=LOCATIONS), default=list, blank=True
    )
    rooms_at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    rooms_at_most = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_step_free = models.BooleanField(default=False)
    needs_wheelchair = models.BooleanField(default=False)
    staffed_at_least = models.CharField(max_length=20, choices=STAFFED, default=Staffed.NONE)
    has_pets = models.BooleanField(default=False)
    areas_not = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    clusters_not = models.ManyToManyField(Cluster, related_name="+", blank=True)
    rent_nok_at_most = models.PositiveIntegerField(null=True, blank=True)

    # what the person wishes
    wished_areas = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    wished_kinds = ArrayField(
        models.CharField(max_length=20, choices=KINDS), default=list, blank=True
    )
    wished_rooms = models.PositiveSmallIntegerField(null=True, blank=True)
    wished_clusters = models.ManyToManyField(Cluster, related_name="+", blank=True)
    in_own_words = models.TextField(_("wishes in the person's own words"), blank=True, default="")

    # derivations: what health means for the home, never why
    counts_in_environment = models.BooleanField(default=False)
    funding_groups = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    robustness_need = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_status_is_known", condition=Q(status__in=[str(s) for s in NeedStatus])
            ),
            models.CheckConstraint(
                name="need_urgency_is_1_to_5", condition=Q(urgency__range=(1, 5))
            ),
            models.CheckConstraint(
                name="robustness_need_is_1_to_4",
                condition=Q(robustness_need=None) | Q(robustness_need__range=(1, 4)),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=OPEN_STATUSES),
                name="one_open_need_per_person",
            ),
            models.CheckConstraint(
                name="closed_need_has_its_day",
                condition=Q(status__in=OPEN_STATUSES, closed_on=None)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="need_has_room_for_its_rooms",
                condition=Q(rooms_at_least=None)
                | Q(rooms_at_most=None)
                | Q(rooms_at_most__gte=models.F("rooms_at_least")),
            ),
            models.CheckConstraint(
                name="parked_need_has_its_day",
                condition=~Q(status="parked") | Q(parked_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "-urgency", "opened_on", "id"], name="need_most_urgent_first"
            ),
            models.Index(fields=["unit", "status"], name="need_by_unit"),
            models.Index(
                fields=["-urgency", "opened_on", "id"],
                condition=Q(status__in=OPEN_STATUSES),
                name="open_need_most_urgent_first",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"

    @classmethod
    def begin(
        cls, *, person: Person, unit: Unit, by: User | int, on: date, **fields: object
    ) -> "Need":
        """Open a need at the housing office `unit`, and give the office its relation to the
        person. Where another unit coordinates, that unit's acceptance is still to come."""
        coordinates = (
            person.responsibilities.running_on(on).coordinating().filter(unit=unit).exists()
        )
        if not coordinates:
            Responsibility.contribute(
                person.pk, unit=unit, basis=Basis.NEED, by=by, on=on, accepted_on=None
            )
        try:
            with transaction.atomic():
                return cls.objects.create(person=person, unit=unit, **{"opened_on": on, **fields})
        except IntegrityError as error:
            diag = getattr(error.__cause__, "diag", None)
            if getattr(diag, "constraint_name", None) != "one_open_need_per_person":
                raise
            raise OpenAlready(
                _("This person has an open housing need already. Change that one.")
            ) from error

    @property
    def missing(self) -> list[str]:
        """The fields that must be known before a round can find a home."""
        return missing(
            kinds=self.kinds,
            rooms_at_least=self.rooms_at_least,
            urgency_reasons=self.urgency_reasons,
        )

    def write(self, content: Mapping[str, Any], *, confirmed: Sequence[str], on: date) -> None:
        """Take over what a form holds, with the doubts somebody confirmed, and let the status
        follow: what lacks something takes no part in a round until it is filled in."""
        for name in CONTENT:
            if name in content:
                setattr(self, name, content[name])
        self.confirmed_doubts = sorted({*self.confirmed_doubts, *confirmed})
        self.save(update_fields=[*CONTENT, "confirmed_doubts"])
        for name in CLUSTERS:
            if name in content:
                getattr(self, name).set(content[name])
        self.settle(on=on)

    def settle(self, *, on: date) -> None:
        """Incomplete while something is missing, waiting when nothing is."""
        complete = not self.missing
        if self.status == NeedStatus.INCOMPLETE and complete:
            self.move(NeedStatus.WAITING, on=on)
        elif self.status == NeedStatus.WAITING and not complete:
            self.move(NeedStatus.INCOMPLETE, on=on)

    def require(self, asked: Requirements, *, on: date) -> None:
        """Take over what follows from a group or a recommendation."""
        self.kinds = list(asked.kinds)
        self.standard_at_least = asked.standard_at_least
        self.locations = list(asked.locations)
        self.staffed_at_least = asked.staffed_at_least
        self.save(update_fields=["kinds", "standard_at_least", "locations", "staffed_at_least"])
        self.settle(on=on)

    def derive(
        self, *, counts_in_environment: bool, funding_groups: Sequence[str], robustness: int | None
    ) -> None:
        """Take over what health means for the home, as a care worker has confirmed it."""
        self.counts_in_environment = counts_in_environment
        self.funding_groups = list(funding_groups)
        self.robustness_need = robustness
        self.save(update_fields=["counts_in_environment", "funding_groups", "robustness_need"])

    def move(self, to: NeedStatus, *, on: date, until: date | None = None) -> None:
        """Change the status. Raises Refused for a move that is not allowed."""
        if not may_move(NeedStatus(self.status), to):
            raise Refused(_("This need is no longer where you saw it. Open it again."))
        self.status = to
        self.parked_until = until
        self.closed_on = None if to in OPEN else on
        self.save(update_fields=["status", "parked_until", "closed_on"])

    def withdraw(self, *, on: date) -> None:
        """Close the need, and with it the office's relation to the person. The relation goes
        last: who has no other sees nothing of the person afterwards."""
        self.move(NeedStatus.WITHDRAWN, on=on)
        self.let_go(on=on)

    def let_go(self, *, on: date) -> None:
        """End the office's relation to the person that the need gave, on `on`: the day the need
        is over, or the day of moving in, from which the tenancy gives it another."""
        relation = Responsibility.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=on),
            person_id=self.person_id, unit_id=self.unit_id,
            kind=Kind.CONTRIBUTING, basis=Basis.NEED, started_on__lte=on,
        )  # fmt: skip
        relation.update(ended_on=on, end_reason=EndReason.OVER)
