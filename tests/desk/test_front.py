"""The front page: what waits for each position, at a price that does not grow."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.allocation.queries.vacancies import homes_that_are
from heimveg.base import clock
from heimveg.decisions.commands import sign_decision
from heimveg.decisions.models import Decision
from heimveg.desk import worklists
from heimveg.desk.queries.front import causes_of_vacancy, stock_by_kind, together
from heimveg.desk.worklists import PANELS, first_lists, lists_that_can_wait
from heimveg.desk.worklists.panel import FIRST, MOST, waited
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.rules import Cause, HomeState
from heimveg.handoffs.commands import ask_handoff
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel, NoticeState
from heimveg.persons.models import Protection, Responsibility
from heimveg.persons.rules import Grade
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import MembershipFactory, UnitFactory
from tests.allocation.factories import DAY, Town
from tests.decisions.factories import DecisionFactory
from tests.dwellings.factories import DwellingFactory, FundingTieFactory, OutOfUseFactory
from tests.handoffs.factories import question
from tests.intake.factories import ErrandFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
FRAME_QUERIES = 12  # session, actor, form key, read log … on every page


@pytest.fixture
def town(db, on_day):
    on_day(DAY)
    return Town()


@pytest.fixture
def urgent(town):
    """Somebody who waits and cannot wait long."""

    def make(**fields):
        fields = {"urgency": 5, "urgency_reasons": ["no_place"], "status": "waiting"} | fields
        return NeedFactory(person=PersonFactory(unit=town.unit), unit=town.unit, **fields)

    return make


def lists_of(actor):
    asked = [*first_lists(actor, on=DAY), *lists_that_can_wait(actor, on=DAY)]
    return {worklist.id: worklist for worklist in asked}


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("role", Role)
def test_every_position_has_a_front_page_also_on_the_first_day(town, act_as, log_in, role):
    response = log_in(act_as((town.unit, role))).get("/")

    assert response.status_code == 200
    assert "Good day, User" in main(response) or "God dag, User" in main(response)
    has_lists = any(panel.is_for(act_as((town.unit, role))) for panel in PANELS)
    assert ("hv-empty" in main(response)) or not has_lists


def test_a_full_day_is_shown_list_by_list(town, urgent, log_in):
    urgent()
    town.chain()
    first, _second = town.settled()
    OutOfUseFactory(dwelling=town.home(), expected_end_on=DAY + timedelta(days=5), started_on=DAY)
    lists = lists_of(town.actor)
    assert lists["decisions-draft"].count == 2
    assert lists["offers-to-send"].count == 0

    town.sign(first)
    lists = lists_of(town.actor)
    assert lists["offers-to-send"].count == 1  # the second waits for the first
    assert lists["decisions-approved"].count == 1
    assert lists["decisions-draft"].count == 1

    client = log_in(town.actor)
    shown = main(client.get("/")) + main(client.get("/rest-of-my-day/"))
    assert shown.count('hv-worklist__row"') >= 4
    for worklist in lists.values():
        for row in worklist.rows:
            assert row.url in shown
            assert log_in(town.actor).get(row.url).status_code == 200


def test_a_decision_waits_for_the_colleague_not_for_who_signed(town, act_as):
    town.chain()
    offer = town.settled()[0]
    sign_decision(
        town.actor, decision_id=offer.decision_id, version=offer.decision.version, at=clock.now()
    )

    assert lists_of(town.actor)["decisions-signed"].count == 0
    assert lists_of(town.colleague)["decisions-signed"].count == 1


def test_the_most_urgent_stands_first_with_its_reason_and_age(town, urgent):
    urgent(urgency=4, urgency_reasons=["children"], opened_on=DAY - timedelta(days=400))
    at_once = urgent(opened_on=DAY - timedelta(days=3))
    urgent(urgency=3)

    worklist = lists_of(town.actor)["urgent-needs"]

    assert worklist.count == 2
    row = worklist.rows[0]
    assert (row.what, row.days, row.tone) == (at_once.person.shown_name, 3, "danger")
    assert row.url == reverse("needs:detail", args=[at_once.pk])


def test_another_units_people_and_the_protected_are_in_no_list_and_no_count(town, urgent, log_in):
    hidden = urgent().person
    Protection.mark(hidden.pk, Grade.CONFIDENTIAL, on=DAY)
    stranger = NeedFactory(urgency=5, urgency_reasons=["no_place"], status="waiting").person

    assert lists_of(town.actor)["urgent-needs"].count == 0
    shown = main(log_in(town.actor).get("/"))
    assert hidden.shown_name not in shown
    assert stranger.shown_name not in shown


def test_only_those_shown_are_in_the_read_log_and_all_of_them(town, urgent, log_in):
    needs = [urgent() for _ in range(FIRST + 4)]

    shown = main(log_in(town.actor).get("/"))

    entry = ReadEntry.objects.get()
    expected = [need.person_id for need in needs if need.person.shown_name + "</a>" in shown]
    assert len(expected) == FIRST
    assert entry.person_ids == sorted(expected)
    assert entry.permission == "desk.front_page"


def test_a_long_list_says_that_there_are_more(town, urgent, log_in, monkeypatch):
    monkeypatch.setattr("heimveg.desk.worklists.panel.MOST", 7)
    for _ in range(7):
        urgent()
    assert not lists_of(town.actor)["urgent-needs"].has_more
    urgent()

    found = lists_of(town.actor)["urgent-needs"]

    assert (len(found.rows), found.count, found.has_more) == (FIRST, 7, True)
    assert "7+" in main(log_in(town.actor).get("/"))
    assert MOST > FIRST


def test_a_letter_held_back_waits_for_the_cleared_colleague(town, act_as):
    cleared = act_as((town.unit, Role.ALLOCATOR), handles_protected=True)
    decision = DecisionFactory(unit=town.unit)
    Notice.objects.create(
        key=decision.notice_key,
        person=decision.person,
        channel=Channel.LETTER,
        language="nn",
        state=NoticeState.HELD,
        queued_at=timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day)) - timedelta(days=10),
    )
    Protection.mark(decision.person_id, Grade.CONFIDENTIAL, on=DAY)

    (row,) = lists_of(cleared)["letters-held"].rows
    assert row.url == reverse("decisions:detail", args=[decision.pk])
    assert row.is_late
    assert lists_of(town.actor)["letters-held"].rows == []


def test_my_people_are_those_i_am_named_for_or_stand_in_for(town, act_as):
    care = act_as((town.unit, Role.CARE_WORKER))
    for name, fields in {
        "Named": {"named_worker_id": care.user_id},
        "Stood in for": {"stand_in_id": care.user_id},
        "Somebody else's": {},
    }.items():
        person = PersonFactory(name=name, unit=town.unit)
        Responsibility.objects.filter(person=person).update(**fields)

    assert {row.what for row in lists_of(care)["my-people"].rows} == {"Named", "Stood in for"}


@pytest.mark.parametrize(
    "role", [Role.PROPERTY, Role.CARETAKER, Role.LEADER, Role.ECONOMY, Role.AUDITOR]
)
def test_those_who_keep_houses_or_oversee_meet_no_name_of_a_resident(
    town, urgent, act_as, log_in, role
):
    need = urgent()
    tenancy = TenancyFactory(lease_until=DAY + timedelta(days=30))
    other = UnitFactory()

    shown = main(log_in(act_as((other, role))).get("/"))

    assert need.person.shown_name not in shown
    assert tenancy.person.shown_name not in shown
    assert not ReadEntry.objects.exists()


def test_a_leader_sees_homes_by_kind_and_why_they_stand_empty(town, act_as, log_in):
    for _ in range(2):
        TenancyFactory(dwelling=DwellingFactory(kind="ordinary"), started_on=DAY)
    DwellingFactory(kind="ordinary")
    out = DwellingFactory(kind="shared")
    OutOfUseFactory(dwelling=out, cause=Cause.FIRE, started_on=DAY - timedelta(days=20))
    gone = DwellingFactory(kind="small_house", ended_on=DAY)

    stock = stock_by_kind(on=DAY, knows_kinds=True)

    counted = {str(row.kind): (row.homes, row.free, row.let, row.out_of_use) for row in stock}
    assert counted == {"ordinary": (3, 1, 2, 0), "shared": (1, 0, 0, 1)}
    assert gone.kind not in counted
    everything = together(stock, "All")
    assert (everything.homes, everything.let_percent) == (4, 50)
    (cause,) = causes_of_vacancy(on=DAY)
    assert (cause.homes, cause.days) == (1, 20)
    shown = main(log_in(act_as((town.unit, Role.LEADER))).get("/"))
    assert "?kind=shared" in shown


def test_a_home_in_two_states_counts_in_both_and_one_that_is_promised_is_not_free(town):
    both = TenancyFactory(dwelling=DwellingFactory(kind="ordinary"), started_on=DAY).dwelling
    OutOfUseFactory(dwelling=both, started_on=DAY - timedelta(days=20))
    later = DwellingFactory(kind="ordinary")
    TenancyFactory(dwelling=later, started_on=DAY + timedelta(days=9))
    DwellingFactory(kind="ordinary")

    (row,) = stock_by_kind(on=DAY, knows_kinds=True)

    figures = (row.homes, row.free, row.let, row.held, row.out_of_use)
    assert figures == (3, 1, 1, 1, 1)


def test_a_home_that_waits_for_its_tenant_is_held_as_the_lists_have_it(town):
    """Let, promised, out of use, waiting and free, against the question asked home by home."""
    for n in range(8):
        home = DwellingFactory(kind="ordinary")
        if n % 2:
            TenancyFactory(dwelling=home, started_on=DAY - timedelta(days=n - 2))
        if n in {2, 3}:
            OutOfUseFactory(dwelling=home, started_on=DAY - timedelta(days=20))
        if n in {1, 4, 5, 7}:
            Turnover.objects.create(
                dwelling=home,
                noticed_on=DAY - timedelta(days=90),
                vacated_on=DAY - timedelta(days=60 if n < 7 else 2),
            )
    (row,) = stock_by_kind(on=DAY, knows_kinds=True)

    counted = {
        state: homes_that_are(state, Dwelling.objects.all(), on=DAY).count()
        for state in (None, HomeState.FREE, HomeState.HELD, HomeState.LET, HomeState.OUT_OF_USE)
    }
    figures = (row.homes, row.free, row.held, row.let, row.out_of_use)
    assert figures == tuple(counted.values())
    assert row.held == 2  # both let and not ready: nobody has moved in


def test_without_a_single_home_nothing_is_divided_by_nothing(db):
    assert together(stock_by_kind(on=DAY, knows_kinds=True), "All").let_percent == 0
    assert causes_of_vacancy(on=DAY) == []


def a_day_of_everything(town, urgent):
    """One more row for every list."""
    unit = town.unit
    urgent()
    urgent(status="incomplete")
    person = PersonFactory(unit=unit)
    Responsibility.objects.filter(person=person).update(named_worker=town.actor.user_id)
    for state in ("draft", "signed", "approved"):
        decision = DecisionFactory(unit=unit)
        signed = {"signed_by": town.colleague.user_id, "signed_at": clock.now()}
        approved = {"approved_by": town.actor.user_id, "approved_at": clock.now()}
        if state != "draft":
            Decision.objects.filter(pk=decision.pk).update(state="signed", **signed)
        if state == "approved":
            Decision.objects.filter(pk=decision.pk).update(state="approved", **approved)
    held = DecisionFactory(unit=unit)
    Notice.objects.create(
        key=held.notice_key, person=held.person, channel=Channel.LETTER, language="nn",
        state=NoticeState.HELD, queued_at=clock.now(),
    )  # fmt: skip
    OutOfUseFactory(expected_end_on=DAY + timedelta(days=3))
    FundingTieFactory(started_on=DAY - timedelta(days=9), ended_on=DAY + timedelta(days=30))
    tenant = PersonFactory(unit=unit)
    TenancyFactory(person=tenant, lease_until=DAY + timedelta(days=30))
    ErrandFactory(person=tenant, unit=unit, came_on=DAY, answer_by=DAY)
    ErrandFactory(person=tenant, unit=unit, came_on=DAY, answer_by=DAY,
                  state="incomplete", lacking="Inntektspapir")  # fmt: skip
    for kind, days in (("institution", 7), ("temporary_accommodation", -7)):
        StayFactory(
            person=PersonFactory(unit=unit), kind=kind, started_on=DAY - timedelta(days=90),
            expected_end_on=DAY + timedelta(days=days),
        )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_the_page_costs_the_same_however_much_waits(
    town, urgent, act_as, log_in, constant_queries, role
):
    client = log_in(act_as((town.unit, role)))

    constant_queries(lambda: client.get("/"), lambda: a_day_of_everything(town, urgent))


def test_what_can_wait_is_fetched_by_the_page_and_stands_on_a_page_of_its_own(
    town, urgent, act_as, log_in
):
    a_day_of_everything(town, urgent)
    client = log_in(act_as((town.unit, Role.ALLOCATOR)))

    first = client.get("/").content.decode()
    part = client.get("/rest-of-my-day/", headers={"HX-Request": "true"}).content.decode()
    page = main(client.get("/rest-of-my-day/"))

    assert 'hx-get="/rest-of-my-day/"' in first
    assert 'href="/rest-of-my-day/"' in first  # without JavaScript
    assert part.strip() in page
    for list_id in ("coming-free", "front-stock"):
        assert f'id="{list_id}"' in part
        assert f'id="{list_id}"' not in first
    assert 'id="urgent-needs"' in first
    assert 'id="urgent-needs"' not in part


def test_who_has_only_what_can_wait_gets_it_at_once(town, urgent, act_as, log_in, monkeypatch):
    a_day_of_everything(town, urgent)
    later = tuple(panel for panel in PANELS if panel.can_wait)
    monkeypatch.setattr(worklists, "PANELS", later)
    client = log_in(act_as((town.unit, Role.ALLOCATOR)))

    assert 'id="coming-free"' in main(client.get("/"))
    assert 'id="coming-free"' not in main(client.get("/rest-of-my-day/"))


@pytest.mark.parametrize("role", Role)
def test_the_page_costs_few_queries(town, urgent, act_as, log_in, role):
    a_day_of_everything(town, urgent)
    actor = act_as((town.unit, role))
    client = log_in(actor)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    rows = len({id_ for id_, list_ in lists_of(actor).items() if list_.rows})
    assert len(asked) <= FRAME_QUERIES + 1 + rows, asked


OF_HOUSING = {
    "urgent-needs", "decisions-draft", "decisions-signed", "decisions-approved",
    "incomplete-needs",
}  # fmt: skip
FILLED = {
    Role.ALLOCATOR: OF_HOUSING | {"letters-held", "coming-free", "ties"},
    Role.COORDINATOR: OF_HOUSING,
    Role.CASEWORKER: {"urgent-needs", "incomplete-needs"},
}


@pytest.mark.parametrize("role", [Role.ALLOCATOR, Role.COORDINATOR, Role.CASEWORKER])
def test_each_list_with_rows_in_it_shows_its_row(town, urgent, act_as, role):
    a_day_of_everything(town, urgent)
    actor = act_as((town.unit, role))
    filled = {id_ for id_, worklist in lists_of(actor).items() if worklist.rows}

    assert filled >= FILLED[role]


def test_a_home_that_is_taken_and_not_ready_is_told_to_who_keeps_it(town, act_as):
    keeper = act_as((town.estate.managed_by, Role.PROPERTY))
    late, soon, ready = (town.home() for _ in range(3))
    person = [PersonFactory(unit=town.unit) for _ in range(3)]
    for n, home in enumerate((late, soon, ready)):
        TenancyFactory(person=person[n], dwelling=home, started_on=DAY + timedelta(days=2 * n - 1))
    for home in (late, soon):
        Turnover.leave(dwelling=home, on=DAY - timedelta(days=30))

    found = lists_of(keeper)["moves-in-not-ready"]

    assert [(row.what, row.is_late) for row in found.rows] == [
        (late.address, True),
        (soon.address, False),
    ]
    assert found.rows[0].days == 1
    assert not any(each.name in str(found) for each in person)


def test_what_is_late_counts_from_the_day_it_should_have_been_done(town, act_as):
    actor = act_as((town.unit, Role.COORDINATOR))
    person = PersonFactory(unit=town.unit)

    def came(days_ago, due):
        ErrandFactory(
            person=person, unit=town.unit, kind="concern",
            came_on=DAY - timedelta(days=days_ago), answer_by=DAY + timedelta(days=due),
        )  # fmt: skip

    came(40, -3)
    came(9, 12)

    rows = lists_of(actor)["errands"].rows
    assert [(row.days, row.is_late) for row in rows] == [(3, True), (9, False)]


@pytest.mark.parametrize(("ago", "shown"), [(7, (7, False)), (8, (1, True)), (30, (23, True))])
def test_without_a_date_the_days_beyond_the_most_are_counted(ago, shown):
    assert waited(DAY - timedelta(days=ago), at_most=7, on=DAY) == shown


@pytest.mark.parametrize(
    ("days_ago", "age"), [(6, "has waited 6 days"), (1, "has waited 1 day"), (40, "days late")]
)
def test_a_hand_off_says_what_its_days_count(town, urgent, days_ago, age):
    need = urgent()
    other = UnitFactory()
    MembershipFactory(unit=other, role=Role.COORDINATOR)
    ask_handoff(
        town.actor, person_id=need.person_id, to_unit_id=other.pk, question=question(),
        on=DAY - timedelta(days=days_ago),
    )  # fmt: skip
    (row,) = lists_of(town.actor)["handoffs-asked"].rows
    assert age in str(row.age)
