"""Deposit and guarantee together never pass the ceiling, whichever comes last."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.base.errors import Invalid, Refused
from heimveg.tenancies.commands import agreeing, leasing
from heimveg.tenancies.models import Agreement, Lease
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.lease import LeaseTerms, Point, check_lease, stops
from tests.tenancies.factories import let

pytestmark = pytest.mark.usefixtures("this_day", "in_english")
DAY = date(2026, 11, 23)
LAW = law_on(DAY)
RENT = 900_000  # øre; six months are 54,000 kroner
ore = st.integers(0, 10_000_000)


@given(rent=ore, deposit=ore, guaranteed=ore)
def test_the_law_stops_exactly_what_is_above_six_months_rent(rent, deposit, guaranteed):
    terms = LeaseTerms(DAY, None, rent, deposit_ore=deposit, guaranteed_ore=guaranteed)
    points = {check.point for check in stops(check_lease(terms, LAW, signed_on=DAY))}
    assert (Point.DEPOSIT in points) == (deposit + guaranteed > 6 * rent)


@pytest.fixture
def tenancy(housing):
    return let(housing)


def sign(officer, tenancy, **content):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )


def guarantee(officer, tenancy, amount_ore, **content):
    content = {
        "kind": "guarantee", "legal_basis": "", "other_party": "NAV", "text": "Guaranteed.",
        "amount_ore": amount_ore, "starts_on": DAY, "ends_on": None,
    } | content  # fmt: skip
    made = agreeing.write_agreement(officer, tenancy_id=tenancy.pk, content=content, on=DAY)
    return agreeing.sign_agreement(officer, agreement_id=made.pk, version=1, on=DAY)


def test_a_guarantee_added_later_counts_the_deposit(officer, tenancy):
    sign(officer, tenancy, deposit_ore=3 * RENT)
    with pytest.raises(Invalid, match=r"27\s000 kroner at most"):
        guarantee(officer, tenancy, 3 * RENT + 1)
    guarantee(officer, tenancy, 3 * RENT)


def test_beside_a_deposit_that_takes_all_it_says_what_can_be_done(officer, tenancy):
    sign(officer, tenancy, deposit_ore=6 * RENT)
    with pytest.raises(Invalid) as refused:
        guarantee(officer, tenancy, 1)
    told = str(refused.value).replace("\xa0", " ")
    assert "the deposit of 54 000 kroner takes all of it" in told
    assert "write a lease with a lower deposit first" in told
    assert " 0 kroner" not in told


def test_a_deposit_raised_later_counts_the_guarantee(officer, tenancy):
    guarantee(officer, tenancy, 3 * RENT)
    with pytest.raises(leasing.LeaseStopped, match="guaranteed beside the lease"):
        sign(officer, tenancy, deposit_ore=3 * RENT + 1)
    lease = Lease.objects.get()
    leasing.change_lease(officer, lease_id=lease.pk, version=2, content={"deposit_ore": 3 * RENT})
    leasing.sign_lease(
        officer, lease_id=lease.pk, version=3, how="on_paper", signed_on=DAY, on=DAY
    )
    assert Lease.objects.get().ceiling_ore == 6 * RENT


def test_a_guarantee_written_before_the_deposit_is_asked_about_again_when_signed(officer, tenancy):
    content = {
        "kind": "guarantee", "legal_basis": "", "text": "Guaranteed.", "amount_ore": 5 * RENT,
        "starts_on": DAY,
    }  # fmt: skip
    made = agreeing.write_agreement(officer, tenancy_id=tenancy.pk, content=content, on=DAY)
    sign(officer, tenancy, deposit_ore=3 * RENT)
    with pytest.raises(Refused, match="at most"):
        agreeing.sign_agreement(officer, agreement_id=made.pk, version=1, on=DAY)


def test_a_coming_lease_with_a_lower_rent_lowers_what_can_be_guaranteed(officer, tenancy):
    sign(officer, tenancy)
    sign(officer, tenancy, starts_on=date(2027, 3, 1), ends_on=None, rent_ore_month=RENT // 2)
    with pytest.raises(Invalid, match=r"27\s000 kroner at most"):
        guarantee(officer, tenancy, 4 * RENT)


def test_the_landlord_is_stopped_by_a_guarantee_it_does_not_see(officer, act_as, tenancy):
    guarantee(officer, tenancy, 4 * RENT)
    landlord = act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))
    with pytest.raises(leasing.LeaseStopped, match="ask who follows the tenant up"):
        sign(landlord, tenancy, deposit_ore=3 * RENT)
    assert Lease.objects.get().state == "draft"


def test_a_guarantee_that_has_ended_counts_no_more(officer, tenancy):
    made = guarantee(officer, tenancy, 4 * RENT)
    agreeing.end_agreement(officer, agreement_id=made.pk, version=2, on=DAY)
    sign(officer, tenancy, deposit_ore=6 * RENT)


def test_the_database_adds_them_up_whoever_writes(officer, tenancy):
    sign(officer, tenancy, deposit_ore=3 * RENT)
    made = guarantee(officer, tenancy, 3 * RENT)
    with pytest.raises(IntegrityError, match="more than the ceiling"), transaction.atomic():
        Agreement.objects.create(
            person_id=tenancy.person_id, tenancy=tenancy, kind="guarantee", number=2, text="x",
            state="signed", amount_ore=1, starts_on=DAY, signed_on=DAY,
            recorded_by_id=officer.user_id,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Lease.objects.update(ceiling_ore=10 * RENT)
    made.refresh_from_db()
    assert made.ceiling_ore == 6 * RENT
