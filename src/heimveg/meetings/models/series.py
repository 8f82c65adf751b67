"""A standing meeting, the units that take part, and each time it is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit, User
from heimveg.base.errors import Invalid, Refused
from heimveg.base.models import Dated, PeriodQuerySet, Versioned, day_range, ends_after_it_starts
from heimveg.meetings.rules import AT_HAND, MeetingState, SeriesKind, may_move

D = FieldClass
SITTING = sorted(str(state) for state in AT_HAND)


@dataclass(frozen=True, slots=True)
class SeriesSaid:
    """What a series is, as somebody wrote it."""

    name: str
    kind: SeriesKind
    weeks_between: int
    starts_at: time
    minutes: int
    place: str
    standing_items: Sequence[str]


class SeriesQuerySet(PeriodQuerySet["Series"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Those the actor's units take part in, or lead."""
        if actor.is_system:
            return self
        units = actor.units(permission)
        part = Participation.objects.open().filter(unit_id__in=units)
        return self.filter(Q(unit_id__in=units) | Q(pk__in=part.values("series_id")))

    def led_by(self, actor: Actor, permission: Permission) -> Self:
        return self if actor.is_system else self.filter(unit_id__in=actor.units(permission))


class Series(Versioned, Dated):
    """A standing meeting (nb/nn møteserie): who takes part, how often, and what is always up."""

    classified = Classified(D.D1, why="who meets, how often and about what", delete_after_years=10)
    KINDS: ClassVar = {
        SeriesKind.COORDINATION: _("coordination meeting"),
        SeriesKind.ALL_UNITS: _("meeting of all units"),
        SeriesKind.NEEDS_COMMITTEE: _("needs committee"),
        SeriesKind.STEERING_GROUP: _("steering group"),
        SeriesKind.OTHER: _("other meeting"),
    }

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("led by")
    )
    weeks_between = models.PositiveSmallIntegerField(_("weeks between"), default=2)
    starts_at = models.TimeField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    place = models.CharField(_("place"), max_length=100, blank=True, default="")
    standing_items = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            ends_after_it_starts("series_ends_after_it_starts"),
            models.CheckConstraint(
                name="series_kind_is_known", condition=Q(kind__in=[str(k) for k in SeriesKind])
            ),
            models.CheckConstraint(
                name="series_has_a_rhythm",
                condition=Q(weeks_between__gte=1, weeks_between__lte=52, minutes__gte=5),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def start(cls, *, unit_id: int, said: SeriesSaid, on: date) -> "Series":
        series = cls(unit_id=unit_id, started_on=on)
        series.take(said)
        return series

    def take(self, said: SeriesSaid) -> None:
        for name in said.__slots__:
            setattr(self, name, getattr(said, name))
        self.standing_items = list(said.standing_items)
        self.save()

    def end(self, *, on: date) -> None:
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])

    def invite_units(self, units: Collection[int], *, on: date) -> None:
        """Let exactly these units take part from `on`. The leading unit always does."""
        wanted = {*units, self.unit_id}
        now = Participation.objects.open().filter(series=self)
        there = set(now.values_list("unit_id", flat=True))
        for part in now.filter(unit_id__in=there - wanted):
            part.end(on=on)
        Participation.objects.bulk_create(
            Participation(series=self, unit_id=unit, started_on=on)
            for unit in sorted(wanted - there)
        )


class Participation(Dated):
    """A unit takes part in a series from one day until another."""

    classified = Classified(D.D0, why="who is invited")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet["Participation"].as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("participation_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_participation_at_a_time_per_series_and_unit",
                expressions=[
                    ("series", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.unit_id}"

    def end(self, *, on: date) -> None:
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(series__in=Series.objects.permitted_to(actor, permission).values("pk"))

    def led_by(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(series__in=Series.objects.led_by(actor, permission).values("pk"))

    def at_hand(self) -> Self:
        return self.filter(state__in=SITTING)


class Meeting(Versioned):
    """One time a series is held."""

    classified = Classified(D.D1, why="when it was held and who was there", delete_after_years=10)
    STATES: ClassVar = {
        MeetingState.PLANNED: _("planned"),
        MeetingState.OPEN: _("going on"),
        MeetingState.CLOSED: _("held"),
        MeetingState.CALLED_OFF: _("called off"),
    }

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=100, blank=True, default="")
    state = models.CharField(max_length=12, choices=STATES, default=MeetingState.PLANNED)
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_as = models.CharField(max_length=100, blank=True, default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_state_is_known",
                condition=Q(state__in=[str(s) for s in MeetingState]),
            ),
            models.UniqueConstraint(
                fields=["series", "held_on"],
                condition=~Q(state="called_off"),
                name="one_meeting_a_day_per_series",
            ),
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(state__in=SITTING),
                name="one_meeting_at_hand_per_series",
            ),
            models.CheckConstraint(
                name="closed_meeting_has_its_time",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["held_on"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.held_on}"

    @property
    def is_at_hand(self) -> bool:
        return self.state in SITTING

    @classmethod
    def plan(cls, series: Series, *, held_on: date, starts_at: time, place: str) -> "Meeting":
        """Raises Invalid when the series has a meeting at hand already, or one that day."""
        try:
            with transaction.atomic():
                return cls.objects.create(
                    series=series, held_on=held_on, starts_at=starts_at, place=place
                )
        except IntegrityError as error:
            text = _("The next meeting is planned already. Hold it, or call it off, first.")
            raise Invalid({"held_on": text}) from error

    def move_to(self, there: MeetingState, *, at: datetime) -> None:
        """Raises Refused where the meeting cannot go there."""
        if not may_move(MeetingState(self.state), there):
            raise Refused(_("Somebody has opened, closed or called off this meeting. Look again."))
        self.state = there
        if there is MeetingState.OPEN:
            self.opened_at = at
        else:
            self.closed_at = at
        self.save(update_fields=["state", "opened_at", "closed_at"])

    def move(self, *, held_on: date, starts_at: time, place: str) -> None:
        self.held_on, self.starts_at, self.place = held_on, starts_at, place
        self.save(update_fields=["held_on", "starts_at", "place"])

    def mark_invited(self, *, at: datetime) -> None:
        self.invited_at = at
        self.save(update_fields=["invited_at"])

    def mark_archived(self, name: str) -> None:
        self.archived_as = name
        self.save(update_fields=["archived_as"])


class Attendance(models.Model):
    """Somebody was there."""

    classified = Classified(D.D0, why="who took part in what was decided", delete_after_years=10)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="one_attendance_per_meeting_and_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.user_id}"

    @classmethod
    def keep(cls, meeting: Meeting, present: dict[int, int]) -> None:
        """Exactly these were there: user id to the id of the unit they came from."""
        cls.objects.filter(meeting=meeting).exclude(user_id__in=present).delete()
        for user_id, unit_id in sorted(present.items()):
            cls.objects.update_or_create(
                meeting=meeting, user_id=user_id, defaults={"unit_id": unit_id}
            )
