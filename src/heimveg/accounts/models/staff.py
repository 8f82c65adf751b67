"""The municipality, its units, its staff, and the positions they hold from day to day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import ClassVar, Self

from axes.models import AccessAttempt
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor
from heimveg.access.roles import Role
from heimveg.accounts.rules import LANGUAGES, UnitKind
from heimveg.base.errors import Invalid, Refused
from heimveg.base.models import (
    Dated,
    PeriodQuerySet,
    Versioned,
    ends_after_it_starts,
)


@contextmanager
def kindly(constraint: str, refusal: Refused) -> Iterator[None]:
    """Turn the database's no into words; other errors stay what they are."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise refusal from error


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

    def write(self, **facts: object) -> None:
        """Raises Invalid when the name is another unit's."""
        for name, value in facts.items():
            setattr(self, name, value)
        with kindly("accounts_unit_name", Invalid({"name": _("Another unit has this name.")})):
            self.save()


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

    @classmethod
    def make(
        cls, *, username: str, name: str, email: str, password: str, one_time_until: date
    ) -> "User":
        """Raises Invalid for a user name that is taken."""
        user = cls(one_time_until=one_time_until)
        user.set_password(password)
        user.write(username=username, name=name, email=email)
        return user

    def write(self, *, username: str, name: str, email: str) -> None:
        """Raises Invalid for a user name that is taken."""
        self.username, self.name, self.email = username, name, email
        taken = Invalid({"username": _("Another user has this user name.")})
        with kindly("accounts_user_username", taken):
            self.save()

    def has_second_factor(self) -> bool:
        return bool(TOTPDevice.objects.filter(user=self, confirmed=True).exists())

    def forget_second_factor(self) -> None:
        """The next log-in sets up a new one; who is logged in must do so at once."""
        TOTPDevice.objects.filter(user=self).delete()

    def forget_wrong_passwords(self) -> None:
        AccessAttempt.objects.filter(username=self.username).delete()

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
