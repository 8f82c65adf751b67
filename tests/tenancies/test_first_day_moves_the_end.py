"""A new first day moves the end of the lease, as long as nothing is signed; what is kept is said
before the day is set."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.errors import Invalid, Stale
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.commands.beginning import set_first_day
from heimveg.tenancies.models import Lease, Tenancy
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.beginning import end_moved
from heimveg.tenancies.rules.law import months_after
from heimveg.tenancies.rules.lease import LeaseTerms, SignedHow, is_short
from tests.tenancies.factories import let

DAY = date(2026, 11, 23)
WAS = date(2026, 12, 1)
NEW = date(2026, 12, 14)
UNTIL, LATER = date(2029, 12, 1), date(2029, 12, 14)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(was=days, months=st.integers(1, 60), first_day=days)
def test_a_lease_of_whole_months_keeps_its_months(was, months, first_day):
    until = months_after(was, months)
    found = end_moved(until, was=was, first_day=first_day)
    kept = {n for n in range(62) if months_after(was, n) == until}
    assert found in {months_after(first_day, n) for n in kept}


@given(was=days, length=st.integers(1, 2000), first_day=days)
def test_a_lease_that_is_long_enough_stays_so(was, length, first_day):
    law, until = law_on(DAY), was + timedelta(days=length)
    moved = end_moved(until, was=was, first_day=first_day)
    assert moved > first_day
    if not is_short(LeaseTerms(was, until, 900_000), law):
        assert not is_short(LeaseTerms(first_day, moved, 900_000), law)


pytestmark = pytest.mark.usefixtures("this_day", "in_english")


@pytest.fixture
def coming(housing):
    return let(housing, on=WAS, until=UNTIL)


def move(actor, tenancy, day=NEW, until=LATER):
    return set_first_day(actor, tenancy_id=tenancy.pk, was=WAS, first_day=day, until=until, on=DAY)


def draft(officer, tenancy):
    return leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="en", on=DAY)


def signed(officer, tenancy):
    lease = draft(officer, tenancy)
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=lease.version, how=SignedHow.ON_PAPER, signed_on=DAY,
        on=DAY,
    )  # fmt: skip


def days_of(model, pk):
    row = model.objects.get(pk=pk)
    first = row.started_on if model is Tenancy else row.starts_on
    return first, row.lease_until if model is Tenancy else row.ends_on


def test_the_end_moves_along_with_the_day_and_the_draft_does_too(officer, coming):
    lease = draft(officer, coming)
    assert (lease.starts_on, lease.ends_on) == (WAS, UNTIL)

    move(officer, coming)

    assert days_of(Tenancy, coming.pk) == (NEW, LATER)
    assert days_of(Lease, lease.pk) == (NEW, LATER)


def test_who_has_the_draft_open_is_told(officer, coming):
    lease = draft(officer, coming)
    move(officer, coming)
    with pytest.raises(Stale):
        leasing.change_lease(
            officer, lease_id=lease.pk, version=lease.version, content={"ends_on": UNTIL}
        )


def test_a_draft_with_days_of_its_own_keeps_them(officer, coming):
    lease = draft(officer, coming)
    own = {"starts_on": date(2027, 1, 1), "ends_on": date(2030, 1, 1)}
    leasing.change_lease(officer, lease_id=lease.pk, version=lease.version, content=own)
    move(officer, coming)
    assert days_of(Lease, lease.pk) == tuple(own.values())


@pytest.mark.parametrize(
    ("ends_on", "moved"), [(None, None), (date(2031, 12, 1), date(2031, 12, 14))]
)
def test_a_draft_stays_as_long_as_it_was(officer, coming, ends_on, moved):
    lease = draft(officer, coming)
    own = {"starts_on": WAS, "ends_on": ends_on}
    leasing.change_lease(officer, lease_id=lease.pk, version=lease.version, content=own)
    move(officer, coming)
    assert days_of(Lease, lease.pk) == (NEW, moved)


def test_what_is_signed_keeps_its_end(officer, coming):
    signed(officer, coming)
    move(officer, coming, until=UNTIL)
    assert days_of(Tenancy, coming.pk) == (NEW, UNTIL)


def test_a_lease_signed_after_it_was_shown_stops_it(officer, coming):
    signed(officer, coming)
    with pytest.raises(Stale, match="Something else was agreed"):
        move(officer, coming)
    assert days_of(Tenancy, coming.pk) == (WAS, UNTIL)


def test_a_day_past_what_is_signed_is_refused(officer, housing):
    coming = let(housing, on=WAS, until=UNTIL)
    signed(officer, coming)
    Tenancy.objects.filter(pk=coming.pk).update(lease_until=NEW)
    with pytest.raises(Invalid, match="has run out by then"):
        move(officer, coming, until=NEW)


def shown(office, tenancy, day=NEW):
    sent = {"was": WAS.isoformat(), "first_day": day.isoformat()}
    return office.get(f"/tenancies/{tenancy.pk}/first-day/", sent)


def test_it_is_shown_before_it_is_set(officer, office, coming, form):
    draft(officer, coming)
    page = shown(office, coming).content.decode()
    assert "Begin on 14 December 2026?" in page
    assert "run until 14 December 2029, not until 1 December 2029" in page
    assert "The draft of the lease moves along, and stays as long as it is." in page
    assert days_of(Tenancy, coming.pk) == (WAS, UNTIL)

    sent = {"was": WAS.isoformat(), "first_day": NEW.isoformat(), "until": LATER.isoformat()}
    answer = office.post(f"/tenancies/{coming.pk}/first-day/", form(**sent))

    assert answer.status_code == 302
    assert days_of(Tenancy, coming.pk) == (NEW, LATER)


def test_the_page_of_a_coming_tenancy_leads_there(office, coming, housing):
    way = f'href="/tenancies/{coming.pk}/first-day/"'
    assert way in office.get(f"/tenancies/{coming.pk}/").content.decode()
    begun = let(housing, on=date(2026, 1, 1))
    assert "/first-day/" not in office.get(f"/tenancies/{begun.pk}/").content.decode()


def test_what_a_signed_lease_keeps_is_said_with_the_law(officer, office, coming):
    signed(officer, coming)
    page = shown(office, coming).content.decode()
    assert "it says from 1 December 2026 until 1 December 2029, and keeps that end" in page
    assert "less than the 3 years a fixed term lasts at least (husleieloven § 9-3)" in page
    earlier = shown(office, coming, day=date(2026, 11, 30)).content.decode()
    assert "less than the 3 years" not in earlier


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2026, 11, 1), "Choose today or a later day"), (date(2099, 1, 1), "at most a year")],
)
def test_a_day_that_cannot_be_is_said_before(office, coming, day, text):
    answer = shown(office, coming, day=day)
    assert answer.status_code == 422
    assert text in answer.content.decode()
