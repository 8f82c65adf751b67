"""A lease signed for a coming day: the present one holds until the day before."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.commands.renewing import open_review
from heimveg.tenancies.commands.rent import charge_month, note_index, regulate_rents
from heimveg.tenancies.models import AgreedRent, Entry, Lease, Tenancy
from heimveg.tenancies.queries.regulation import days_coming, left_out
from heimveg.tenancies.rules.lease import Hold, LeaseState, Standing, holds_from, standing_on
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory

DAY, TAKES_OVER = date(2026, 11, 23), date(2027, 3, 1)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(starts=days, signed=days, follows=st.booleans())
def test_a_lease_never_takes_days_from_the_one_before_it(starts, signed, follows):
    first = holds_from(starts_on=starts, signed_on=signed, follows_another=follows)
    assert first >= starts
    assert not follows or first >= signed


@given(since=days, until=st.none() | days, on=days)
def test_a_lease_is_in_force_on_the_days_it_holds_and_no_others(since, until, on):
    standing = standing_on(LeaseState.SIGNED, Hold(since, until), on=on)
    holds = since <= on and (until is None or on < until)
    assert (standing is Standing.IN_FORCE) == holds


@given(since=days, on=days)
def test_what_is_withdrawn_or_a_draft_is_never_in_force(since, on):
    assert standing_on(LeaseState.WITHDRAWN, Hold(since, None), on=on) is Standing.WITHDRAWN
    assert standing_on(LeaseState.DRAFT, None, on=on) is Standing.DRAFT


@pytest.fixture
def housing(db, on_day):
    on_day(DAY)
    MunicipalityFactory(default_language="en")
    return UnitFactory()


@pytest.fixture
def tenancy(housing):
    return Tenancy.move_in(
        person=PersonFactory(unit=housing),
        dwelling=DwellingFactory(estate=PropertyFactory()),
        on=date(2024, 3, 1), decision=None, rent_ore_month=900_000,
        lease_until=TAKES_OVER, by=system_user(),
    )  # fmt: skip


@pytest.fixture
def officer(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


def signed(officer, tenancy, **content):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content=content)
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )


@pytest.fixture
def present(officer, tenancy):
    return signed(officer, tenancy, ends_on=TAKES_OVER)


@pytest.fixture
def coming(officer, tenancy, present):
    return signed(officer, tenancy, starts_on=TAKES_OVER, ends_on=None, rent_ore_month=950_000)


def withdraw(officer, lease, on=DAY):
    return leasing.withdraw_lease(officer, lease_id=lease.pk, version=lease.version, on=on)


def standings(on):
    return [row.standing(on) for row in Lease.objects.order_by("number")]


def test_the_present_lease_holds_until_the_day_before(coming):
    assert standings(DAY) == [Standing.IN_FORCE, Standing.COMING]
    assert standings(date(2027, 2, 28)) == [Standing.IN_FORCE, Standing.COMING]
    assert standings(TAKES_OVER) == [Standing.REPLACED, Standing.IN_FORCE]
    assert Lease.objects.in_force(date(2027, 2, 28)).get().number == 1
    assert Lease.objects.in_force(TAKES_OVER).get() == coming


def test_the_rent_follows_on_the_day(coming, tenancy, act_as):
    keeper = act_as((UnitFactory(), Role.ECONOMY))
    assert sum(AgreedRent.on(tenancy, date(2027, 2, 28)).values()) == 900_000
    for month in (date(2027, 2, 1), TAKES_OVER):
        charge_month(keeper, month=month, on=month, at=clock.now())
    months = Entry.objects.filter(tenancy=tenancy).order_by("month", "pk")
    assert [(e.month, e.ore) for e in months] == [
        (date(2027, 2, 1), 900_000), (TAKES_OVER, 950_000),
    ]  # fmt: skip


def test_nothing_is_left_to_review_before_the_present_one_ends(coming, tenancy):
    tenancy.refresh_from_db()
    assert tenancy.lease_until is None


def test_withdrawn_before_its_day_everything_is_as_it_was(officer, tenancy, coming, present):
    withdraw(officer, coming)

    present.refresh_from_db()
    tenancy.refresh_from_db()
    assert standings(TAKES_OVER) == [Standing.IN_FORCE, Standing.WITHDRAWN]
    assert present.holds_until is None
    assert tenancy.lease_until == TAKES_OVER
    assert sum(AgreedRent.on(tenancy, TAKES_OVER).values()) == 900_000


def test_a_regulation_that_a_coming_lease_set_aside_holds_again_when_it_is_withdrawn(
    officer, tenancy, present
):
    common = {"tenancy": tenancy, "person": tenancy.person, "part": "rent"}
    AgreedRent.objects.create(
        **common, ore_month=930_000, from_on=date(2027, 4, 1), basis="index", told_on=DAY,
        index_then=1300, index_now=1343,
    )  # fmt: skip
    coming = signed(officer, tenancy, starts_on=TAKES_OVER, ends_on=None, rent_ore_month=950_000)
    assert sum(AgreedRent.on(tenancy, date(2027, 4, 1)).values()) == 950_000
    withdraw(officer, coming)
    assert sum(AgreedRent.on(tenancy, date(2027, 4, 1)).values()) == 930_000


def test_from_its_day_it_cannot_be_withdrawn(officer, coming):
    with pytest.raises(Refused, match="has not begun"):
        withdraw(officer, coming, on=TAKES_OVER)


def test_the_database_keeps_what_is_withdrawn_withdrawn_and_before_its_day(officer, coming):
    with pytest.raises(IntegrityError, match="withdrawn_before"), transaction.atomic():
        Lease.objects.filter(pk=coming.pk).update(state="withdrawn", withdrawn_on=TAKES_OVER)
    withdraw(officer, coming)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Lease.objects.filter(pk=coming.pk).update(state="signed", withdrawn_on=None)


def test_the_database_lets_one_lease_hold_at_a_time(coming, present):
    with pytest.raises(IntegrityError, match="one_lease_in_force"), transaction.atomic():
        Lease.objects.filter(pk=present.pk).update(holds_until=date(2027, 3, 2))


def test_nothing_else_is_agreed_while_a_lease_is_coming(officer, tenancy, coming):
    with pytest.raises(Refused, match=r"Version 2 .* 1 March 2027"):
        leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    withdraw(officer, coming)
    again = signed(officer, tenancy, starts_on=TAKES_OVER, ends_on=None)
    assert (again.number, again.standing(DAY)) == (3, Standing.COMING)


def test_a_rent_that_is_agreed_anew_is_not_regulated_before(officer, tenancy, coming, act_as):
    keeper = act_as((UnitFactory(), Role.ECONOMY))
    for month, tenths in ((date(2024, 2, 1), 1300), (date(2026, 10, 1), 1400)):
        note_index(keeper, month=month, tenths=tenths, source="SSB")
    first = date(2027, 1, 1)
    with pytest.raises(Refused):
        regulate_rents(keeper, from_on=first, on=DAY, at=clock.now())
    withdraw(officer, coming)
    regulate_rents(keeper, from_on=first, on=DAY, at=clock.now())
    assert sum(AgreedRent.on(tenancy, first).values()) > 900_000


def test_a_rent_that_by_the_lease_follows_no_index_is_not_regulated(officer, tenancy, act_as):
    keeper = act_as((UnitFactory(), Role.ECONOMY))
    for month, tenths in ((date(2024, 2, 1), 1300), (date(2026, 10, 1), 1400)):
        note_index(keeper, month=month, tenths=tenths, source="SSB")
    signed(officer, tenancy, is_index_regulated=False)
    first = date(2027, 1, 1)
    with pytest.raises(Refused):
        regulate_rents(keeper, from_on=first, on=DAY, at=clock.now())
    counted = [left_out(day, on=DAY).fixed for day in days_coming(on=DAY) if day.from_on == first]
    assert counted == [1]


def test_the_page_says_which_holds_and_which_comes(log_in, officer, tenancy, coming):
    text = log_in(officer).get(f"/tenancies/{tenancy.pk}/").content.decode()
    assert "version 2 takes over on 1 March 2027" in text
    assert "signed, coming" in text
    assert "Write a lease" not in text


def test_it_is_withdrawn_on_its_page_once(log_in, officer, coming, form):
    office = log_in(officer)
    assert "Withdraw the lease" in office.get(f"/leases/{coming.pk}/").content.decode()
    coming.refresh_from_db()
    said = form(row_version=str(coming.version))
    assert office.post(f"/leases/{coming.pk}/withdraw/", said).status_code == 302
    assert office.post(f"/leases/{coming.pk}/withdraw/", said).status_code == 303
    assert Lease.objects.get(pk=coming.pk).standing(DAY) is Standing.WITHDRAWN


def test_who_has_opened_it_before_another_changed_it_is_told(log_in, officer, coming, form):
    answer = log_in(officer).post(f"/leases/{coming.pk}/withdraw/", form(row_version="1"))
    assert answer.status_code == 409


def test_a_caseworker_of_another_unit_has_no_such_lease(log_in, act_as, coming, form):
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    said = form(row_version=str(coming.version))
    assert stranger.post(f"/leases/{coming.pk}/withdraw/", said).status_code == 404


def test_economy_withdraws_no_lease(act_as, housing, coming):
    with pytest.raises(PermissionDenied):
        withdraw(act_as((housing, Role.ECONOMY)), coming)


@pytest.mark.parametrize("ends_on", [date(2030, 6, 1), date(2027, 1, 1)])
def test_a_municipal_lease_with_another_end_decides_the_open_review(officer, tenancy, ends_on):
    review = open_review(officer, tenancy_id=tenancy.pk, on=DAY)
    signed(
        officer, tenancy, starts_on=date(2026, 12, 1), ends_on=ends_on,
        short_ground="municipal", told_in_writing_on=DAY,
    )  # fmt: skip
    review.refresh_from_db()
    assert (review.done_on, review.way) == (DAY, "stay")


def test_a_draft_begins_on_a_day_that_can_be_saved(officer, tenancy):
    signed(officer, tenancy, starts_on=DAY, ends_on=date(2030, 3, 1))
    draft = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    assert draft.starts_on == DAY


def test_no_lease_holds_past_its_tenancy(officer, tenancy):
    lease = signed(officer, tenancy, starts_on=DAY, ends_on=None)
    assert lease.standing(DAY) is Standing.IN_FORCE
    Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=DAY, end_reason="moved")
    assert Lease.objects.get(pk=lease.pk).standing(DAY) is Standing.ENDED
