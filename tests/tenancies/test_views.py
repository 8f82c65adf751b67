from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.dwellings.models import OutOfUse
from heimveg.persons.models import Household, HouseholdMember, Protection
from heimveg.stays.models import Stay
from heimveg.tenancies import commands
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules import Ending
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)
MOVED_IN = date(2026, 3, 1)


@pytest.fixture
def housing():
    return UnitFactory()


@pytest.fixture
def estate():
    return PropertyFactory()


def let(estate, housing, *, name="Ola Vik", on=MOVED_IN, lease_until=None, **home):
    return Tenancy.move_in(
        person=PersonFactory(unit=housing, name=name, phone="40 00 00 01"),
        dwelling=DwellingFactory(estate=estate, **home),
        on=on, decision=None, rent_ore_month=900_000, lease_until=lease_until, by=system_user(),
    )  # fmt: skip


@pytest.fixture
def landlord(log_in, act_as, estate):
    return log_in(act_as((estate.managed_by, Role.PROPERTY)))


def tenants_in(response):
    return [row.tenancy.person.name for row in response.context["rows"]]


def test_a_landlord_sees_who_lives_where_in_own_stock(landlord, estate, housing):
    let(estate, housing, address="Storgata 1", object_number="77", lease_until=date(2029, 3, 1))
    let(PropertyFactory(), housing, name="In another stock")

    response = landlord.get("/tenancies/")

    assert tenants_in(response) == ["Ola Vik"]
    page = response.content.decode()
    for fact in ("Storgata 1", "Object number 77", "40 00 00 01", "1 Mar 2026", "1 Mar 2029"):
        assert fact in page, fact


@pytest.mark.parametrize(
    ("role", "unit_kind"),
    [(Role.ECONOMY, UnitKind.ECONOMY), (Role.ALLOCATOR, UnitKind.HOUSING)],
)
def test_offices_see_the_tenants_they_have_to_do_with(
    log_in, act_as, estate, housing, role, unit_kind
):
    office = housing if unit_kind is UnitKind.HOUSING else UnitFactory(kind=unit_kind)
    let(estate, housing)
    assert tenants_in(log_in(act_as((office, role))).get("/tenancies/")) == ["Ola Vik"]


def test_a_landlord_who_sees_a_person_for_another_home_does_not_see_this_one(
    log_in, act_as, estate, housing
):
    """Unit and role stay paired, and stock stays with its unit."""
    tenancy = let(estate, housing)
    other = PropertyFactory()
    tenancy.dwelling.estate = other
    tenancy.dwelling.save()

    response = log_in(act_as((estate.managed_by, Role.PROPERTY))).get("/tenancies/")

    assert tenants_in(response) == []


def test_leaders_and_strangers_are_kept_out(log_in, act_as, estate, housing):
    tenancy = let(estate, housing)
    assert log_in(act_as((housing, Role.LEADER))).get("/tenancies/").status_code == 403
    stranger = log_in(act_as((UnitFactory(kind=UnitKind.PROPERTY), Role.PROPERTY)))
    assert tenants_in(stranger.get("/tenancies/")) == []
    assert stranger.get(f"/tenancies/{tenancy.pk}/end/").status_code == 404


def test_a_protected_tenant_is_not_there_for_the_unqualified(landlord, estate, housing):
    tenancy = let(estate, housing)
    Protection.objects.create(person=tenancy.person, grade="confidential", since=DAY)

    response = landlord.get("/tenancies/")

    assert tenants_in(response) == []
    assert tenancy.dwelling.address not in response.content.decode()


