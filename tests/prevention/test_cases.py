"""From the first sign to the home that is kept, or to an eviction that leaves nobody without."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.needs.models import Need
from heimveg.persons.models import Household, HouseholdMember, Person, Protection
from heimveg.prevention.commands import evicting, signs, steps
from heimveg.prevention.jobs import watch
from heimveg.prevention.models import (
    Eviction,
    HomeSign,
    InstalmentPlan,
    MoneySign,
    PreventionCase,
    Step,
)
from heimveg.prevention.permissions import READ_SIGNS
from heimveg.prevention.rules import (
    Ground,
    HomeSignKind,
    Instalment,
    MoneySignKind,
    Outcome,
    PlanState,
    Result,
)
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Entry, RentAccount, Tenancy
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.rent import EntryKind
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def housing():
    return UnitFactory()


@pytest.fixture
def economy():
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def allocator(act_as, housing):
    return act_as((housing, Role.ALLOCATOR))


def let(housing, **home):
    estate = home.pop("estate", None) or PropertyFactory()
    return Tenancy.move_in(
        person=PersonFactory(unit=housing), dwelling=DwellingFactory(estate=estate, **home),
        on=date(2026, 1, 1), decision=None, rent_ore_month=900_000, lease_until=None,
        by=system_user(),
    )  # fmt: skip


@pytest.fixture
def tenancy(housing, economy):
    return let(housing, address="Storgata 1")


@pytest.fixture
def landlord(act_as, tenancy):
    return act_as((tenancy.dwelling.estate.managed_by, Role.CARETAKER))


def noise(actor, tenancy, day=DAY):
    return signs.note_sign(
        actor, tenancy_id=tenancy.pk, kind=HomeSignKind.NOISE, seen_on=day, on=DAY, at=clock.now()
    )


def owe(tenancy, ore=600_000, due_on=date(2026, 9, 1)):
    RentAccount.open(tenancy, on=due_on)
    Entry.draft(
        EntryKind.CHARGE, tenancy=tenancy, ore=ore, due_on=due_on, booked_on=due_on,
        by=system_user().pk, at=clock.now(), month=due_on, part="rent",
    ).save(force_insert=True)  # fmt: skip


RESULTS = {"contact": Result.REACHED, "help": Result.DONE, "plan": Result.DECLINED}
NOTICE = {"warning": Ground.NOISE, "notice_4_18": Ground.NOISE}
LATE = "The notes were on paper until the system came."
OFFERED = "Instalments were offered twice; the tenant wanted none."


def step(actor, tenancy, code, day, result=None, words=OFFERED, **more):
    case = PreventionCase.objects.open().get(tenancy=tenancy)
    return steps.take_step(
        actor, case_id=case.pk, version=case.version, code=code,
        result=result or RESULTS.get(code, Result.SENT), taken_on=day, on=DAY, at=clock.now(),
        words=words,
        **{"late_because": LATE, "ground": NOTICE.get(code), **more},
    )  # fmt: skip


def ladder_to(actor, tenancy, last, *, begun=60):
    """Every step up to `last`, each as late as the law asks."""
    days = {
        "contact": 0,
        "help": 0,
        "plan": 1,
        "warning": 8,
        "social_services": 22,
        "notice_4_18": 22,
        "petition": 36,
    }
    for code, after in days.items():
        step(actor, tenancy, code, DAY - timedelta(days=begun - after))
        if code == last:
            return


def evict(actor, tenancy, sleeps=StayKind.TEMPORARY_ACCOMMODATION, day=DAY):
    case = PreventionCase.objects.get(tenancy=tenancy)
    return evicting.record_eviction(
        actor, case_id=case.pk, version=case.version, carried_out_on=day, sleeps=sleeps, on=DAY,
        at=clock.now(),
    )  # fmt: skip


def test_a_caretakers_sign_opens_a_case_that_the_caretaker_does_not_see(landlord, tenancy):
    noise(landlord, tenancy)
    case = PreventionCase.objects.get(tenancy=tenancy)
    assert (case.next_code, case.next_due_on) == ("contact", DAY + timedelta(days=3))
    with door(landlord, READ_SIGNS):
        assert HomeSign.objects.exists()
        assert not PreventionCase.objects.exists()
        assert not MoneySign.objects.exists()


def test_all_signs_of_a_tenancy_join_one_case(allocator, landlord, tenancy):
    noise(landlord, tenancy)
    noise(landlord, tenancy)
    signs.note_money_sign(
        allocator, tenancy_id=tenancy.pk, kind=MoneySignKind.LOST_ALLOWANCE, seen_on=DAY, on=DAY,
        at=clock.now(),
    )  # fmt: skip
    assert (HomeSign.objects.count(), MoneySign.objects.count()) == (1, 1)
    assert PreventionCase.objects.count() == 1


def test_a_caretaker_notes_nothing_in_another_stock(act_as, tenancy):
    stranger = act_as((UnitFactory(kind=UnitKind.PROPERTY), Role.CARETAKER))
    with pytest.raises(Tenancy.DoesNotExist):
        noise(stranger, tenancy)


def test_a_sign_is_not_seen_before_its_day(landlord, tenancy):
    with pytest.raises(Invalid):
        noise(landlord, tenancy, day=DAY + timedelta(days=1))


def test_steps_are_taken_in_their_order_and_on_lawful_days(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    with pytest.raises(Invalid, match="First comes"):
        step(allocator, tenancy, "notice_4_18", DAY)
    ladder_to(allocator, tenancy, "notice_4_18", begun=35)
    with pytest.raises(Invalid, match="The first lawful day is"):
        step(allocator, tenancy, "petition", DAY)
    case = PreventionCase.objects.get(tenancy=tenancy)
    assert (case.next_code, case.next_on) == ("petition", DAY + timedelta(days=1))


@pytest.mark.parametrize("code", ["help", "plan", "warning"])
def test_nobody_reached_is_no_contact(allocator, landlord, tenancy, code):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    step(allocator, tenancy, "contact", DAY - timedelta(days=9), Result.NOT_REACHED)
    step(allocator, tenancy, "contact", DAY - timedelta(days=9), Result.NOT_REACHED)
    assert PreventionCase.objects.get().next_code == "contact"
    with pytest.raises(Invalid, match="First comes: Contact"):
        step(allocator, tenancy, code, DAY)


def knocked(actor, tenancy):
    """On three days, and nobody answered."""
    for days in (9, 5, 2):
        step(actor, tenancy, "contact", DAY - timedelta(days=days), Result.NOT_REACHED)


def test_three_days_of_knocking_lead_to_another_hand_and_to_no_notice(
    allocator, act_as, housing, landlord, tenancy
):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    knocked(allocator, tenancy)
    case = PreventionCase.objects.get()
    assert (case.next_code, case.next_on) == ("outreach", DAY - timedelta(days=2))
    for code in ("help", "plan", "warning", "notice_4_18"):
        with pytest.raises(Invalid, match="First comes: An outreach visit"):
            step(allocator, tenancy, code, DAY)
    colleague = act_as((housing, Role.CASEWORKER))
    step(colleague, tenancy, "outreach", DAY, Result.REACHED, words="")
    assert PreventionCase.objects.get().next_code == "help"


def test_who_has_tried_writes_who_else_went(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    knocked(allocator, tenancy)
    with pytest.raises(Invalid) as wrong:
        step(allocator, tenancy, "outreach", DAY, Result.NOT_REACHED, words=" ")
    assert list(wrong.value.fields) == ["words"]
    step(allocator, tenancy, "outreach", DAY, Result.NOT_REACHED, words="Kari from outreach")
    assert PreventionCase.objects.get().next_code == "help"


def test_the_page_says_that_nobody_was_reached(log_in, allocator, landlord, tenancy, form):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    client = log_in(allocator)
    address = f"/tenancies/{tenancy.pk}/prevention/"
    assert "outreach visit" not in client.get(address).content.decode()
    knocked(allocator, tenancy)
    page = client.get(address).content.decode()
    assert "tried 3 times, not reached" in page
    assert "An outreach visit by somebody else" in page
    said = {"code": "outreach", "result": "reached", "taken_on": f"{DAY}", "row_version": "4"}
    refused = client.post(f"{address}step/", form(**said, words=""))
    assert refused.status_code == 422
    assert "Write who else went" in refused.content.decode()


@pytest.mark.parametrize(
    ("code", "result"),
    [("contact", Result.SENT), ("contact", Result.DONE), ("plan", Result.SENT),
     ("warning", Result.AGREED)],
)  # fmt: skip
def test_a_step_has_only_its_own_results(allocator, landlord, tenancy, code, result):
    noise(landlord, tenancy)
    with pytest.raises(Invalid, match="Of this step comes"):
        step(allocator, tenancy, code, DAY, result)


@pytest.mark.parametrize("result", [Result.AGREED, Result.DECLINED])
def test_a_plan_says_what_was_agreed_or_why_there_is_none(allocator, landlord, tenancy, result):
    noise(landlord, tenancy)
    step(allocator, tenancy, "contact", DAY)
    with pytest.raises(Invalid) as refused:
        step(allocator, tenancy, "plan", DAY, result, words=" ok ")
    assert list(refused.value.fields) == ["words"]
    assert step(allocator, tenancy, "plan", DAY, result).words == OFFERED


def test_the_ladder_is_not_climbed_in_a_day(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    for code in ("contact", "help", "plan"):
        step(allocator, tenancy, code, DAY)
    with pytest.raises(Invalid, match="first lawful day"):
        step(allocator, tenancy, "warning", DAY)


def test_no_step_is_older_than_the_first_sign(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=3))
    with pytest.raises(Invalid, match="Note the earlier sign first"):
        step(allocator, tenancy, "contact", DAY - timedelta(days=9))
    noise(landlord, tenancy, day=DAY - timedelta(days=9))
    assert step(allocator, tenancy, "contact", DAY - timedelta(days=9))


def test_no_sign_is_older_than_the_tenancy(landlord, tenancy):
    with pytest.raises(Invalid, match="had not moved in"):
        noise(landlord, tenancy, day=date(1899, 12, 31))


def test_who_opened_the_page_before_a_colleague_saved_overwrites_nothing(
    allocator, landlord, tenancy
):
    noise(landlord, tenancy)
    case = PreventionCase.objects.get(tenancy=tenancy)
    step(allocator, tenancy, "contact", DAY)
    with pytest.raises(Stale):
        steps.take_step(
            allocator, case_id=case.pk, version=case.version, code="help", result=Result.DONE,
            taken_on=DAY, on=DAY, at=clock.now(),
        )  # fmt: skip


def agreed(actor, tenancy):
    case = PreventionCase.objects.get(tenancy=tenancy)
    return steps.agree_plan(
        actor, case_id=case.pk, version=case.version, on=DAY, at=clock.now(),
        instalments=[Instalment(DAY, 300_000), Instalment(DAY + timedelta(days=30), 300_000)],
    )  # fmt: skip


def test_a_plan_of_instalments_begins_with_contact_and_rests_the_ladder(allocator, tenancy):
    owe(tenancy)
    watch(0)
    with pytest.raises(Refused, match="First comes"):
        agreed(allocator, tenancy)
    step(allocator, tenancy, "contact", DAY, Result.REACHED)
    plan = agreed(allocator, tenancy)
    assert (plan.owed_ore, plan.instalments.count()) == (600_000, 2)
    assert PreventionCase.objects.get(tenancy=tenancy).next_code == ""
    with pytest.raises(Refused, match="running already"):
        agreed(allocator, tenancy)


def test_a_missed_instalment_brings_the_next_step(allocator, tenancy, on_day):
    owe(tenancy)
    watch(0)
    step(allocator, tenancy, "contact", DAY, Result.REACHED)
    agreed(allocator, tenancy)
    on_day(DAY + timedelta(days=3))

    watch(0)

    plan = InstalmentPlan.objects.get()
    assert (plan.state, plan.short_ore) == (PlanState.BROKEN, 300_000)
    assert PreventionCase.objects.get(tenancy=tenancy).next_code == "help"


def test_arrears_older_than_a_month_are_signed_once_a_month(tenancy, on_day):
    owe(tenancy, due_on=DAY - timedelta(days=30))
    watch(0)
    assert not MoneySign.objects.exists()
    on_day(DAY + timedelta(days=1))
    watch(0)
    watch(0)
    assert MoneySign.objects.get().ore == 600_000


def test_an_eviction_needs_a_plan_that_was_tried(allocator, landlord, tenancy):
    noise(landlord, tenancy)
    with pytest.raises(Refused, match="No plan has been tried"):
        evict(allocator, tenancy)


@pytest.mark.parametrize("nowhere", [StayKind.UNKNOWN, StayKind.ROUGH])
def test_an_eviction_needs_a_place_for_the_night(allocator, landlord, tenancy, nowhere):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")
    with pytest.raises(Invalid, match="nowhere"):
        evict(allocator, tenancy, sleeps=nowhere)


def test_an_eviction_waits_for_its_lawful_day(allocator, landlord, tenancy):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition", begun=49)
    with pytest.raises(Invalid, match="first lawful day"):
        evict(allocator, tenancy)


def kept_promises():
    """The promises that are looked at when the work is saved."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_eviction_ends_the_tenancy_finds_a_night_and_begins_a_need(
    allocator, landlord, tenancy, housing
):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")

    eviction = evict(allocator, tenancy)

    kept_promises()
    tenancy.refresh_from_db()
    assert (tenancy.ended_on, tenancy.end_reason) == (DAY, Ending.EVICTED)
    stay = Stay.objects.running_on(DAY).get(person=tenancy.person)
    assert (stay, stay.kind) == (eviction.next_night, StayKind.TEMPORARY_ACCOMMODATION)
    need = Need.objects.open().get(person=tenancy.person)
    assert (need.opened_on, need.unit, need.urgency) == (DAY, housing, 5)
    assert PreventionCase.objects.get(tenancy=tenancy).outcome == Outcome.EVICTED


