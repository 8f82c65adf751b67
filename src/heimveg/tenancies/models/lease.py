"""What was agreed about a home: the lease in its versions, its signed paper."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned, day_range
from heimveg.persons.models import Person
from heimveg.tenancies.models.rent import AgreedRent
from heimveg.tenancies.models.tenancy import Tenancy, tenancies_seen
from heimveg.tenancies.rules.lease import (
    Hold,
    LeaseState,
    LeaseTerms,
    ShortGround,
    SignedHow,
    Standing,
    WeightyReason,
    holds_from,
    standing_on,
)
from heimveg.tenancies.rules.lease_words import AboutTenant
from heimveg.tenancies.rules.raising import RentBefore, RentReason
from heimveg.tenancies.rules.safety import Before, LessSafeReason

D2 = FieldClass.D2
MOST_DAYS_AHEAD = 366  # so far ahead a lease is agreed on
LASTING = (LeaseState.SIGNED, LeaseState.ENDED)  # agreed, and not taken back


class LeaseQuerySet(models.QuerySet["Lease"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(tenancies_seen(actor, permission, "tenancy__"))

    def lasting(self) -> Self:
        return self.filter(state__in=LASTING)

    def in_force(self, on: date) -> Self:
        """By the day, so that a coming lease takes over though nothing ran in the night."""
        runs = Q(holds_until=None) | Q(holds_until__gt=on)
        return self.lasting().filter(runs, holds_from__lte=on)

    def coming(self, on: date) -> Self:
        ahead = Q(holds_until=None) | Q(holds_until__gt=F("holds_from"))
        return self.lasting().filter(ahead, holds_from__gt=on)


class Lease(AboutPerson, Versioned):
    """One version of the lease of a tenancy (nb leieavtale, nn leigeavtale). Once signed it never
    changes: a trigger refuses, and the next version follows it. It holds from `holds_from` up to
    `holds_until`, and the database lets one hold at a time."""

    classified = Classified(D2, why="what was agreed about the home", delete_after_years=10)
    STATES: ClassVar = {
        LeaseState.DRAFT: _("draft"),
        LeaseState.SIGNED: _("signed"),
        LeaseState.ENDED: _("ended"),
        LeaseState.WITHDRAWN: _("withdrawn"),
    }
    STANDINGS: ClassVar = {
        Standing.DRAFT: _("draft"),
        Standing.COMING: _("signed, coming"),
        Standing.IN_FORCE: _("in force"),
        Standing.REPLACED: _("replaced by a later one"),
        Standing.ENDED: _("ended"),
        Standing.WITHDRAWN: _("withdrawn"),
    }
    GROUNDS: ClassVar = {
        ShortGround.NONE: _("no: the main rule holds"),
        ShortGround.MUNICIPAL: _("the home is for people in a difficult position (§ 11-1)"),
        ShortGround.OWN_USE: _("the landlord is to live there (§ 9-3)"),
        ShortGround.OTHER: _("another good reason (§ 9-3)"),
    }
    WEIGHTY: ClassVar = {
        WeightyReason.NONE: _("none written"),
        WeightyReason.OTHER_HOME: _("a more suitable home is on its way"),
        WeightyReason.TO_OWN: _("the tenant is on the way to a home of their own"),
        WeightyReason.BUILDING: _("the house is to be rebuilt, sold or torn down"),
        WeightyReason.GRANT: _("the grant or the right to the home runs out"),
    }
    LESS_SAFE: ClassVar = {
        LessSafeReason.NONE: _("none written"),
        LessSafeReason.ASKED: _("the tenant asks for it"),
        LessSafeReason.OTHER_HOME: _("a more suitable home is on its way"),
        LessSafeReason.BUILDING: _("the house is to be rebuilt, sold or torn down"),
        LessSafeReason.GRANT: _("the grant or the right to the home runs out"),
    }
    RENT_REASONS: ClassVar = {
        RentReason.NONE: _("none written"),
        RentReason.MARKET: _("it is set to the market's level (§ 4-3)"),
        RentReason.NEW_LEASE: _("the tenant agrees to another lease in writing"),
        RentReason.FREE: _("no rent is to be paid"),
    }
    HOW: ClassVar = {
        SignedHow.IN_PERSON: _("signed in person"),
        SignedHow.ON_PAPER: _("signed on paper"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leases")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="leases")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=LeaseState.DRAFT)
    language = models.CharField(max_length=2)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    rent_ore_month = models.PositiveIntegerField()
    deposit_ore = models.PositiveIntegerField(default=0)
    ceiling_ore = models.BigIntegerField(null=True)  # of deposit and guarantee, when signed
    notice_months = models.PositiveSmallIntegerField(default=3)
    is_single_room = models.BooleanField(default=False)
    in_landlords_house = models.BooleanField(default=False)
    is_index_regulated = models.BooleanField(default=True)
    short_ground = models.CharField(max_length=10, choices=GROUNDS, default=ShortGround.NONE)
    told_in_writing_on = models.DateField(null=True, blank=True)
    weighty_reason = models.CharField(max_length=15, choices=WEIGHTY, blank=True, default="")
    less_safe_reason = models.CharField(max_length=15, choices=LESS_SAFE, blank=True, default="")
    rent_reason = models.CharField(
        max_length=15, choices=RENT_REASONS, blank=True, default="", db_default=""
    )
    terms = models.TextField(blank=True, default="")  # about the home, never about the person
    checks = models.JSONField(default=list)  # point by point, frozen when it was signed
    drafted_on = models.DateField()
    signed_on = models.DateField(null=True)
    signed_how = models.CharField(max_length=10, choices=HOW, blank=True, default="")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    holds_from = models.DateField(null=True)
    holds_until = models.DateField(null=True)  # first day without
    withdrawn_on = models.DateField(null=True)
    tenancy_until_before = models.DateField(null=True)  # what the tenancy said; for withdrawal

    objects = LeaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "number"], name="one_lease_per_number_and_tenancy"
            ),
            ExclusionConstraint(
                name="one_lease_in_force_at_a_time",
                expressions=[
                    ("tenancy", RangeOperators.EQUAL),
                    (day_range("holds_from", "holds_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["signed", "ended"]),
            ),
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(state="draft"), name="one_draft_lease_at_a_time"
            ),
            models.CheckConstraint(
                name="lease_state_is_known", condition=Q(state__in=[str(s) for s in LeaseState])
            ),
            models.CheckConstraint(
                name="lease_ground_is_known",
                condition=Q(short_ground__in=[str(g) for g in ShortGround]),
            ),
            models.CheckConstraint(
                name="reason_for_a_less_safe_lease_is_known",
                condition=Q(less_safe_reason__in=[str(r) for r in LessSafeReason]),
            ),
            models.CheckConstraint(
                name="reason_for_the_rent_is_known",
                condition=Q(rent_reason__in=[str(r) for r in RentReason]),
            ),
            models.CheckConstraint(
                name="signed_lease_says_when_and_how",
                condition=Q(state="draft")
                | Q(signed_on__isnull=False, signed_how__in=[str(h) for h in SignedHow]),
            ),
            models.CheckConstraint(
                name="signed_lease_holds_from_a_day",
                condition=Q(state="draft") | Q(holds_from__isnull=False),
            ),
            models.CheckConstraint(
                name="lease_is_withdrawn_before_its_first_day",
                condition=Q(state="withdrawn", withdrawn_on__lt=F("holds_from"))
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="municipal_lease_was_told_in_writing",
                condition=Q(state="draft")
                | ~Q(short_ground="municipal")
                | Q(told_in_writing_on__isnull=False, told_in_writing_on__lte=F("signed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id}.{self.number} {self.state}"

    @classmethod
    def draft(cls, tenancy: Tenancy, *, language: str, on: date) -> "Lease":
        """The next version, with what was agreed last, else what the tenancy says. Raises Refused
        where a draft is open already."""
        rows = cls.objects.filter(tenancy=tenancy).order_by("-number")
        newest, last = rows.first(), rows.lasting().first()
        if newest is not None and newest.state == LeaseState.DRAFT:
            raise Refused(_("A draft is open already. Go on with that one."))
        cls.refuse_while_one_is_coming(tenancy.pk, on=on)
        kept = {name: getattr(last, name) for name in CARRIED} if last else {}
        # Regulated since, perhaps: the rent that holds now is newer than the one first agreed.
        rent = sum(AgreedRent.on(tenancy, on).values()) or tenancy.rent_ore_month
        return cls.objects.create(
            person_id=tenancy.person_id,
            tenancy=tenancy,
            number=newest.number + 1 if newest else 1,
            language=language,
            starts_on=_first_day(tenancy, last, on=on),
            ends_on=None if last else tenancy.lease_until,
            rent_ore_month=rent or (last.rent_ore_month if last else 0),
            drafted_on=on,
            **kept,
        )

    def law_terms(  # noqa: PLR0913  # what the law asks beside the lease
        self,
        *,
        earlier_short: int = 0,
        conditions: Sequence[str] = (),
        about_tenant: Sequence[AboutTenant] = (),
        rent_before: RentBefore | None = None,
        before: Before | None = None,
        was_asked_to_move: bool = False,
        guaranteed_ore: int = 0,
    ) -> LeaseTerms:
        """What the law's rules are asked about."""
        return LeaseTerms(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            rent_ore_month=self.rent_ore_month,
            deposit_ore=self.deposit_ore,
            guaranteed_ore=guaranteed_ore,
            notice_months=self.notice_months,
            is_single_room=self.is_single_room,
            in_landlords_house=self.in_landlords_house,
            short_ground=ShortGround(self.short_ground),
            told_in_writing_on=self.told_in_writing_on,
            weighty_reason=WeightyReason(self.weighty_reason),
            earlier_short=earlier_short,
            before=before,
            was_asked_to_move=was_asked_to_move,
            less_safe_reason=LessSafeReason(self.less_safe_reason),
            is_index_regulated=self.is_index_regulated,
            conditions=tuple(conditions),
            about_tenant=tuple(about_tenant),
            rent_before=rent_before,
            rent_reason=RentReason(self.rent_reason),
        )

    @staticmethod
    def refuse_while_one_is_coming(tenancy_id: int, *, on: date) -> None:
        """Raises Refused: who changes what holds now would change what was agreed for later."""
        coming = Lease.objects.filter(tenancy_id=tenancy_id).coming(on).first()
        if coming is None or coming.holds_from is None:
            return
        why = _(
            "Version %(number)s is signed and comes on %(day)s. Withdraw it first, and write the"
            " next one after that."
        )
        day = date_format(coming.holds_from, "DATE_FORMAT")
        raise Refused(why % {"number": coming.number, "day": day})

    @property
    def hold(self) -> Hold | None:
        return Hold(self.holds_from, self.holds_until) if self.holds_from else None

    def standing(self, on: date) -> Standing:
        """Nothing holds past the end of the tenancy itself. Reads `tenancy`."""
        found = standing_on(LeaseState(self.state), self.hold, on=on)
        over, holding = self.tenancy.ended_on, {Standing.IN_FORCE, Standing.COMING}
        is_over = over is not None and over <= on
        return Standing.ENDED if is_over and found in holding else found

    def sign(  # what signing writes
        self,
        *,
        signed_on: date,
        how: SignedHow,
        by: int,
        checks: list[dict[str, str]],
        ceiling_ore: int,
        on: date,
    ) -> None:
        """It holds from its first day, which may be a coming one: until then the lease before it
        does. Tenancy and rent follow. Raises Refused while another one is coming. The database
        adds up deposit and guarantee and refuses more than `ceiling_ore`."""
        Lease.refuse_while_one_is_coming(self.tenancy_id, on=on)
        before = Lease.objects.filter(tenancy_id=self.tenancy_id).lasting()
        first = holds_from(
            starts_on=self.starts_on, signed_on=signed_on, follows_another=before.exists()
        )
        _yield(before, first)
        self.state, self.signed_on, self.signed_how = LeaseState.SIGNED, signed_on, how
        self.recorded_by_id, self.checks, self.holds_from = by, checks, first
        self.tenancy_until_before, self.ceiling_ore = self.tenancy.lease_until, ceiling_ore
        self.save(update_fields=[
            "state", "signed_on", "signed_how", "recorded_by", "checks", "holds_from",
            "tenancy_until_before", "ceiling_ore",
        ])  # fmt: skip
        AgreedRent.follow(self, ore_month=self.rent_ore_month, from_on=self.starts_on)
        rent = self.tenancy.rent_ore_month if first > on else self.rent_ore_month
        self.tenancy.follow(lease_until=self.ends_on, rent_ore_month=rent)

    def withdraw(self, *, on: date) -> None:
        """Taken back before its first day: the lease before it goes on, with its rent.

        Raises Refused once it holds, or where it is not signed.
        """
        if self.standing(on) is not Standing.COMING or self.state != LeaseState.SIGNED:
            raise Refused(_("Only a signed lease that has not begun can be withdrawn."))
        self.state, self.withdrawn_on = LeaseState.WITHDRAWN, on
        self.save(update_fields=["state", "withdrawn_on"])
        yielded = Lease.objects.filter(tenancy_id=self.tenancy_id, holds_until=self.holds_from)
        yielded.lasting().update(holds_until=F("ended_on"))
        AgreedRent.unfollow(self)
        tenancy = self.tenancy
        tenancy.follow(
            lease_until=self.tenancy_until_before, rent_ore_month=tenancy.rent_ore_month
        )

    def end(self, *, on: date) -> None:
        """Ended before its time, as agreed. Raises Refused unless it is in force."""
        if self.state != LeaseState.SIGNED or self.holds_until is not None:
            raise Refused(_("Only the last lease that was signed can be ended."))
        if on < self.starts_on or (self.ends_on is not None and on > self.ends_on):
            raise Refused(_("Choose a day within the time the lease runs."))
        self.state, self.ended_on = LeaseState.ENDED, on
        self.holds_until = max(on, self.holds_from or on)
        self.save(update_fields=["state", "ended_on", "holds_until"])
        self.tenancy.follow(lease_until=on, rent_ore_month=self.tenancy.rent_ore_month)