def test_one_protected_member_hides_the_address_of_the_household(landlord, estate, housing):
    tenancy = let(estate, housing)
    hidden = PersonFactory(unit=housing)
    Protection.objects.create(person=hidden, grade="confidential", since=DAY)
    household = Household.objects.create(formed_on=MOVED_IN)
    for person in (tenancy.person, hidden):
        HouseholdMember.objects.create(household=household, person=person, started_on=MOVED_IN)

    assert tenants_in(landlord.get("/tenancies/")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Now", "Soon gone"]),
        ("which=ended", ["Before"]),
        ("which=coming", ["Later"]),
        ("which=nonsense", ["Now", "Soon gone"]),
        ("q=bekk", ["Soon gone"]),
        ("q=Now", ["Now"]),
        ("q=4711", ["Now"]),
    ],
)
def test_the_list_is_narrowed(log_in, act_as, estate, housing, query, expected):
    let(estate, housing, name="Now", address="Alleen 1", object_number="4711")
    gone = let(estate, housing, name="Soon gone", address="Bekkevegen 2", object_number="12")
    gone.move_out(on=DAY + timedelta(days=5))
    let(estate, housing, name="Before", object_number="13").move_out(on=DAY)
    let(estate, housing, name="Later", object_number="14", on=DAY + timedelta(days=9))

    client = log_in(act_as((housing, Role.ALLOCATOR)))

    assert tenants_in(client.get(f"/tenancies/?{query}")) == expected


def test_a_lease_that_runs_out_soon_is_marked(landlord, estate, housing):
    let(estate, housing, lease_until=DAY + timedelta(days=30))
    assert "runs out soon" in landlord.get("/tenancies/").content.decode()


def test_the_list_costs_the_same_however_long(landlord, estate, housing, constant_queries):
    constant_queries(lambda: landlord.get("/tenancies/"), lambda: let(estate, housing))


def test_a_swap_brings_the_part_that_the_page_holds(landlord, estate, housing):
    let(estate, housing)
    part = landlord.get("/tenancies/", headers={"HX-Request": "true"}).content.decode()
    page = landlord.get("/tenancies/").content.decode()
    assert part.strip().startswith('<div id="tenancies"')
    assert part.split('class="hv-panel"')[1].strip() in page


def test_reading_leaves_one_entry_with_the_tenants_shown(landlord, estate, housing):
    tenancy = let(estate, housing)
    landlord.get("/tenancies/")
    assert ReadEntry.objects.get().person_ids == [tenancy.person_id]


def test_ending_says_first_what_will_happen(landlord, estate, housing):
    tenancy = let(estate, housing)
    address = f"/tenancies/{tenancy.pk}/end/"
    assert "First day without the home" in landlord.get(address).content.decode()

    asked = landlord.get(address, {"on": "2026-12-01"}).content.decode()

    assert "15 December 2026" in asked
    assert "Where the person lives is written as: unknown." in asked
    tenancy.refresh_from_db()
    assert tenancy.ended_on is None


def test_a_landlord_ends_a_tenancy_and_no_longer_sees_the_person(landlord, estate, housing, form):
    tenancy = let(estate, housing)

    answer = landlord.post(f"/tenancies/{tenancy.pk}/end/", form(on="2026-11-23"))

    assert answer.headers["Location"] == "/tenancies/"
    tenancy.refresh_from_db()
    assert tenancy.ended_on == DAY
    stays = Stay.objects.filter(person=tenancy.person).order_by("started_on")
    assert [(s.kind, s.started_on, s.ended_on) for s in stays] == [
        ("municipal_tenancy", MOVED_IN, DAY), ("unknown", DAY, None),
    ]  # fmt: skip
    assert OutOfUse.objects.get(dwelling=tenancy.dwelling).started_on == DAY
    assert AuditEntry.objects.get().action == "tenancies.end"
    assert tenants_in(landlord.get("/tenancies/?which=ended")) == []


def test_a_landlord_cannot_write_where_the_person_moves(act_as, estate, housing):
    tenancy = let(estate, housing)
    landlord = act_as((estate.managed_by, Role.PROPERTY))

    commands.end_tenancy(landlord, tenancy_id=tenancy.pk, on=DAY, moves_to="rough")

    assert Stay.objects.running_on(DAY).get(person=tenancy.person).kind == "unknown"


def test_the_housing_office_writes_where_the_person_moves(log_in, act_as, estate, housing, form):
    tenancy = let(estate, housing)
    client = log_in(act_as((housing, Role.ALLOCATOR)))

    client.post(f"/tenancies/{tenancy.pk}/end/", form(on="2026-12-01", moves_to="own_home"))

    assert Stay.objects.running_on(date(2026, 12, 1)).get(person=tenancy.person).kind == "own_home"
    assert Stay.objects.running_on(DAY).get(person=tenancy.person).kind == "municipal_tenancy"


