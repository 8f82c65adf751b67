"""A rent that rises inside what runs: by the law's days, or with the tenant."""

from dataclasses import replace
from datetime import date

import pytest

from heimveg.tenancies.commands import leasing
from heimveg.tenancies.models import Lease
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.lease import LeaseTerms, Outcome, Point, check_lease
from heimveg.tenancies.rules.raising import RentBefore, RentReason
from tests.accounts.factories import MunicipalityFactory
from tests.tenancies.factories import let

DAY = date(2026, 11, 23)
LONG = RentBefore(950_000, since=date(2024, 1, 1), first_on=date(2024, 1, 1))
DOUBLED = LeaseTerms(DAY, None, rent_ore_month=2_000_000, rent_before=LONG)


def rent(terms):
    found = check_lease(terms, law_on(DAY), signed_on=DAY)
    return [(each.why, each.outcome) for each in found if each.point is Point.RENT]


def test_a_rent_does_not_rise_inside_what_runs():
    assert rent(DOUBLED) == [("rent_raised", Outcome.STOPS)]
    assert rent(replace(DOUBLED, rent_ore_month=950_000)) == []
    assert rent(replace(DOUBLED, rent_before=None)) == []


def test_both_may_agree_to_another_lease_and_it_is_said():
    agreed = replace(DOUBLED, rent_reason=RentReason.NEW_LEASE)
    assert rent(agreed) == [("rent_agreed", Outcome.NOTE)]


@pytest.mark.parametrize(
    ("starts_on", "before", "why"),
    [
        (date(2027, 5, 23), LONG, "rent_market"),
        (date(2027, 5, 22), LONG, "rent_market_early"),  # six months' notice
        (date(2027, 6, 1), replace(LONG, since=date(2026, 6, 2)), "rent_market_early"),  # a year
        (date(2027, 6, 1), replace(LONG, first_on=date(2024, 12, 2)), "rent_market_early"),
    ],
)
def test_the_markets_level_keeps_its_days(starts_on, before, why):
    terms = replace(
        DOUBLED, starts_on=starts_on, rent_before=before, rent_reason=RentReason.MARKET
    )
    assert [code for code, _outcome in rent(terms)] == [why]


def test_no_rent_is_a_doubt_that_is_answered():
    free = LeaseTerms(DAY, None, rent_ore_month=0)
    assert rent(free) == [("rent_nothing", Outcome.STOPS)]
    assert rent(replace(free, rent_reason=RentReason.FREE)) == [("rent_free", Outcome.NOTE)]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_a_next_version_with_a_higher_rent_is_not_signed(officer, housing, on_day):
    on_day(DAY)
    MunicipalityFactory(default_language="en")
    tenancy = let(housing, until=date(2029, 3, 1))
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    content = {"rent_ore_month": 2_000_000, "starts_on": DAY, "ends_on": None}
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    signing = {"lease_id": lease.pk, "version": 2, "how": "on_paper", "signed_on": DAY, "on": DAY}
    with pytest.raises(leasing.LeaseStopped, match="9 000 kroner a month"):
        leasing.sign_lease(officer, **signing)
    Lease.objects.filter(pk=lease.pk).update(rent_reason="new_lease")
    assert leasing.sign_lease(officer, **signing).state == "signed"


@pytest.mark.django_db
def test_a_lease_after_the_one_that_ends_is_free_to_agree(officer, housing, on_day):
    on_day(DAY)
    MunicipalityFactory(default_language="en")
    tenancy = let(housing, until=date(2027, 3, 1))
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    content = {"rent_ore_month": 1_000_000, "starts_on": date(2027, 3, 1), "ends_on": None}
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    signed = leasing.sign_lease(
        officer, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )
    assert signed.state == "signed"
