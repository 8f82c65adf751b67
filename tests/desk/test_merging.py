from datetime import date, timedelta

import pytest

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.desk import commands
from heimveg.desk.commands import Opened
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import (
    Case,
    Household,
    HouseholdMember,
    Merge,
    NotTwice,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.queries import candidates, people, people_found, somebody_unseen_has
from heimveg.persons.rules import CaseOutcome, Grade, IdKind
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import UnitFactory
from tests.intake.factories import ErrandFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
EARLIER = date(2026, 1, 1)


@pytest.fixture
def unit():
    return UnitFactory(name="Housing office")


@pytest.fixture
def worker(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


@pytest.fixture
def kept(unit):
    return PersonFactory(name="Kari Nordheim", unit=unit)


@pytest.fixture
def duplicate(unit):
    return PersonFactory(name="Kari Nordhem", unit=unit)


@pytest.fixture
def browser(log_in, worker):
    User.objects.filter(pk=worker.user_id).update(language="en")
    return log_in(worker)


def merged(worker, kept, duplicate):
    for person in (kept, duplicate):
        person.refresh_from_db()
    return commands.merge_persons(
        worker,
        kept=Opened(kept.pk, kept.version),
        duplicate=Opened(duplicate.pk, duplicate.version),
        on=TODAY(),
    )


def state(*people):
    """Everything of these people that a merge may touch, but for versions and what it adds."""
    ids = [person.pk for person in people]
    rows = {}
    for model, fields in (
        (Need, ("person_id", "status", "closed_on", "opened_on")),
        (Tenancy, ("person_id", "ended_on")),
        (Stay, ("person_id", "ended_on", "kind")),
        (HouseholdMember, ("person_id", "ended_on")),
        (Case, ("person_id", "closed_on", "outcome")),
        (Responsibility, ("person_id", "unit_id", "ended_on", "end_reason")),
        (Protection, ("person_id", "grade")),
    ):
        found = model.objects.filter(person__in=ids).order_by("pk")
        rows[model.__name__] = list(found.values_list("pk", *fields))
    rows["Person"] = list(
        Person.objects.filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", "merged_into_id", "name")
    )
    return rows


def test_a_merged_record_leaves_lists_and_search(worker, kept, duplicate):
    merged(worker, kept, duplicate)

    with door(worker, READ_PERSON):
        assert list(people(worker, READ_PERSON, on=TODAY())) == [kept]
        assert list(people_found(worker, READ_PERSON, "Kari Nordhem")) == [kept]


def test_the_case_and_the_relations_of_the_duplicate_end(worker, kept, duplicate):
    merged(worker, kept, duplicate)

    case = duplicate.cases.get()
    assert (case.outcome, case.closed_on) == (CaseOutcome.MERGED, TODAY())
    assert not duplicate.responsibilities.open().exists()


def test_a_need_and_a_tenancy_go_on_under_the_kept_record(worker, kept, duplicate):
    need, tenancy = NeedFactory(person=duplicate), TenancyFactory(person=duplicate)

    merged(worker, kept, duplicate)

    need.refresh_from_db()
    tenancy.refresh_from_db()
    assert (need.person, need.status, need.opened_on) == (kept, NeedStatus.WAITING, EARLIER)
    assert tenancy.person == kept


def test_past_rows_stay_where_they_were_written(worker, kept, duplicate):
    past = TenancyFactory(person=duplicate, ended=True)

    merged(worker, kept, duplicate)

    past.refresh_from_db()
    assert past.person == duplicate


def test_units_that_helped_the_duplicate_still_see_the_person(act_as, worker, kept, unit):
    other, landlord = UnitFactory(), UnitFactory()
    duplicate = PersonFactory(unit=other)
    for helper, basis in ((unit, "asked"), (landlord, "tenancy")):
        Responsibility.contribute(
            duplicate.pk, unit=helper, basis=basis, by=system_user(), on=EARLIER,
            accepted_on=EARLIER,
        )  # fmt: skip

    merged(worker, kept, duplicate)

    for helper in (other, landlord):
        row = kept.responsibilities.open().get(unit=helper)
        assert (row.kind, row.accepted_on) == ("contributing", TODAY())
        actor = act_as((helper, Role.COORDINATOR))
        with door(actor, READ_PERSON):
            assert set(Person.objects.permitted_to(actor, READ_PERSON)) == {kept, duplicate}


def test_a_kept_record_without_a_case_gets_the_duplicates(worker, kept, duplicate, unit):
    kept.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)

    merged(worker, kept, duplicate)

    assert kept.cases.open().exists()
    assert kept.responsibilities.open().get().unit == unit


def test_of_two_open_needs_the_kept_records_goes_on_from_the_earlier_day(worker, kept, duplicate):
    mine = NeedFactory(person=kept, opened_on=date(2026, 9, 1))
    theirs = NeedFactory(person=duplicate, opened_on=date(2026, 5, 1))
    errand = ErrandFactory(person=duplicate, need=theirs)
    before = theirs.status

    merge = merged(worker, kept, duplicate)

    for row in (mine, theirs, errand):
        row.refresh_from_db()
    assert Need.objects.open().get() == mine
    assert (mine.opened_on, errand.need) == (date(2026, 5, 1), mine)
    assert (theirs.status, theirs.closed_on) == (NeedStatus.WITHDRAWN, TODAY())

    commands.undo_merge(worker, merge_id=merge.pk, on=TODAY())
    for row in (mine, theirs, errand):
        row.refresh_from_db()
    assert (theirs.status, theirs.closed_on, theirs.person) == (before, None, duplicate)
    assert (mine.opened_on, errand.need) == (date(2026, 9, 1), theirs)


def test_the_page_says_which_need_goes_on(worker, kept, duplicate, log_in):
    NeedFactory(person=kept)
    NeedFactory(person=duplicate)
    User.objects.filter(pk=worker.user_id).update(language="en")

    page = log_in(worker).get(f"/people/{kept.pk}/merge/{duplicate.pk}/").content.decode()

    assert "Both have an open housing need" in page


def test_who_meets_people_outside_merges_whom_they_met_and_nobody_else(act_as, unit):
    outreach = act_as((unit, Role.CARE_WORKER))
    known = PersonFactory(name="Kari Nordheim", unit=unit)
    met = PersonFactory(name="", nickname="Trollet", unit=unit)
    named = PersonFactory(name="Kari Nordhem", unit=unit)
    NeedFactory(person=known)
    NeedFactory(person=met)

    for goes in (named, known):
        with pytest.raises(Refused, match="nickname alone"):
            merged(outreach, met if goes is known else known, goes)
    merge = merged(outreach, known, met)

    met.refresh_from_db()
    assert met.merged_into == known
    colleague = act_as((unit, Role.CARE_WORKER))
    with pytest.raises(Refused, match="Ask a coordinator"):
        commands.undo_merge(colleague, merge_id=merge.pk, on=TODAY())
    commands.undo_merge(outreach, merge_id=merge.pk, on=TODAY())


def test_a_held_home_is_answered_first(worker, kept, duplicate):
    NeedFactory(person=duplicate, status=NeedStatus.OFFERED)

    with pytest.raises(Refused, match="Let the offer be answered first"):
        merged(worker, kept, duplicate)


def test_tenancies_in_the_same_days_are_refused_with_what_to_do(worker, kept, duplicate):
    TenancyFactory(person=kept)
    TenancyFactory(person=duplicate, started_on=date(2025, 1, 1), ended_on=date(2026, 2, 1))

    with pytest.raises(Refused, match="tenancy in the same days"):
        merged(worker, kept, duplicate)


def test_two_national_numbers_are_two_people(worker, unit):
    one, other = (
        PersonFactory(
            unit=unit, id_kind=IdKind.NATIONAL, national_id=synthetic_number(serial=serial)
        )
        for serial in (420, 440)
    )

    with pytest.raises(Refused, match="two different national numbers"):
        merged(worker, one, other)


def test_the_number_of_a_merged_record_leads_to_the_kept_one(worker, kept, unit):
    number = synthetic_number(serial=460)
    duplicate = PersonFactory(unit=unit, national_id=number)

    merged(worker, kept, duplicate)

    assert somebody_unseen_has(number) == kept.pk


def test_stays_that_overlap_end_and_others_go_on(worker, kept, duplicate):
    Stay.move(kept, kind=StayKind.ROUGH, on=EARLIER)
    theirs = Stay.move(duplicate, kind=StayKind.FAMILY_OR_FRIENDS, on=EARLIER)

    merged(worker, kept, duplicate)

    theirs.refresh_from_db()
    assert (theirs.person, theirs.ended_on) == (duplicate, TODAY())


@pytest.mark.parametrize("marked", ["kept", "duplicate"])
def test_the_strictest_protection_holds_for_the_kept_record(act_as, unit, kept, duplicate, marked):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    Responsibility.objects.update(named_worker_id=actor.user_id)
    Protection.mark(kept.pk, Grade.CONFIDENTIAL, on=EARLIER)
    Protection.mark({"kept": kept, "duplicate": duplicate}[marked].pk, Grade.STRICTLY, on=EARLIER)

    merged(actor, kept, duplicate)

    assert Protection.objects.get(person=kept).grade == Grade.STRICTLY


def test_a_merge_never_hides_a_person_from_everybody(act_as, unit, kept, duplicate):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    duplicate.responsibilities.update(named_worker_id=actor.user_id)
    Protection.mark(duplicate.pk, Grade.STRICTLY, on=EARLIER)

    with pytest.raises(Refused, match="Name a worker who is cleared"):
        merged(actor, kept, duplicate)


def everything_at_once(kept, duplicate):
    """A duplicate with all that can run, each of its own kind of conflict or none."""
    other = UnitFactory()
    NeedFactory(person=duplicate)
    Responsibility.contribute(
        duplicate.pk, unit=other, basis="asked", by=system_user(), on=EARLIER, accepted_on=EARLIER
    )
    TenancyFactory(person=duplicate)
    Stay.move(kept, kind=StayKind.ROUGH, on=EARLIER)
    Stay.move(duplicate, kind=StayKind.MUNICIPAL_TENANCY, on=EARLIER)
    HouseholdMember.join(
        Household.objects.create(formed_on=EARLIER), duplicate.pk, relation="main", on=EARLIER
    )
    Protection.mark(duplicate.pk, Grade.CONFIDENTIAL, on=EARLIER)
    return other


def test_undoing_puts_everything_back(act_as, unit, kept, duplicate):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    other = everything_at_once(kept, duplicate)
    before = state(kept, duplicate)

    merge = merged(actor, kept, duplicate)
    assert state(kept, duplicate) != before
    commands.undo_merge(actor, merge_id=merge.pk, on=TODAY())

    after = state(kept, duplicate)
    made = [row for row in after["Responsibility"] if row not in before["Responsibility"]]
    assert [row[1:] for row in made] == [(kept.pk, other.pk, TODAY(), "over")]
    after["Responsibility"] = [r for r in after["Responsibility"] if r not in made]
    assert after == before


def test_somebody_of_the_duplicates_unit_alone_can_undo(act_as, worker, kept, unit):
    other = UnitFactory()
    duplicate = PersonFactory(unit=other)
    Responsibility.contribute(
        duplicate.pk, unit=unit, basis="asked", by=system_user(), on=EARLIER, accepted_on=EARLIER
    )
    merge = merged(worker, kept, duplicate)

    actor = act_as((other, Role.COORDINATOR))
    commands.undo_merge(actor, merge_id=merge.pk, on=TODAY())

    with door(actor, READ_PERSON):
        assert list(Person.objects.permitted_to(actor, READ_PERSON)) == [duplicate]


def test_a_kept_record_that_got_its_case_from_the_duplicate_gives_it_back(worker, kept, duplicate):
    kept.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)
    merge = merged(worker, kept, duplicate)

    commands.undo_merge(worker, merge_id=merge.pk, on=TODAY())

    assert not kept.cases.open().exists()
    assert duplicate.cases.open().exists()