def test_the_housing_office_of_an_evicted_person_sees_them_the_same_day(
    act_as, allocator, landlord, tenancy, housing
):
    """Another unit coordinates: the office's relation goes over from the home to the need."""
    tenancy.person.responsibilities.coordinating().update(unit=UnitFactory())
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")
    evict(allocator, tenancy)
    with door(allocator, READ_SIGNS):
        assert Person.objects.filter(pk=tenancy.person_id).exists()


def test_a_tenancy_ends_as_evicted_only_with_an_eviction(tenancy):

    def evicted_at_will():
        tenancy.move_out(on=DAY, ending=Ending.EVICTED)
        kept_promises()

    with pytest.raises(IntegrityError, match="only with an eviction"), transaction.atomic():
        evicted_at_will()


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        ({"plan_tried": "contact"}, "has the plan that was tried"),
        ({"next_night": "rough"}, "where the person sleeps"),
        ({"need": "another's"}, "housing again begins the same day"),
        ({"carried_out_on": DAY - timedelta(days=1)}, "where the person sleeps"),
        ({"tenancy": "open"}, "ends its tenancy and its case"),
    ],
)
def test_the_database_keeps_an_eviction_whole(
    allocator, landlord, tenancy, housing, broken, promise
):
    noise(landlord, tenancy, day=DAY - timedelta(days=60))
    ladder_to(allocator, tenancy, "petition")
    case, person = PreventionCase.objects.get(), tenancy.person
    kind = StayKind.ROUGH if broken.get("next_night") else StayKind.TEMPORARY_ACCOMMODATION
    who = PersonFactory() if "need" in broken else person
    rest = {"carried_out_on": DAY} | {k: v for k, v in broken.items() if k == "carried_out_on"}

    def written():
        Eviction.objects.create(
            case=case, tenancy=tenancy, person=person, recorded_by=system_user(),
            plan_tried=Step.objects.get(code=broken.get("plan_tried", "plan")),
            next_night=Stay.move(person, kind=kind, on=DAY),
            need=Need.begin(person=who, unit=housing, by=system_user(), on=DAY), **rest,
        )  # fmt: skip
        case.close(on=DAY, outcome=Outcome.EVICTED)
        if "tenancy" not in broken:
            tenancy.move_out(on=DAY, ending=Ending.EVICTED)
        kept_promises()

    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        written()


