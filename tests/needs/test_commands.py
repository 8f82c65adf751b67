from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.models import AuditEntry
from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused, Stale, Unusual
from heimveg.needs import commands
from heimveg.needs.jobs import resume_parked
from heimveg.needs.models import CareBasis, Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import Person
from tests.accounts.factories import UnitFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day")]
DAY = date(2026, 11, 23)


def content(**given):
    return {
        "opened_on": DAY, "household_size": 1, "urgency": 4, "urgency_reasons": ["children"],
        "urgency_because": "", "recommended": "", "kinds": ["shared"],
        "standard_at_least": "ordinary", "locations": [], "rooms_at_least": 1,
        "rooms_at_most": None, "needs_step_free": False, "needs_wheelchair": False,
        "staffed_at_least": "none", "has_pets": False, "areas_not": [], "rent_nok_at_most": None,
        "wished_areas": [], "wished_kinds": [], "wished_rooms": None, "in_own_words": "",
        "clusters_not": [], "wished_clusters": [], **given,
    }  # fmt: skip


def opened(actor, person, unit, *, confirmed=(), **given):
    return commands.open_need(
        actor, person_id=person.pk, unit=unit, content=content(**given), confirmed=confirmed,
        on=DAY,
    )  # fmt: skip


def unit_of(person):
    return person.responsibilities.get().unit


def test_a_whole_need_waits_and_leaves_one_audit_entry(act_as):
    person = PersonFactory()
    actor = act_as((unit_of(person), Role.ALLOCATOR))

    need = opened(actor, person, unit_of(person))

    assert (need.status, need.kinds, need.urgency) == (NeedStatus.WAITING, ["shared"], 4)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.person_id) == ("needs.change", person.pk)


def test_a_half_filled_need_is_saved_as_incomplete(act_as):
    person = PersonFactory()
    actor = act_as((unit_of(person), Role.CARE_WORKER))

    need = opened(actor, person, unit_of(person), kinds=[], rooms_at_least=None)

    assert (need.status, need.missing) == (NeedStatus.INCOMPLETE, ["kinds", "rooms_at_least"])


def test_a_care_worker_opens_a_need_with_the_housing_office(act_as):
    person = PersonFactory(unit=UnitFactory(kind=UnitKind.SUBSTANCE_USE))
    office = UnitFactory()
    actor = act_as((unit_of(person), Role.CARE_WORKER))

    opened(actor, person, office)

    officer = act_as((office, Role.ALLOCATOR))
    assert Need.objects.permitted_to(officer, commands.CHANGE_NEED).get().unit == office


def test_somebody_else_s_person_is_not_there(act_as):
    person = PersonFactory()
    with pytest.raises(Person.DoesNotExist):
        opened(act_as((UnitFactory(), Role.ALLOCATOR)), person, unit_of(person))


def test_property_opens_no_needs(act_as):
    person = PersonFactory()
    with pytest.raises(PermissionDenied):
        opened(act_as((unit_of(person), Role.PROPERTY)), person, unit_of(person))


def test_what_is_unusual_is_saved_only_when_confirmed_and_asked_once(act_as):
    person = PersonFactory()
    actor = act_as((unit_of(person), Role.ALLOCATOR))
    with pytest.raises(Unusual):
        opened(actor, person, unit_of(person), household_size=9)

    need = opened(actor, person, unit_of(person), household_size=9, confirmed=["many_people:9"])

    assert need.confirmed_doubts == ["many_people:9"]
    commands.change_need(
        actor, need_id=need.pk, version=need.version, content=content(household_size=9),
        confirmed=[], on=DAY,
    )  # fmt: skip
    need.refresh_from_db()
    with pytest.raises(Unusual):
        commands.change_need(
            actor, need_id=need.pk, version=need.version, content=content(household_size=11),
            confirmed=[], on=DAY,
        )  # fmt: skip


def test_who_opened_the_form_before_another_saved_is_told(act_as):
    need = NeedFactory(complete=True)
    actor = act_as((need.unit, Role.ALLOCATOR))
    commands.park_need(actor, need_id=need.pk, version=1, until=DAY + timedelta(days=7), on=DAY)

    with pytest.raises(Stale):
        commands.resume_need(actor, need_id=need.pk, version=1, on=DAY)


def test_a_held_home_keeps_the_need_from_being_withdrawn(act_as):
    need = NeedFactory(status=NeedStatus.OFFERED)
    with pytest.raises(Refused):
        commands.withdraw_need(
            act_as((need.unit, Role.ALLOCATOR)), need_id=need.pk, version=1, on=DAY
        )


def confirmed_by(actor, need, **given):
    return commands.confirm_care_basis(
        actor, need_id=need.pk, version=need.version,
        basis={"group": 5, "characteristic": "rop", "text": "Private words"},
        derived={"counts_in_environment": True, "funding_groups": ["rop"], "robustness": 3},
        **{"takes_requirements": True, "on": DAY, **given},
    )  # fmt: skip


def test_confirming_writes_the_derivations_and_the_requirements_to_the_need(act_as):
    need = NeedFactory(complete=True, kinds=["ordinary"])
    worker = act_as((need.unit, Role.CARE_WORKER))

    basis = confirmed_by(worker, need)

    need.refresh_from_db()
    assert (need.counts_in_environment, need.funding_groups) == (True, ["rop"])
    assert (need.robustness_need, need.kinds) == (3, ["shared"])
    assert (basis.confirmed_by_id, basis.confirmed_on) == (worker.user_id, DAY)


def test_the_requirements_stay_as_they_are_unless_chosen(act_as):
    need = NeedFactory(complete=True, kinds=["ordinary"])

    confirmed_by(act_as((need.unit, Role.CARE_WORKER)), need, takes_requirements=False)

    need.refresh_from_db()
    assert need.kinds == ["ordinary"]


def test_an_allocator_confirms_no_health(act_as):
    need = NeedFactory(complete=True)
    with pytest.raises(PermissionDenied):
        confirmed_by(act_as((need.unit, Role.ALLOCATOR)), need)


def test_a_caseworker_confirms_for_own_people_only(act_as):
    need = NeedFactory(complete=True)
    caseworker = act_as((need.unit, Role.CASEWORKER))
    with pytest.raises(Need.DoesNotExist):
        confirmed_by(caseworker, need)

    need.person.responsibilities.update(named_worker_id=caseworker.user_id)
    assert confirmed_by(caseworker, need).group == 5


def test_income_is_noted_by_those_who_let_homes_and_not_by_care(act_as):
    person = PersonFactory()
    given = {"person_id": person.pk, "nok_year": 250_000, "known_on": DAY}

    assert commands.note_income(act_as((unit_of(person), Role.ALLOCATOR)), **given).pk
    with pytest.raises(PermissionDenied):
        commands.note_income(act_as((unit_of(person), Role.CARE_WORKER)), **given)


def test_parked_needs_come_back_on_their_day_and_not_before():
    due = NeedFactory(complete=True, status="parked", parked_until=DAY)
    later = NeedFactory(complete=True, status="parked", parked_until=DAY + timedelta(days=1))

    assert resume_parked() == 1

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.status, later.status) == (NeedStatus.WAITING, NeedStatus.PARKED)
    assert CareBasis.objects.count() == 0
