"""What an eviction rests on is told before anybody types, and a protest keeps the home."""

from datetime import timedelta

import pytest

from heimveg.base.errors import Refused
from heimveg.prevention.models import PreventionCase
from heimveg.tenancies.models import Protest, QuitNotice, Tenancy
from heimveg.tenancies.rules import Ending
from tests.prevention.test_cases import (  # noqa: F401  # fixtures
    DAY,
    allocator,
    economy,
    evict,
    housing,
    ladder_to,
    landlord,
    noise,
    tenancy,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
# ruff: noqa: F811  # a fixture's name is a test's argument


def test_what_stands_in_the_way_is_told_before_anything_is_typed(
    log_in, allocator, landlord, tenancy
):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    client = log_in(allocator)
    address = f"/tenancies/{tenancy.pk}/prevention/eviction/"
    page = client.get(address).content.decode()
    assert page.count("stands in the way") == 7  # the steps from contact to the petition
    assert f"/tenancies/{tenancy.pk}/prevention/step/" in page
    assert 'name="sleeps"' not in page
    ladder_to(allocator, tenancy, "petition", begun=45)
    page = client.get(address).content.decode()
    assert page.count("stands in the way") == 1
    assert "The first lawful day is 28 November 2026" in page
    assert "the tenant declined. Instalments were offered twice" in page
    assert 'name="sleeps"' not in page


def test_nothing_in_the_way_and_the_page_asks_for_the_night(
    log_in, allocator, landlord, tenancy, form
):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")
    client = log_in(allocator)
    address = f"/tenancies/{tenancy.pk}/prevention/eviction/"
    page = client.get(address).content.decode()
    assert "stands in the way" not in page
    assert 'name="sleeps"' in page
    assert "A housing need begins the same day" in page
    said = {"carried_out_on": f"{DAY}", "row_version": PreventionCase.objects.get().version}
    assert client.post(address, form(**said)).status_code == 422
    done = client.post(address, form(**said, sleeps="temporary_accommodation"))
    assert done.url == f"/tenancies/{tenancy.pk}/prevention/"
    after = client.get(done.url).content.decode()
    assert "The housing need" in after
    assert "Note a sign" not in after
    assert Tenancy.objects.get(pk=tenancy.pk).end_reason == Ending.EVICTED


def test_nobody_is_evicted_past_a_protest(log_in, allocator, landlord, tenancy):
    """Husleieloven § 9-8."""
    notice = QuitNotice.objects.create(
        tenancy=tenancy, person_id=tenancy.person_id, given_by="landlord", ground="breach",
        given_on=DAY - timedelta(days=40), out_on=DAY, protest_by=DAY - timedelta(days=10),
        sue_by=DAY + timedelta(days=80), recorded_by_id=allocator.user_id,
    )  # fmt: skip
    Protest.objects.create(
        notice=notice, person_id=tenancy.person_id, received_on=DAY - timedelta(days=20),
        how="letter", recorded_by_id=allocator.user_id,
    )  # fmt: skip
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")
    page = log_in(allocator).get(f"/tenancies/{tenancy.pk}/prevention/eviction/").content.decode()
    assert f"/notices/{notice.pk}/protest/" in page
    assert 'name="sleeps"' not in page
    with pytest.raises(Refused, match="has protested"):
        evict(allocator, tenancy)
    Protest.objects.update(sued_on=DAY)
    assert evict(allocator, tenancy).carried_out_on == DAY


def test_each_step_that_lacks_has_its_own_way(log_in, allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    client = log_in(allocator)
    step = f"/tenancies/{tenancy.pk}/prevention/step/?code=plan"
    page = client.get(f"/tenancies/{tenancy.pk}/prevention/eviction/").content.decode()
    assert step in page
    assert client.get(step).context["form"].initial["code"] == "plan"


def test_no_sign_is_noted_where_the_tenancy_has_ended(log_in, allocator, tenancy, form):
    """A case would open that nobody can do anything in."""
    tenancy.end(on=DAY)
    address = f"/tenancies/{tenancy.pk}/sign/"
    said = form(kind="noise", seen_on=f"{DAY - timedelta(days=3)}")
    assert log_in(allocator).post(address, said).status_code == 409
    assert not PreventionCase.objects.exists()
    page = log_in(allocator).get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert "Note a sign" not in page