def test_the_figures_count_without_reading_a_case(act_as, allocator, landlord, housing):
    for _ in range(5):
        home = let(housing)
        keeper = act_as((home.dwelling.estate.managed_by, Role.CARETAKER))
        noise(keeper, home, day=DAY - timedelta(days=60))
        ladder_to(allocator, home, "petition")
        case = PreventionCase.objects.get(tenancy=home)
        steps.close_case(
            allocator, case_id=case.pk, version=case.version, outcome=Outcome.KEPT, on=DAY
        )
    from heimveg.prevention.permissions import SEE_FIGURES
    from heimveg.prevention.queries.cases import evictions_by_year

    leader = act_as((UnitFactory(kind=UnitKind.LEADERSHIP), Role.LEADER))
    with door(leader, SEE_FIGURES):
        assert not PreventionCase.objects.exists()
        (year,) = evictions_by_year()
    assert (year.prevented.count, year.evicted.count, year.petitions.count) == (5, 0, 5)


# --- pages


def test_noting_a_sign_takes_a_choice_and_a_click(log_in, landlord, form, tenancy):
    client = log_in(landlord)
    page = client.get(f"/tenancies/{tenancy.pk}/sign/").content.decode()
    assert "arrears" not in page.lower()
    sent = form(kind="damage", seen_on=DAY.isoformat())
    for _ in range(2):
        assert client.post(f"/tenancies/{tenancy.pk}/sign/", sent).url == "/prevention/signs/"
    assert HomeSign.objects.count() == 1
    assert "Damage" in client.get("/prevention/signs/").content.decode()
    bad = client.post(f"/tenancies/{tenancy.pk}/sign/", form(kind="arrears", seen_on="x"))
    assert bad.status_code == 422
    assert client.get(f"/tenancies/{tenancy.pk}/prevention/").status_code == 403


