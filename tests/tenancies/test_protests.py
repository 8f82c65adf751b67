"""A tenant's protest against the landlord's notice keeps the home until a court has the matter
(husleieloven § 9-8)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import quitting
from heimveg.tenancies.commands.ending import end_tenancy
from heimveg.tenancies.models import Protest, QuitNotice
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.quitting import (
    GivenBy,
    ProtestHow,
    QuitForm,
    QuitGround,
    QuitStanding,
    quit_days,
    standing_after_protest,
)
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = pytest.mark.usefixtures("this_day", "in_english")
DAY = date(2026, 11, 23)
GIVEN = date(2026, 8, 15)
PROTEST_BY, SUE_BY, OUT_ON = date(2026, 9, 15), date(2026, 12, 15), date(2026, 12, 1)
IN_TIME = date(2026, 9, 15)
WHOLE = QuitForm(GivenBy.LANDLORD, True, QuitGround.BREACH, True, True)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@pytest.fixture
def tenancy(housing):
    return let(housing, on=date(2025, 3, 1), until=None)


@pytest.fixture
def notice(officer, tenancy):
    return quitting.give_notice(
        officer,
        tenancy_id=tenancy.pk,
        form=WHOLE,
        given_on=GIVEN,
        is_single_room=False,
        on=DAY,
        late_because="The letter lay in another office.",
    )


def protests(actor, notice, day=IN_TIME, words="I do not agree.", on=DAY):
    return quitting.record_protest(
        actor, notice_id=notice.pk, received_on=day, how=ProtestHow.LETTER, words=words, on=on
    )


def goes_to_court(actor, notice, day=DAY, on=DAY):
    return quitting.go_to_court(actor, notice_id=notice.pk, sued_on=day, on=on)


def ends(actor, tenancy, on):
    return end_tenancy(actor, tenancy_id=tenancy.pk, on=on, ending=Ending.LANDLORD_NOTICE)


def standing(notice, on=DAY):
    return QuitNotice.objects.get(pk=notice.pk).standing(on)


@given(DAYS, st.integers(0, 500), st.none() | st.integers(0, 500), st.integers(0, 700))
def test_the_law_of_a_protest(given_on, came, sued, looked):
    """In time it holds the notice; nobody in court in time, and the notice is gone for good."""
    days = quit_days(WHOLE, law_on(given_on), given_on=given_on, is_single_room=False)
    received, on = given_on + timedelta(days=came), given_on + timedelta(days=looked)
    sued_on = None if sued is None else given_on + timedelta(days=sued)
    found = standing_after_protest(
        received, protest_by=days.protest_by, sue_by=days.sue_by, sued_on=sued_on, on=on
    )
    if received > days.protest_by:
        assert found is QuitStanding.RUNS
    elif sued_on is not None and sued_on <= days.sue_by:
        assert found is QuitStanding.IN_COURT
    else:
        assert found is (QuitStanding.PROTESTED if on <= days.sue_by else QuitStanding.LAPSED)


def test_the_days_follow_from_the_notice(notice):
    assert (notice.protest_by, notice.sue_by, notice.out_on) == (PROTEST_BY, SUE_BY, OUT_ON)


def test_in_time_it_keeps_the_home(officer, tenancy, notice):
    protests(officer, notice)
    assert standing(notice) is QuitStanding.PROTESTED
    with pytest.raises(Refused, match="protested against the landlord's notice in time") as no:
        ends(officer, tenancy, OUT_ON)
    assert no.value.url == f"/notices/{notice.pk}/protest/"


def test_a_day_too_late_it_changes_nothing(officer, tenancy, notice):
    protests(officer, notice, day=PROTEST_BY + timedelta(days=1))
    assert standing(notice) is QuitStanding.RUNS
    assert ends(officer, tenancy, OUT_ON).ended_on == OUT_ON


def test_with_the_matter_in_court_the_notice_does_not_lapse(officer, tenancy, notice):
    protests(officer, notice)
    goes_to_court(officer, notice)
    assert standing(notice, SUE_BY + timedelta(days=90)) is QuitStanding.IN_COURT
    with pytest.raises(Refused, match="A court has the matter"):
        ends(officer, tenancy, OUT_ON)


def rules(actor, notice, *, is_upheld, day=DAY, on=DAY):
    return quitting.record_ruling(
        actor, notice_id=notice.pk, ruled_on=day, is_upheld=is_upheld, on=on
    )


def test_a_notice_that_the_court_upholds_ends_the_tenancy(officer, tenancy, notice):
    protests(officer, notice)
    with pytest.raises(Refused, match="No court has the matter"):
        rules(officer, notice, is_upheld=True)
    goes_to_court(officer, notice)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(Invalid):
            rules(officer, notice, is_upheld=True, day=day)
    rules(officer, notice, is_upheld=True)
    assert standing(notice) is QuitStanding.UPHELD
    with pytest.raises(Refused, match="The court has ruled"):
        quitting.take_protest_back(officer, notice_id=notice.pk, on=DAY)
    assert ends(officer, tenancy, OUT_ON).ended_on == OUT_ON


def test_a_notice_that_the_court_sets_aside_ends_nothing_and_makes_way(officer, tenancy, notice):
    protests(officer, notice)
    goes_to_court(officer, notice)
    rules(officer, notice, is_upheld=False)
    with pytest.raises(Refused, match="set the landlord's notice aside"):
        ends(officer, tenancy, OUT_ON)
    tenancy.refresh_from_db()
    with pytest.raises(IntegrityError, match="no court has upheld"), transaction.atomic():
        tenancy.end(on=OUT_ON, ending=Ending.LANDLORD_NOTICE)
    quitting.give_notice(
        officer, tenancy_id=tenancy.pk, form=WHOLE, given_on=DAY, is_single_room=False, on=DAY
    )


@pytest.mark.parametrize("ending", [Ending.UNKNOWN, Ending.RAN_OUT])
@pytest.mark.parametrize("is_in_court", [False, True])
def test_an_end_that_nobody_chose_is_no_way_past_a_protest(
    officer, tenancy, notice, ending, is_in_court
):
    protests(officer, notice)
    if is_in_court:
        goes_to_court(officer, notice)
    with pytest.raises(Refused):
        end_tenancy(officer, tenancy_id=tenancy.pk, on=DAY, ending=ending)
    tenancy.refresh_from_db()
    with pytest.raises(IntegrityError, match="no court has upheld"), transaction.atomic():
        tenancy.end(on=DAY, ending=ending)


def test_it_lapses_by_itself_and_a_new_notice_begins_anew(officer, tenancy, notice):
    protests(officer, notice)
    later = SUE_BY + timedelta(days=1)
    assert standing(notice, SUE_BY) is QuitStanding.PROTESTED
    assert standing(notice, later) is QuitStanding.LAPSED
    with pytest.raises(Refused, match="has lapsed"):
        ends(officer, tenancy, later)
    with pytest.raises(Refused, match="does not come back"):
        quitting.take_protest_back(officer, notice_id=notice.pk, on=later)
    again = quitting.give_notice(
        officer, tenancy_id=tenancy.pk, form=WHOLE, given_on=later, is_single_room=False, on=later
    )
    assert again.pk != notice.pk
    with pytest.raises(Refused, match="runs already"):
        quitting.give_notice(
            officer, tenancy_id=tenancy.pk, form=WHOLE, given_on=later, is_single_room=False,
            on=later,
        )  # fmt: skip


def test_taken_back_the_notice_runs_again_and_the_tenant_may_protest_anew(officer, notice):
    protests(officer, notice)
    quitting.take_protest_back(officer, notice_id=notice.pk, on=DAY)
    assert standing(notice) is QuitStanding.RUNS
    protests(officer, notice)
    assert standing(notice) is QuitStanding.PROTESTED


def test_the_database_ends_no_tenancy_past_a_protest(officer, tenancy, notice):
    made = protests(officer, notice)
    for reason in ("landlord_notice", "evicted"):
        tenancy.refresh_from_db()
        with pytest.raises(IntegrityError, match="has protested"), transaction.atomic():
            tenancy.end(on=OUT_ON, ending=Ending(reason))
    later = SUE_BY + timedelta(days=1)
    tenancy.refresh_from_db()
    with pytest.raises(IntegrityError, match="has protested"), transaction.atomic():
        tenancy.end(on=later, ending=Ending.LANDLORD_NOTICE)
    made.go_to_court(on=DAY)
    made.rule(on=DAY, is_upheld=True)
    tenancy.refresh_from_db()
    tenancy.end(on=OUT_ON, ending=Ending.LANDLORD_NOTICE)


def test_other_ends_are_the_tenants_own(officer, tenancy, notice):
    protests(officer, notice)
    done = end_tenancy(officer, tenancy_id=tenancy.pk, on=DAY, ending=Ending.MOVED)
    assert done.ended_on == DAY


@pytest.mark.parametrize(
    ("day", "words", "field"),
    [
        (GIVEN - timedelta(days=1), "", "received_on"),
        (DAY + timedelta(days=1), "", "received_on"),
        (IN_TIME, "Eg er i behandling for rus.", "words"),
    ],
)
def test_what_cannot_be_recorded(officer, notice, day, words, field):
    with pytest.raises(Invalid) as wrong:
        protests(officer, notice, day=day, words=words)
    assert list(wrong.value.fields) == [field]


def test_what_is_not_protested(officer, tenancy, notice):
    protests(officer, notice)
    with pytest.raises(Refused, match="recorded already"):
        protests(officer, notice)
    quitting.withdraw_notice(officer, notice_id=notice.pk, on=DAY)
    with pytest.raises(Refused, match="does not stand"):
        protests(officer, notice)
    own = quitting.give_notice(
        officer, tenancy_id=tenancy.pk, form=QuitForm(GivenBy.TENANT, is_written=True),
        given_on=DAY, is_single_room=False, on=DAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="landlord's notice"):
        protests(officer, own)


def test_to_court_only_with_a_protest_in_time_and_by_the_laws_day(officer, notice):
    with pytest.raises(Refused, match="No protest"):
        goes_to_court(officer, notice)
    protests(officer, notice)
    late = SUE_BY + timedelta(days=1)
    for day, on in ((late, late), (IN_TIME - timedelta(days=1), DAY), (DAY, IN_TIME)):
        with pytest.raises(Invalid):
            goes_to_court(officer, notice, day=day, on=on)
    goes_to_court(officer, notice)
    with pytest.raises(Refused, match="in court"):
        goes_to_court(officer, notice)


def test_the_page_records_it_says_the_day_and_takes_it_to_court(office, notice, form):
    address = f"/notices/{notice.pk}/protest/"
    assert "can protest in writing until" in office.get(address).content.decode()
    said = {"received_on": "2026-09-01", "how": "email", "words": "I stay."}
    assert office.post(address, form(**said | {"how": ""})).status_code == 422
    late = office.post(address, form(**said | {"received_on": "2026-12-24", "words": "Kept"}))
    assert late.status_code == 422
    assert "Kept" in late.content.decode()
    sent = form(**said)
    assert office.post(address, sent).status_code == 302
    office.post(address, sent)
    assert Protest.objects.count() == 1
    assert office.post(address, form(**said)).status_code == 409
    page = office.get(address).content.decode()
    assert "To court by 15 December 2026, or the notice lapses" in page
    assert "«I stay.»" in page
    court = f"/notices/{notice.pk}/court/"
    assert office.post(court, form(sued_on="2026-12-24")).status_code == 422
    assert office.post(court, form(sued_on="2026-11-20")).status_code == 302
    assert "In court since 20 November 2026" in office.get(address).content.decode()
    assert "In court since" in office.get(f"/tenancies/{notice.tenancy_id}/").content.decode()
    ruling = f"/notices/{notice.pk}/ruling/"
    assert office.post(ruling, form(ruled_on="2026-11-21")).status_code == 422
    assert office.post(ruling, form(ruled_on="2026-11-21", is_upheld="no")).status_code == 302
    assert "The court set the notice aside on" in office.get(address).content.decode()
    assert "set it aside" in office.get(f"/tenancies/{notice.tenancy_id}/").content.decode()


def test_the_front_page_says_by_when(office, officer, notice, on_day):
    assert "To court in time" not in office.get("/").content.decode()
    protests(officer, notice)
    page = office.get("/").content.decode()
    assert f"/notices/{notice.pk}/protest/" in page
    assert "to court by" in page
    on_day(SUE_BY + timedelta(days=1))
    assert f"/notices/{notice.pk}/protest/" not in office.get("/").content.decode()


def test_it_is_taken_back_on_its_page(office, officer, notice, form):
    protests(officer, notice)
    address = f"/notices/{notice.pk}/protest/taken-back/"
    assert f'href="{address}"' in office.get(f"/notices/{notice.pk}/protest/").content.decode()

    asked = office.get(address).content.decode()

    assert "Take back the protest of 15 September 2026?" in asked
    assert "notice runs again, and the home is to be left by 1 December 2026." in asked
    assert "a new one would come too late" in asked
    assert standing(notice) is QuitStanding.PROTESTED  # nothing is done by looking
    office.post(address, form())
    assert standing(notice) is QuitStanding.RUNS
    assert office.get(address).status_code == 302  # nothing is left to take back
    page = office.get(f"/notices/{notice.pk}/protest/").content.decode()
    assert "was taken back on 23 November 2026" in page


def test_what_taking_it_back_leads_to_is_said_as_it_stands(office, officer, notice, on_day):
    address = f"/notices/{notice.pk}/protest/taken-back/"
    on_day(GIVEN + timedelta(days=3))
    protests(officer, notice, day=GIVEN, on=GIVEN + timedelta(days=3))
    early = office.get(address).content.decode()
    assert "The tenant can protest again until 15 September 2026." in early
    assert "too late" not in early
    on_day(DAY)
    goes_to_court(officer, notice)
    assert (
        "The matter is in court. Tell the court as well." in office.get(address).content.decode()
    )


def test_the_landlord_of_the_home_and_who_helps_the_tenant_record_it(act_as, notice, housing):
    estate = notice.tenancy.dwelling.estate
    protests(act_as((estate.managed_by, Role.PROPERTY)), notice)
    quitting.take_protest_back(act_as((housing, Role.CASEWORKER)), notice_id=notice.pk, on=DAY)
    protests(act_as((housing, Role.COORDINATOR)), notice)
    with pytest.raises(PermissionDenied):
        goes_to_court(act_as((housing, Role.COORDINATOR)), notice)
    with pytest.raises(PermissionDenied):
        protests(act_as((estate.managed_by, Role.CARETAKER)), notice)


def test_another_units_and_a_protected_persons_are_not_there(
    act_as, log_in, notice, office, officer, form
):
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))
    addresses = [
        f"/notices/{notice.pk}/{way}/" for way in ("protest", "court", "protest/taken-back")
    ]
    for address in addresses:
        assert log_in(stranger).post(address, form(sued_on=f"{DAY}")).status_code == 404
    Protection.objects.create(person=notice.person, grade="confidential", since=DAY)
    client = log_in(officer)
    for address in addresses:
        assert client.post(address, form(sued_on=f"{DAY}")).status_code == 404


def test_the_front_page_costs_the_same_for_many(office, officer, housing, constant_queries):
    def one_more():
        its = let(housing, on=date(2025, 3, 1), until=None)
        made = quitting.give_notice(
            officer,
            tenancy_id=its.pk,
            form=WHOLE,
            given_on=GIVEN,
            is_single_room=False,
            on=DAY,
            late_because="The letter lay in another office.",
        )
        protests(officer, made)

    constant_queries(lambda: office.get("/"), one_more)