def test_a_merge_of_a_merged_record_is_undone_from_the_last(worker, kept, duplicate, unit):
    third = PersonFactory(name="K. Nordheim", unit=unit)
    first = merged(worker, duplicate, third)
    second = merged(worker, kept, duplicate)
    third.refresh_from_db()
    assert third.merged_into == kept

    with pytest.raises(Refused, match="Undo that merge first"):
        commands.undo_merge(worker, merge_id=first.pk, on=TODAY())
    commands.undo_merge(worker, merge_id=second.pk, on=TODAY())
    third.refresh_from_db()
    assert third.merged_into == duplicate
    commands.undo_merge(worker, merge_id=first.pk, on=TODAY())

    third.refresh_from_db()
    assert third.merged_into is None


def test_what_somebody_changed_meanwhile_is_not_overwritten(worker, kept, duplicate):
    with pytest.raises(Stale):
        commands.merge_persons(
            worker,
            kept=Opened(kept.pk, 1),
            duplicate=Opened(duplicate.pk, 7),
            on=TODAY(),
        )
    kept.refresh_from_db()
    assert kept.version == 1


def test_strangers_are_not_merged(worker, kept):
    stranger = PersonFactory()

    with pytest.raises(Person.DoesNotExist):
        merged(worker, kept, stranger)