def test_the_page_of_a_case_leads_from_contact_to_an_agreement(log_in, allocator, form, tenancy):
    owe(tenancy)
    watch(0)
    client, url = log_in(allocator), f"/tenancies/{tenancy.pk}/prevention/"
    assert "Storgata 1" in client.get("/prevention/").content.decode()
    assert "Arrears" in client.get(url).content.decode()
    sent = form(code="contact", result="reached", taken_on=DAY.isoformat(), row_version=1)
    assert client.post(url + "step/", sent).url == url
    shown = client.get(url + f"agreement/?ore=2000&first_on={DAY}").content.decode()
    assert shown.count("2 000,00") == 4
    agreed_to = form(ore="2000", first_on=DAY.isoformat(), row_version=2)
    assert client.post(url + "agreement/", agreed_to).url == url
    assert InstalmentPlan.objects.get().instalments.count() == 3
    stale = client.post(url + "close/", form(outcome="kept", row_version=1))
    assert stale.status_code == 409
    client.post(url + "close/", form(outcome="kept", row_version=3))  # a plan runs: no words
    assert PreventionCase.objects.get().outcome == Outcome.KEPT


def test_a_step_too_early_is_asked_for_again_with_the_reason(
    log_in, allocator, landlord, form, tenancy
):
    noise(landlord, tenancy)
    sent = form(code="petition", result="sent", taken_on=DAY.isoformat(), row_version=1)
    answer = log_in(allocator).post(f"/tenancies/{tenancy.pk}/prevention/step/", sent)
    assert answer.status_code == 422
    assert "First comes" in answer.content.decode()
    assert "taken_on" not in answer.context["form"].errors