def test_a_stay_elsewhere_is_left_as_it_is(act_as, estate, housing):
    tenancy = let(estate, housing)
    Stay.move(tenancy.person, kind="family_or_friends", on=date(2026, 6, 1))

    commands.end_tenancy(act_as((estate.managed_by, Role.PROPERTY)), tenancy_id=tenancy.pk, on=DAY)

    assert Stay.objects.running_on(DAY).get(person=tenancy.person).kind == "family_or_friends"


@pytest.mark.parametrize("day", ["", "2026-02-28", "2028-01-01", "tomorrow"])
def test_a_day_that_makes_no_sense_ends_nothing(landlord, estate, housing, form, day):
    tenancy = let(estate, housing)
    address = f"/tenancies/{tenancy.pk}/end/"
    assert landlord.post(address, form(on=day)).status_code == 422
    assert landlord.get(address, {"on": day}).status_code == 422
    assert Tenancy.objects.get().ended_on is None


def test_what_has_ended_is_not_ended_again(log_in, act_as, estate, housing, form):
    tenancy = let(estate, housing)
    client = log_in(act_as((housing, Role.ALLOCATOR)))
    address = f"/tenancies/{tenancy.pk}/end/"
    client.post(address, form(on="2026-11-01", late_because="the keys came late"))

    assert client.post(address, form(on="2026-11-20")).status_code == 409
    assert Tenancy.objects.get().ended_on == date(2026, 11, 1)


def test_a_form_sent_twice_ends_it_once(landlord, estate, housing, form):
    tenancy = let(estate, housing)
    once = form(on="2026-11-23")
    answers = [landlord.post(f"/tenancies/{tenancy.pk}/end/", once) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 303]


def test_a_caretaker_reads_and_does_not_end(act_as, log_in, estate, housing):
    tenancy = let(estate, housing)
    caretaker = act_as((estate.managed_by, Role.CARETAKER))
    assert tenants_in(log_in(caretaker).get("/tenancies/")) == ["Ola Vik"]
    with pytest.raises(PermissionDenied):
        commands.end_tenancy(caretaker, tenancy_id=tenancy.pk, on=DAY)


def test_why_it_ends_is_kept(landlord, estate, housing, form):
    tenancy = let(estate, housing)
    landlord.post(f"/tenancies/{tenancy.pk}/end/", form(on="2026-11-23", ending="bought"))
    tenancy.refresh_from_db()
    assert (tenancy.ended_on, tenancy.end_reason) == (DAY, "bought")


def test_a_lease_that_holds_has_not_run_out(landlord, estate, housing, form):
    """It would be a way past the notice that such a lease asks for."""
    tenancy = let(estate, housing)
    address, said = f"/tenancies/{tenancy.pk}/end/", {"on": "2026-11-23", "ending": "ran_out"}
    for until, why in ((date(2026, 11, 24), "runs to"), (None, "has no last day")):
        Tenancy.objects.update(lease_until=until)
        answer = landlord.post(address, form(**said))
        assert (answer.status_code, why in answer.content.decode()) == (409, True), until
    assert Tenancy.objects.get().ended_on is None

    Tenancy.objects.update(lease_until=DAY)
    assert landlord.post(address, form(**said)).status_code == 302
    assert Tenancy.objects.get().end_reason == "ran_out"


def test_an_eviction_is_not_written_by_hand(landlord, act_as, estate, housing, form):
    tenancy = let(estate, housing)
    address = f"/tenancies/{tenancy.pk}/end/"
    assert landlord.post(address, form(on="2026-11-23", ending="evicted")).status_code == 422
    with pytest.raises(Refused, match="prevention"):
        commands.end_tenancy(
            act_as((housing, Role.ALLOCATOR)), tenancy_id=tenancy.pk, on=DAY, ending=Ending.EVICTED
        )
    assert Tenancy.objects.get().ended_on is None
