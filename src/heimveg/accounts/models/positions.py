"""Positions that users hold from day to day, and when they are away from them."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.roles import DELICATE, Role
from heimveg.accounts.models.staff import Unit, User, kindly
from heimveg.base.errors import Invalid, Refused
from heimveg.base.models import Dated, PeriodQuerySet, day_range, ends_after_it_starts

# In the order of the declaration: the constraint must read the same each time.
EVERYDAY_ROLES = [str(role) for role in Role if role not in DELICATE]


class MembershipQuerySet(PeriodQuerySet["Membership"]):
    def not_over(self, *, on: date) -> Self:
        """Those that run, and those that will."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=on))

    def delicate(self) -> Self:
        """Those that two people stand behind."""
        return self.exclude(
            handles_protected=False, handles_own_employees=False, role__in=EVERYDAY_ROLES
        )

    def keep_an_administrator(
        self, *, on: date, besides: int | None = None, besides_user: int | None = None
    ) -> None:
        """Lock the administrators' positions. Raises Refused if none would be left on the day
        without those of `besides`: nobody could let anybody in any more."""
        held = self.filter(role=Role.ADMINISTRATOR).order_by("pk")
        rows = list(held.select_for_update(of=("self",)).select_related("user"))
        goes = [row for row in rows if row.pk == besides or row.user_id == besides_user]
        stays = [
            row
            for row in rows
            if row not in goes
            and row.user.is_active
            and row.started_on <= on
            and (row.ended_on is None or row.ended_on > on)
        ]
        if goes and not stays:
            raise Refused(
                _("This is the last administrator. Give somebody else the position first.")
            )


@dataclass(frozen=True, slots=True)
class Grant:
    """What is given: a role in a unit for a period, and what its holder is cleared for."""

    unit_id: int
    role: Role
    started_on: date
    ended_on: date | None = None
    handles_protected: bool = False
    handles_own_employees: bool = False

    @property
    def is_delicate(self) -> bool:
        """The same as the constraint on Membership says."""
        return self.handles_protected or self.handles_own_employees or self.role in DELICATE


class Membership(Dated):
    """A position: a user has a role in a unit for a period."""

    classified = Classified(FieldClass.D0, why="what somebody may see and do")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    handles_protected = models.BooleanField(_("cleared for protected addresses"), default=False)
    handles_own_employees = models.BooleanField(_("cleared for own employees"), default=False)
    # Nobody for those that came with the installation: the command line's and the demo's.
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("membership_ends_after_it_starts"),
            models.CheckConstraint(
                name="membership_role_is_known",
                condition=models.Q(role__in=[str(role) for role in Role]),
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time_per_role_and_unit",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="nobody_gives_themselves_a_position",
                condition=models.Q(given_by=None) | ~models.Q(given_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="two_people_stand_behind_a_delicate_position",
                condition=models.Q(given_by=None)
                | models.Q(
                    handles_protected=False, handles_own_employees=False, role__in=EVERYDAY_ROLES
                )
                | (
                    models.Q(approved_by__isnull=False)
                    & ~models.Q(approved_by=models.F("given_by"))
                    & ~models.Q(approved_by=models.F("user"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"

    @classmethod
    def give(
        cls,
        grant: Grant,
        *,
        user: User,
        given_by: int | None,
        approved_by: int | None = None,
    ) -> "Membership":
        """The same role in the same unit with other clearances takes the place of the one held.

        Raises Refused when it is held already, or from later on.
        """
        same = cls.objects.filter(user=user, unit_id=grant.unit_id, role=grant.role)
        running = same.running_on(grant.started_on).select_for_update(of=("self",)).first()
        if running is not None:
            if running.is_cleared_like(grant):
                raise Refused(_("The user holds this position already. End it first."))
            running.end(on=grant.started_on)
        refusal = Refused(_("The user holds this position from later on. End that first."))
        with kindly("one_membership_at_a_time", refusal):
            return cls.objects.create(
                user=user,
                unit_id=grant.unit_id,
                role=grant.role,
                started_on=grant.started_on,
                ended_on=grant.ended_on,
                handles_protected=grant.handles_protected,
                handles_own_employees=grant.handles_own_employees,
                given_by_id=given_by,
                approved_by_id=approved_by,
            )

    def is_cleared_like(self, grant: Grant) -> bool:
        return (self.handles_protected, self.handles_own_employees) == (
            grant.handles_protected,
            grant.handles_own_employees,
        )

    def end(self, *, on: date) -> None:
        """One that was to begin later never does."""
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])


class Absence(Dated):
    """Somebody is away, and who stands in."""

    classified = Classified(
        FieldClass.D0, why="who to reach while somebody is away", delete_after_years=1
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = PeriodQuerySet["Absence"].as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("absence_ends_after_it_starts"),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=models.Q(stand_in=None) | ~models.Q(stand_in=models.F("user")),
            ),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_on}"

    @classmethod
    def plan(
        cls, *, user: User, stand_in_id: int | None, started_on: date, ended_on: date | None
    ) -> "Absence":
        """Raises Invalid for who stands in for themselves, and for an absence at the same time."""
        if stand_in_id == user.pk:
            raise Invalid({"stand_in": _("Choose somebody else.")})
        overlap = Invalid({"started_on": _("There is an absence at that time already.")})
        with kindly("one_absence_at_a_time", overlap):
            return cls.objects.create(
                user=user, stand_in_id=stand_in_id, started_on=started_on, ended_on=ended_on
            )

    def end(self, *, on: date) -> None:
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])
