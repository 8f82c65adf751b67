"""The municipality, its units, its staff, and the positions they hold from day to day."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor
from heimveg.access.roles import DELICATE, Role
from heimveg.accounts.rules import LANGUAGES, UnitKind
from heimveg.base.models import (
    Dated,
    PeriodQuerySet,
    Versioned,
    day_range,
    ends_after_it_starts,
)


class Municipality(models.Model):
    """The one municipality of this database: the controller of its data."""

    classified = Classified(FieldClass.D0, why="letterhead and default language")

    name = models.CharField(max_length=100)
    number = models.CharField(max_length=4)
    default_language = models.CharField(max_length=2, default="nn")
    address = models.TextField(default="", blank=True)
    appeal_body = models.CharField(max_length=200, default="", blank=True)
    cost_group = models.PositiveSmallIntegerField(default=4)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "municipalities"
        constraints = [
            models.CheckConstraint(name="one_municipality", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(PeriodQuerySet["Unit"]):
    def of_kind(self, kind: UnitKind) -> "UnitQuerySet":
        return self.filter(kind=kind)


class Unit(Versioned, Dated):
    """A part of the municipality, or outside it, that can hold responsibility
    (nb enhet, nn eining)."""

    classified = Classified(FieldClass.D0, why="who answers for a person, and how to reach them")

    KINDS: ClassVar = {
        UnitKind.HOUSING: _("housing office"),
        UnitKind.NAV: _("NAV"),
        UnitKind.SUBSTANCE_USE: _("substance-use service"),
        UnitKind.MENTAL_HEALTH: _("mental-health service"),
        UnitKind.PROPERTY: _("property"),
        UnitKind.ECONOMY: _("economy"),
        UnitKind.HOME_CARE: _("home care"),
        UnitKind.OUTREACH: _("outreach"),
        UnitKind.ACT_TEAM: _("ACT/FACT team"),
        UnitKind.CHILD_WELFARE: _("child welfare"),
        UnitKind.DISABILITY: _("disability service"),
        UnitKind.ELDERLY_CARE: _("elderly care"),
        UnitKind.LEADERSHIP: _("municipal leadership"),
        UnitKind.HOSPITAL: _("hospital"),
        UnitKind.PRISON: _("prison"),
        UnitKind.GP: _("general practitioner"),
        UnitKind.LANDLORD: _("private landlord"),
        UnitKind.VOLUNTARY: _("voluntary organisation"),
        UnitKind.NEIGHBOUR: _("neighbouring municipality"),
    }

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    is_inside = models.BooleanField(_("inside the municipality"), default=True)
    has_mandate = models.BooleanField(_("may decide when units disagree"), default=False)
    opening_hours = models.CharField(_("opening hours"), max_length=100, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("unit_ends_after_it_starts"),
            models.CheckConstraint(
                name="unit_kind_is_known",
                condition=models.Q(kind__in=[str(kind) for kind in UnitKind]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def end(self, *, on: date) -> None:
        """Exist until `on`, the first day without. A promise of `persons` refuses it while the
        unit answers for anybody."""
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["ended_on"])


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, *, password: str | None = None, name: str = "", **rest: object
    ) -> "User":
        user = self.model(username=username, name=name or username, **rest)
        user.set_password(password)
        user.save()
        return user


class User(Versioned, AbstractBaseUser):
    """Somebody who logs in, or the job worker (`is_system`)."""

    classified = Classified(
        FieldClass.D0, {"password": FieldClass.D8}, why="log-in and the log of who did what"
    )

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # The last day of a password that somebody else knows; none when it is the user's own.
    one_time_until = models.DateField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_language_is_known",
                condition=models.Q(language__in=["", *LANGUAGES]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def actor(self, *, on: date) -> Actor:
        """The actor with the positions held on `on`. One query."""
        grants = self.memberships.running_on(on).values_list("unit_id", "role")
        return Actor(
            user_id=self.pk,
            grants=frozenset((unit, Role(role)) for unit, role in grants),
            is_system=self.is_system,
        )

    def choose_password(self, password: str) -> None:
        """A password that nobody else knows."""
        self.set_password(password)
        self.one_time_until = None
        self.save(update_fields=["password", "one_time_until"])

    def take_one_time_password(self, password: str, *, until: date) -> None:
        """A password that somebody else has seen: good until the day, for choosing an own one.
        What is logged in now is logged out."""
        self.set_password(password)
        self.one_time_until = until
        self.save(update_fields=["password", "one_time_until"])

    def is_too_late(self, *, on: date) -> bool:
        """The one-time password was not used in time."""
        return self.one_time_until is not None and on > self.one_time_until


# In the order of the declaration: the constraint must read the same each time.
EVERYDAY_ROLES = [str(role) for role in Role if role not in DELICATE]


class MembershipQuerySet(PeriodQuerySet["Membership"]):
    def not_over(self, *, on: date) -> Self:
        """Those that run, and those that will."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=on))


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


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def of(self, user_id: int, page: str) -> Self:
        """One user's filters of one page, by name."""
        return self.filter(user_id=user_id, page=page).order_by("name")


class SavedFilter(models.Model):
    """A list as one user likes to see it: the query string of the page, with a name."""

    classified = Classified(
        FieldClass.D0, why="so that nobody sets the same filter twice", delete_after_years=1
    )

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="one_saved_filter_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, *, user_id: int, page: str, name: str, query: str) -> "SavedFilter":
        """Keep the filter under its name; the same name again replaces it."""
        found, _made = cls.objects.update_or_create(
            user_id=user_id, page=page, name=name, defaults={"query": query}
        )
        return found