def test_the_page_of_a_merged_record_leads_to_the_kept_one(browser, worker, kept, duplicate):
    merged(worker, kept, duplicate)

    response = browser.get(f"/people/{duplicate.pk}/")

    assert (response.status_code, response.url) == (302, f"/people/{kept.pk}/")
    assert browser.get(f"/people/{duplicate.pk}/particulars/").status_code == 404
    assert "was merged into this record" in browser.get(f"/people/{kept.pk}/").content.decode()


def versions(form, *people, **given):
    return form(**{f"version_{person.pk}": person.version for person in people}, **given)


def test_two_records_are_compared_and_one_is_kept(browser, form, kept, duplicate):
    url = f"/people/{kept.pk}/merge/{duplicate.pk}/"
    assert "Kari Nordhem" in browser.get(f"/people/{kept.pk}/merge/").content.decode()
    assert "keep this record" in browser.get(url).content.decode()

    given = versions(form, kept, duplicate, keep=duplicate.pk)
    first, second = browser.post(url, given), browser.post(url, given)

    assert first.url == f"/people/{duplicate.pk}/"
    assert second.status_code == 303
    assert Merge.objects.get().person == duplicate


def test_two_people_are_told_apart_and_not_asked_about_again(
    browser, form, worker, kept, duplicate
):
    browser.post(
        f"/people/{kept.pk}/merge/{duplicate.pk}/", versions(form, kept, duplicate, keep="both")
    )

    assert NotTwice.objects.count() == 1
    with door(worker, READ_PERSON):
        assert candidates(worker, READ_PERSON, kept.particulars, beside=kept.pk) == []


def test_undoing_by_the_page_asks_first(browser, form, worker, kept, duplicate):
    merge = merged(worker, kept, duplicate)
    url = f"/merges/{merge.pk}/undo/"

    assert "becomes a record of its own again" in browser.get(url).content.decode()
    assert browser.post(url, form()).status_code == 302
    assert browser.post(url, form()).status_code == 404


def test_a_caseworker_does_not_merge(act_as, log_in, unit, kept):
    response = log_in(act_as((unit, Role.CASEWORKER))).get(f"/people/{kept.pk}/merge/")

    assert response.status_code == 403


def test_a_read_only_record_keeps_its_days_after_a_merge(worker, kept, duplicate):
    """The 90 days are counted from the closing, also for who comes by the merged record."""
    kept.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)
    duplicate.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)
    merged(worker, kept, duplicate)
    long_ago = TODAY() - timedelta(days=90)
    Case.objects.update(closed_on=long_ago)
    Responsibility.objects.update(ended_on=long_ago)

    with door(worker, READ_PERSON):
        assert not Person.objects.permitted_to(worker, READ_PERSON).exists()