def _first_day(tenancy: Tenancy, last: Lease | None, *, on: date) -> date:
    """When the last one ends; today where that is too far ahead to agree on now."""
    if last is None or last.ends_on is None:
        return tenancy.started_on
    return last.ends_on if (last.ends_on - on).days <= MOST_DAYS_AHEAD else on


def _yield(before: LeaseQuerySet, day: date) -> None:
    """Those before hold until `day`; one that was to begin later never holds."""
    later = before.filter(Q(holds_until=None) | Q(holds_until__gt=day))
    later.update(holds_until=Greatest(F("holds_from"), Value(day)))


CARRIED = (
    "deposit_ore",
    "notice_months",
    "is_single_room",
    "in_landlords_house",
    "is_index_regulated",
    "short_ground",
    "terms",
)


class LeasePaper(AboutPerson):
    """The paper as it was signed. Never changes."""

    classified = Classified(D2, why="what both parties hold in hand", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lease = models.OneToOneField(Lease, on_delete=models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"#{self.lease_id}"

    @classmethod
    def keep(cls, lease: Lease, pdf: bytes) -> "LeasePaper":
        digest = hashlib.sha256(pdf).hexdigest()
        return cls.objects.create(person_id=lease.person_id, lease=lease, pdf=pdf, digest=digest)