def test_a_care_worker_sees_the_case_but_nothing_of_the_money(log_in, act_as, housing, tenancy):
    owe(tenancy)
    watch(0)
    page = log_in(act_as((housing, Role.CARE_WORKER))).get(f"/tenancies/{tenancy.pk}/prevention/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "not for your position" in text
    assert "Arrears" not in text


def test_what_differs_only_in_money_looks_the_same_to_the_landlord(
    log_in, landlord, allocator, tenancy
):
    """Non-interference: arrears, and the case they open, change no byte of the keeper's pages."""
    import re

    addresses = (
        "/prevention/signs/",
        f"/tenancies/{tenancy.pk}/",
        f"/tenancies/{tenancy.pk}/sign/",
        "/",
    )
    client = log_in(landlord)

    def seen():
        hidden = r"[A-Za-z0-9]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # form keys
        return [re.sub(hidden, "", client.get(a).content.decode()) for a in addresses]

    before = seen()
    owe(tenancy)
    watch(0)
    step(allocator, tenancy, "contact", DAY, Result.REACHED)
    agreed(allocator, tenancy)
    assert seen() == before
    noise(landlord, tenancy)
    assert seen() != before  # the negative control: what they may know is seen


def test_a_protected_tenant_is_not_on_the_lists(log_in, allocator, landlord, tenancy):
    noise(landlord, tenancy)
    Protection.objects.create(person=tenancy.person, grade="confidential", since=DAY)
    client = log_in(allocator)
    assert "Storgata 1" not in client.get("/prevention/").content.decode()
    assert client.get(f"/tenancies/{tenancy.pk}/prevention/").status_code == 404


@pytest.mark.parametrize("page", ["prevention/", "prevention/step/", "sign/"])
def test_an_address_that_a_protected_member_of_the_household_hides_has_no_page(
    log_in, allocator, landlord, tenancy, page
):
    noise(landlord, tenancy)
    client, url = log_in(allocator), f"/tenancies/{tenancy.pk}/{page}"
    assert client.get(url).status_code == 200
    household = Household.objects.create(formed_on=DAY)
    child = PersonFactory()
    for person in (tenancy.person, child):
        HouseholdMember.objects.create(
            household=household, person=person, started_on=date(2026, 1, 1)
        )
    Protection.objects.create(person=child, grade="strictly_confidential", since=DAY)

    assert client.get(url).status_code == 404


def test_lists_cost_the_same_however_long(log_in, allocator, act_as, housing, constant_queries):
    def another():
        home = let(housing)
        noise(act_as((home.dwelling.estate.managed_by, Role.CARETAKER)), home)

    client = log_in(allocator)
    constant_queries(lambda: client.get("/prevention/"), another)
    constant_queries(lambda: client.get("/prevention/signs/"), another)


def test_the_figures_are_for_leaders_and_the_case_list_is_not(log_in, act_as):
    client = log_in(act_as((UnitFactory(kind=UnitKind.LEADERSHIP), Role.LEADER)))
    assert client.get("/prevention/figures/").status_code == 200
    assert client.get("/prevention/").status_code == 403


def test_a_home_that_is_kept_while_rent_is_unpaid_says_why(log_in, allocator, form, tenancy):
    owe(tenancy)
    watch(0)
    client, url = log_in(allocator), f"/tenancies/{tenancy.pk}/prevention/close/"
    step(allocator, tenancy, "contact", DAY)
    version = PreventionCase.objects.get().version
    shown = client.get(url).content.decode()
    assert "6 000,00" in shown.replace("\xa0", " ")
    assert "no plan of instalments runs" in shown
    sent = {"outcome": "kept", "row_version": version}
    assert client.post(url, form(**sent)).status_code == 422
    assert PreventionCase.objects.open().exists()
    because = "Trekk i løna er avtala med leigaren."
    client.post(url, form(**sent, because=because))
    case = PreventionCase.objects.get()
    assert (case.outcome, case.closed_because) == (Outcome.KEPT, because)


def test_who_sees_no_money_says_why_the_home_is_safe_and_learns_nothing(
    act_as, log_in, allocator, landlord, form, tenancy, housing
):
    noise(landlord, tenancy)
    step(allocator, tenancy, "contact", DAY)
    client = log_in(act_as((housing, Role.CARE_WORKER)))
    url, case = f"/tenancies/{tenancy.pk}/prevention/close/", PreventionCase.objects.get()
    assert "owed" not in client.get(url).content.decode()
    sent = {"outcome": "kept", "row_version": case.version}
    assert client.post(url, form(**sent)).status_code == 422
    client.post(url, form(**sent, because="Bråket har slutta, naboen seier det same."))
    assert PreventionCase.objects.get().outcome == Outcome.KEPT
