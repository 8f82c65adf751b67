"""What holds about a home for a time: its rent, its funding ties, when it cannot be let, and
what the next colleague should know."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.base.errors import Invalid, Refused
from heimveg.base.models import Dated, PeriodQuerySet, Versioned, day_range, ends_after_it_starts
from heimveg.dwellings.models.promises import kindly, known
from heimveg.dwellings.models.words import TIED_GROUPS
from heimveg.dwellings.rules import TURNOVER_DAYS, Cause, RentPartKind, TiedGroup

if TYPE_CHECKING:
    from heimveg.dwellings.models.homes import Dwelling

D = FieldClass
DWELLING = "dwellings.Dwelling"
BETWEEN_TENANTS = _("The home is between two tenants. It comes back when its turnover is ready.")


class RentPart(models.Model):
    """One part of what a month costs, in øre."""

    classified = Classified(D.D1, why="what the home costs")
    KINDS: ClassVar = {
        RentPartKind.RENT: _("rent"),
        RentPartKind.ELECTRICITY: _("electricity"),
        RentPartKind.HEATING: _("heating"),
        RentPartKind.INTERNET: _("internet"),
        RentPartKind.FURNITURE: _("furniture"),
        RentPartKind.PARKING: _("parking"),
    }

    dwelling = models.ForeignKey(DWELLING, on_delete=models.CASCADE, related_name="rent_parts")
    kind = models.CharField(max_length=15, choices=KINDS, default=RentPartKind.RENT)
    ore_month = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "kind"], name="one_rent_part_of_each_kind"
            ),
            known("rent_part_kind_is_known", "kind", RentPartKind),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ore_month}"


class FundingTie(Dated, Versioned):
    """A grant that binds who may live here (nb tilskudd, øremerking). It sits on the money.

    That there is a tie, how long, and what is paid back is about the home. Which grant, for
    which group and on what conditions is about who lives there, today or tomorrow: read like
    the group of a need (`READ_TIES`), whoever lives there, or else what was seen while the home
    stood empty would tell of the next tenant.
    """

    classified = Classified(
        D.D1,
        but={"grant": D.D3, "group": D.D3, "conditions": D.D3},
        why="a broken condition is paid back",
    )

    dwelling = models.ForeignKey(DWELLING, on_delete=models.CASCADE, related_name="funding_ties")
    grant = models.CharField(_("grant"), max_length=100)
    group = models.CharField(_("tied to"), max_length=20, choices=TIED_GROUPS)
    conditions = models.TextField(_("conditions"), blank=True, default="")
    repay_nok = models.PositiveIntegerField(
        _("to be paid back if broken (kroner)"), null=True, blank=True
    )

    objects = PeriodQuerySet["FundingTie"].as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("funding_tie_ends_after_it_starts"),
            known("funding_tie_group_is_known", "group", TiedGroup),
            ExclusionConstraint(
                name="one_funding_tie_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.group}"

    def write(self, **facts: object) -> None:
        """Raises Invalid when the dwelling is tied by another grant in some of the period."""
        for name, value in facts.items():
            setattr(self, name, value)
        other = Invalid(
            {
                "started_on": _(
                    "Another grant ties this dwelling in some of this time. End that first."
                )
            }
        )
        with kindly("one_funding_tie_at_a_time_per_dwelling", other):
            self.save()


class OutOfUse(Dated, Versioned):
    """A dwelling cannot be let, and why. One cause at a time."""

    classified = Classified(D.D1, why="vacancy with its cause, as Husbanken counts it")
    CAUSES: ClassVar = {
        Cause.TURNOVER: _("between tenants"),
        Cause.REPAIR: _("repair"),
        Cause.FIRE: _("fire"),
        Cause.AWAITING_SALE: _("awaiting sale"),
        Cause.TIED_BY_GRANT: _("tied by a grant"),
        Cause.NO_SUITABLE_APPLICANT: _("no suitable applicant"),
        Cause.OTHER: _("other"),
    }

    dwelling = models.ForeignKey(DWELLING, on_delete=models.PROTECT, related_name="out_of_use")
    cause = models.CharField(_("cause"), max_length=25, choices=CAUSES)
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True, default="")
    expected_end_on = models.DateField(_("expected back"), null=True, blank=True)
    has_turnover = models.BooleanField(default=False, editable=False)  # which ends it when ready

    objects = PeriodQuerySet["OutOfUse"].as_manager()

    class Meta:
        verbose_name_plural = "out of use"
        constraints = [
            ends_after_it_starts("out_of_use_ends_after_it_starts"),
            known("out_of_use_cause_is_known", "cause", Cause),
            ExclusionConstraint(
                name="one_cause_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling_id} {self.cause}"

    def write(self, **facts: object) -> None:
        """Raises Invalid when the dwelling is out of use for another cause in some of the time, or
        when the end is not ours to write (`come_back`)."""
        ends = facts.get("ended_on", self.ended_on) != self.ended_on
        if self.has_turnover and (ends or facts.get("cause", self.cause) != self.cause):
            raise Invalid({"ended_on": BETWEEN_TENANTS})
        for name, value in facts.items():
            setattr(self, name, value)
        other = Invalid(
            {"started_on": _("It is out of use already in some of this time. End that first.")}
        )
        with kindly("one_cause_at_a_time_per_dwelling", other):
            self.save()

    def is_running_on(self, day: date) -> bool:
        return self.ended_on is None or self.ended_on > day

    def come_back(self, *, on: date, by_turnover: bool = False) -> None:
        """In use again from `on`. Raises Refused when it is, or when a turnover runs along and
        has not come to its end; Invalid for a day before it began."""
        if self.has_turnover and not by_turnover:
            raise Refused(BETWEEN_TENANTS)
        if self.ended_on is not None and self.ended_on <= on:
            raise Refused(_("This dwelling is in use again already."))
        if on < self.started_on:
            raise Invalid({"ended_on": _("A dwelling cannot come back before it was taken out.")})
        self.ended_on = on
        self.save(update_fields=["ended_on"])

    @classmethod
    def turn_over(cls, dwelling: "Dwelling", *, on: date) -> Self | None:
        """Between tenants from `on`. None where another cause runs already; a later cause that is
        already known cuts the turnover short."""
        rest = cls.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), dwelling=dwelling)
        upcoming = rest.order_by("started_on").values_list("started_on", flat=True).first()
        if upcoming is not None and upcoming <= on:
            return None
        turnover = cls(
            dwelling=dwelling,
            cause=Cause.TURNOVER,
            started_on=on,
            ended_on=upcoming,
            expected_end_on=on + timedelta(days=TURNOVER_DAYS),
            has_turnover=True,
        )
        turnover.save(force_insert=True)
        return turnover


class Remark(models.Model):
    """What the next colleague should know about a dwelling. Nothing about persons."""

    classified = Classified(D.D1, why="what the next colleague should know")

    dwelling = models.ForeignKey(DWELLING, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(_("remark"), max_length=2000)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def write(cls, dwelling: "Dwelling", text: str, *, by: int, at: datetime) -> Self:
        return cls.objects.create(dwelling=dwelling, text=text, written_by_id=by, written_at=at)
