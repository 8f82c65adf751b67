"""What the database keeps about leases."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from heimveg.base.models import day_range
from heimveg.tenancies.rules.lease import LeaseState, ShortGround, SignedHow
from heimveg.tenancies.rules.raising import RentReason
from heimveg.tenancies.rules.safety import LessSafeReason

PROMISES = [
    models.UniqueConstraint(fields=["tenancy", "number"], name="one_lease_per_number_and_tenancy"),
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
