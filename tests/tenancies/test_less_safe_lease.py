"""Who is to lose rights by a new lease is asked about, by name."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.models import Lease
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.lease import (
    LeaseTerms,
    Outcome,
    Point,
    ShortGround,
    check_lease,
)
from heimveg.tenancies.rules.safety import Before, LessSafeReason
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = pytest.mark.usefixtures("this_day", "in_english")
DAY = date(2026, 11, 23)
LAW = law_on(DAY)
SHORT = LeaseTerms(
    DAY, date(2028, 11, 23), rent_ore_month=900_000, short_ground=ShortGround.MUNICIPAL,
    told_in_writing_on=DAY,
)  # fmt: skip
OPEN, MAIN = Before(1, None, is_municipal=False), Before(1, date(2029, 1, 1), is_municipal=False)


def asked(before, terms=SHORT, **said):
    checks = check_lease(replace(terms, before=before, **said), LAW, signed_on=DAY)
    return [check for check in checks if check.point is Point.LESS_SAFE]


def test_from_no_end_and_from_the_main_rule_to_the_exception_it_is_asked():
    assert [check.why for check in asked(OPEN)] == ["less_safe_than_no_end"]
    assert [check.why for check in asked(MAIN)] == ["less_safe_than_main_rule"]
    assert LAW[asked(OPEN)[0].law].paragraph == "husleieloven § 1-2"


def test_a_lease_that_ran_out_without_a_request_to_move_has_no_end_any_more():
    ran_out = Before(1, DAY - timedelta(days=93), is_municipal=True)
    assert [check.why for check in asked(ran_out)] == ["less_safe_than_no_end"]
    assert not asked(ran_out, was_asked_to_move=True)
    assert not asked(replace(ran_out, ends_on=DAY - timedelta(days=80)))


def test_nothing_is_asked_where_nothing_is_lost():
    assert not asked(None)
    assert not asked(Before(1, date(2026, 12, 1), is_municipal=True))
    assert not asked(MAIN, replace(SHORT, ends_on=date(2029, 11, 23), short_ground="none"))


ends = st.none() | st.dates(date(2026, 1, 1), date(2032, 1, 1))


@given(before=st.builds(Before, st.just(1), ends, st.booleans()), ends_on=ends)
def test_a_lease_without_an_end_by_the_main_rule_is_never_less_safe(before, ends_on):
    open_lease = replace(SHORT, ends_on=None, short_ground=ShortGround.NONE)
    assert not asked(before, open_lease)
    said = asked(before, replace(SHORT, ends_on=ends_on), less_safe_reason=LessSafeReason.ASKED)
    assert all(check.outcome is Outcome.NOTE for check in said)


@pytest.fixture
def housing(db):
    return UnitFactory()


@pytest.fixture
def officer(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


@pytest.fixture
def tenancy(housing):
    return let(housing, until=None)


def write(officer, tenancy, **content):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    return lease


def sign(officer, lease):
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )


MUNICIPAL = {
    "starts_on": DAY, "ends_on": date(2028, 11, 23), "short_ground": "municipal",
    "told_in_writing_on": DAY,
}  # fmt: skip


def test_it_is_not_signed_without_a_reason_and_the_reason_is_kept(officer, tenancy):
    sign(officer, write(officer, tenancy, ends_on=None))
    lease = write(officer, tenancy, **MUNICIPAL)
    with pytest.raises(leasing.LeaseStopped, match=r"Version 1 goes on without an end"):
        sign(officer, lease)
    leasing.change_lease(
        officer, lease_id=lease.pk, version=2, content={"less_safe_reason": "asked"}
    )
    leasing.sign_lease(
        officer, lease_id=lease.pk, version=3, how="on_paper", signed_on=DAY, on=DAY
    )
    kept = Lease.objects.get(pk=lease.pk)
    assert kept.less_safe_reason == "asked"
    assert [c["why"] for c in kept.checks if c["point"] == "less_safe"] == ["less_safe_said"]
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Lease.objects.filter(pk=lease.pk).update(less_safe_reason="")


def test_who_has_lived_there_without_an_agreed_end_is_asked_about_too(officer, tenancy):
    with pytest.raises(leasing.LeaseStopped, match="without an agreed end"):
        sign(officer, write(officer, tenancy, **MUNICIPAL))


def test_the_first_lease_of_a_tenancy_takes_nothing_away(officer, tenancy):
    lease = write(officer, tenancy, **MUNICIPAL | {"starts_on": tenancy.started_on})
    assert sign(officer, lease).standing(DAY).value == "in_force"


def test_the_page_asks_before_signing(log_in, officer, tenancy):
    sign(officer, write(officer, tenancy, ends_on=None))
    lease = write(officer, tenancy, **MUNICIPAL)
    text = log_in(officer).get(f"/leases/{lease.pk}/").content.decode()
    assert "Less safe than now" in text
    assert "The tenant can say no" in text
    assert "husleieloven § 1-2" in text
