"""What was agreed about a home: the lease in its versions."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.rules.tenant_words import AboutTenant
from heimveg.persons.models import Person
from heimveg.tenancies.models.lease import labels
from heimveg.tenancies.models.lease.finding import LeaseQuerySet
from heimveg.tenancies.models.lease.promises import PROMISES
from heimveg.tenancies.models.rent import AgreedRent
from heimveg.tenancies.models.tenancy import Tenancy
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
from heimveg.tenancies.rules.raising import RentBefore, RentReason
from heimveg.tenancies.rules.safety import Before, LessSafeReason

D2 = FieldClass.D2
MOST_DAYS_AHEAD = 366  # so far ahead a lease is agreed on


class Lease(AboutPerson, Versioned):
    """One version of the lease of a tenancy (nb leieavtale, nn leigeavtale). Once signed it never
    changes: a trigger refuses, and the next version follows it. It holds from `holds_from` up to
    `holds_until`, and the database lets one hold at a time."""

    classified = Classified(D2, why="what was agreed about the home", delete_after_years=10)
    STATES: ClassVar = labels.STATES
    STANDINGS: ClassVar = labels.STANDINGS
    GROUNDS: ClassVar = labels.GROUNDS
    WEIGHTY: ClassVar = labels.WEIGHTY
    LESS_SAFE: ClassVar = labels.LESS_SAFE
    RENT_REASONS: ClassVar = labels.RENT_REASONS
    HOW: ClassVar = labels.HOW

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
        constraints = PROMISES

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

    def move_draft(self, *, starts_on: date, ends_on: date | None) -> None:
        """The tenancy got a new first day: who has the draft open is told when they save."""
        self.starts_on, self.ends_on = starts_on, ends_on
        self.claim(self.version)
        self.save(update_fields=["starts_on", "ends_on"])

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
