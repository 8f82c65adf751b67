from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.context import reading_as
from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.intake.commands.handling import pass_on
from heimveg.intake.commands.receiving import About, ProbablyKnown, Told, receive_errand
from heimveg.intake.commands.routing import adopt_routing
from heimveg.intake.models import Errand, InstitutionNotice, Likeness, Receipt, Said
from heimveg.intake.permissions import READ_ERRANDS, READ_WORDS
from heimveg.intake.rules import DecidedBy, ErrandKind
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.notices.models import Notice
from heimveg.persons.models import Person, Protection, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import Basis, CaseOutcome, Grade, IdKind, Kind, Particulars
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayKind
from tests.accounts.factories import MembershipFactory, UnitFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.stays.factories import StayFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = clock.today
ROLES = (Role.ALLOCATOR, Role.CASEWORKER, Role.CARE_WORKER, Role.CARETAKER, Role.ECONOMY)


@pytest.fixture
def office():
    return UnitFactory(name="Bustadkontoret", kind=UnitKind.HOUSING, has_mandate=False)


@pytest.fixture
def rus():
    return UnitFactory(name="Rus", kind=UnitKind.SUBSTANCE_USE)


@pytest.fixture
def taker(act_as, rus):
    return act_as((rus, Role.CARE_WORKER))


def told(kind=ErrandKind.APPLICATION, **rest):
    return Told(kind, **rest)


def manned(role=Role.CARE_WORKER, **unit):
    return MembershipFactory(role=role, **{f"unit__{k}": v for k, v in unit.items()}).unit


ADMITTED = told(
    ErrandKind.ADMISSION,
    came_from="Sjukehuset",
    institution=InstitutionKind.HOSPITAL,
    place="Post 3",
    is_homeless=True,
)


def received(actor, what=None, about=None, **particulars):
    about = about or About(said=Particulars(**({"name": "Kari Ny"} | particulars)))
    return receive_errand(actor, told=what or told(), about=about, on=TODAY(), at=clock.now())


def errand_of(receipt):
    return Errand.objects.select_related("person", "unit").get(receipt=receipt)


def coordinators(person):
    running = Responsibility.objects.running_on(TODAY()).coordinating().filter(person=person)
    return [row.unit for row in running.select_related("unit")]


def test_somebody_new_has_a_unit_and_a_day_of_answer_the_same_day(office, taker):
    receipt = received(taker)

    errand = errand_of(receipt)
    assert (errand.unit, errand.came_on) == (office, TODAY())
    assert errand.answer_by > TODAY() + timedelta(days=27)
    assert errand.limit_source == "forvaltningsloven § 11 a"
    assert errand.routed_by == DecidedBy.LAST_RESORT
    assert coordinators(errand.person) == [office]
    assert errand.person.cases.open().count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_any_staff_takes_it_in_and_is_told_where_it_went(act_as, office, rus, role):
    receipt = received(act_as((rus, role)))

    assert receipt.sent_to == office


def test_the_wrong_unit_does_not_see_whom_it_took_in(office, taker, act_as):
    errand = errand_of(received(taker, told(text="Høyrer røyster")))

    for reader, sees in ((taker, False), (act_as((office, Role.ALLOCATOR)), True)):
        with reading_as(reader.user_id):
            assert Errand.objects.permitted_to(reader, READ_ERRANDS).exists() is sees
            assert Person.objects.permitted_to(reader, READ_PERSON).exists() is sees
            assert Errand.objects.filter(pk=errand.pk).exists() is sees


def test_what_was_said_is_read_by_care_alone(office, taker, act_as):
    received(taker, told(ErrandKind.CONCERN, text="Høyrer røyster"))

    for role, sees in ((Role.ALLOCATOR, False), (Role.COORDINATOR, True)):
        reader = act_as((office, role))
        with reading_as(reader.user_id):
            assert Said.objects.permitted_to(reader, READ_WORDS).exists() is sees
            assert Said.objects.exists() is sees


def test_the_leader_takes_nothing_in(act_as, office):
    with pytest.raises(PermissionDenied):
        received(act_as((office, Role.LEADER)))


def test_a_nickname_is_enough(office, taker):
    receipt = received(taker, told(ErrandKind.OUTREACH), name="", nickname="Lua")

    assert errand_of(receipt).person.shown_name == "«Lua»"


def test_who_looks_like_somebody_is_shown_before_a_record_is_made(act_as, office):
    known = PersonFactory(name="Kari Nordmann", unit=office)
    actor = act_as((office, Role.ALLOCATOR))

    with pytest.raises(ProbablyKnown) as found:
        received(actor, name="Kari Nordman")
    assert [c.person for c in found.value.candidates] == [known]
    assert not Errand.objects.exists()

    said = Particulars(name="Kari Nordman")
    received(actor, about=About(said=said, apart_from=frozenset({known.pk})))
    received(actor, about=About(person_id=known.pk))
    assert Person.objects.count() == 2
    assert Errand.objects.filter(person=known).count() == 1


def test_somebody_answered_for_keeps_their_unit_and_their_worker_is_told(office, rus, act_as):
    worker = act_as((rus, Role.CARE_WORKER))
    user = User.objects.get(pk=worker.user_id)
    known = PersonFactory(unit=rus, worker=user)

    errand = errand_of(received(worker, about=About(person_id=known.pk)))

    assert (errand.unit, errand.routed_by) == (rus, DecidedBy.ANSWERING_UNIT)
    assert coordinators(known) == [rus]
    assert Notice.objects.get().user == user


def test_a_rule_may_take_it_elsewhere_and_the_unit_that_answers_still_answers(
    system, office, rus, act_as
):
    youth = MembershipFactory(unit__name="Ungdom", role=Role.CARE_WORKER).unit
    row = {"name": "Varsel til ungdom", "unit_id": youth.pk, "takes_over": True}
    adopt_routing(system, seen_plan_id=None, rows=[row], note="", on=TODAY(), at=clock.now())
    known = PersonFactory(unit=rus)

    errand = errand_of(received(act_as((rus, Role.CARE_WORKER)), about=About(person_id=known.pk)))

    assert (errand.unit, errand.routing_rule.name) == (youth, "Varsel til ungdom")
    assert coordinators(known) == [rus]
    helps = Responsibility.objects.get(person=known, kind=Kind.CONTRIBUTING)
    assert (helps.unit, helps.accepted_on) == (youth, None)


STAFF_OF_THE_OFFICE = (Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR)


@pytest.mark.parametrize("role", [Role.CARE_WORKER, Role.CARETAKER, Role.ECONOMY])
def test_a_number_known_to_another_unit_reaches_that_unit_and_tells_the_taker_nothing(
    office, rus, act_as, role
):
    number = synthetic_number()
    known = PersonFactory(unit=rus, national_id=number, id_kind=IdKind.NATIONAL)
    taker = act_as((UnitFactory(kind=UnitKind.NAV), role))
    before = ReadEntry.objects.count()

    receipt = received(taker, name="Ola", number=number, id_kind=IdKind.NATIONAL)

    assert receipt.sent_to == office
    assert errand_of(receipt).person == known
    assert errand_of(receipt).unit == rus
    assert Person.objects.count() == 1
    with reading_as(taker.user_id):
        assert not Errand.objects.exists()
    assert ReadEntry.objects.count() == before


@pytest.mark.parametrize("role", STAFF_OF_THE_OFFICE)
@pytest.mark.parametrize("kind", [ErrandKind.REFERRAL, ErrandKind.ADMISSION])
def test_the_list_of_ones_own_unit_does_not_tell_whether_a_number_is_known(
    office, rus, act_as, role, kind
):
    """Unknown, known elsewhere, protected: one new record with what was told, for each."""
    names = ["Åse Vik", "Bjørn Haug", "Carl Moe"]
    numbers = [synthetic_number(serial=100 * n) for n in (1, 2, 3)]
    known, hidden = (
        PersonFactory(unit=rus, national_id=n, id_kind=IdKind.NATIONAL) for n in numbers[1:]
    )
    Protection.mark(hidden.pk, Grade.CONFIDENTIAL, on=TODAY())
    taker = act_as((office, role))
    what = replace(ADMITTED, kind=kind) if kind is ErrandKind.ADMISSION else told(kind)

    receipts = [
        received(taker, what, name=name, number=number, id_kind=IdKind.NATIONAL)
        for name, number in zip(names, numbers, strict=True)
    ]

    assert [receipt.sent_to for receipt in receipts] == [office] * 3
    with reading_as(taker.user_id):
        seen = Errand.objects.permitted_to(taker, READ_ERRANDS).order_by("pk")
        rows = [(e.receipt_id, e.person.name, e.unit, bool(e.need_id)) for e in seen]
    has_need = kind is ErrandKind.ADMISSION
    assert rows == [
        (r.pk, name, office, has_need) for name, r in zip(names, receipts, strict=True)
    ]
    assert [row.person for row in Likeness.objects.all()] == [known]


def test_who_keeps_homes_meets_no_likeness(act_as, office):
    homes = UnitFactory(kind=UnitKind.PROPERTY)
    known = PersonFactory(name="Kari Nordmann", unit=office)
    Responsibility.contribute(
        known.pk, unit=homes, basis=Basis.TENANCY, by=1, on=TODAY(), accepted_on=None
    )

    receipt = received(act_as((homes, Role.CARETAKER)), name="Kari Nordmann")

    assert errand_of(receipt).person != known
    with pytest.raises(ProbablyKnown):
        received(act_as((office, Role.ALLOCATOR)), name="Kari Nordmann")


def test_who_keeps_homes_is_not_told_which_unit_follows_a_tenant(act_as, office, rus):
    homes = UnitFactory(kind=UnitKind.PROPERTY)
    tenant = PersonFactory(unit=rus)
    Responsibility.contribute(
        tenant.pk, unit=homes, basis=Basis.TENANCY, by=1, on=TODAY(), accepted_on=None
    )
    taker = act_as((homes, Role.CARETAKER))

    receipt = received(taker, about=About(person_id=tenant.pk))

    assert (receipt.sent_to, errand_of(receipt).unit) == (office, rus)


def test_nobody_comes_to_answer_for_somebody_unseen_by_writing_an_errand(office, rus, act_as):
    number = synthetic_number()
    known = PersonFactory(unit=rus, national_id=number, id_kind=IdKind.NATIONAL)
    known.cases.get().close(on=TODAY() - timedelta(days=200), outcome=CaseOutcome.NO_NEED)
    taker = act_as((office, Role.ALLOCATOR))

    received(taker, name="Ola", number=number, id_kind=IdKind.NATIONAL)

    assert known.cases.open().count() == 0
    with reading_as(taker.user_id):
        assert not Person.objects.filter(pk=known.pk).exists()


def test_who_takes_in_sees_at_once_what_the_rules_bring_to_ones_own_unit(
    system, office, rus, act_as
):
    nav = manned(kind=UnitKind.NAV)
    row = {"name": "Fengsel til NAV", "unit_id": nav.pk, "institutions": ["prison"]}
    adopt_routing(system, seen_plan_id=None, rows=[row], note="", on=TODAY(), at=clock.now())
    taker = act_as((office, Role.ALLOCATOR))

    errand = errand_of(received(taker, replace(ADMITTED, institution=InstitutionKind.PRISON)))

    assert (errand.unit, errand.need.unit) == (nav, office)
    with reading_as(taker.user_id):
        assert Need.objects.get() == errand.need
        assert Errand.objects.get() == errand


def test_a_strictly_protected_person_is_not_found_by_number(office, rus, act_as):
    number = synthetic_number()
    hidden = PersonFactory(unit=rus, national_id=number, id_kind=IdKind.NATIONAL)
    Protection.mark(hidden.pk, Grade.STRICTLY, on=TODAY())

    receipt = received(
        act_as((office, Role.ALLOCATOR)), name="Ola", number=number, id_kind=IdKind.NATIONAL
    )

    assert errand_of(receipt).person != hidden
    assert receipt.sent_to == office


def test_what_comes_in_about_a_strictly_protected_person_stays_with_who_answers(
    system, office, rus, act_as
):
    youth = MembershipFactory(unit__name="Ungdom", role=Role.CARE_WORKER).unit
    row = {"name": "Alt til ungdom", "unit_id": youth.pk, "takes_over": True}
    adopt_routing(system, seen_plan_id=None, rows=[row], note="", on=TODAY(), at=clock.now())
    worker = act_as((rus, Role.CARE_WORKER), handles_protected=True)
    named = User.objects.get(pk=worker.user_id)
    hidden = PersonFactory(unit=rus, worker=named)
    Protection.mark(hidden.pk, Grade.STRICTLY, on=TODAY())

    errand = errand_of(received(worker, about=About(person_id=hidden.pk)))

    assert errand.unit == rus
    with reading_as(worker.user_id):
        assert Errand.objects.permitted_to(worker, READ_ERRANDS).get() == errand
    with pytest.raises(Refused, match="Nobody in the other unit"):
        pass_on(worker, errand_id=errand.pk, version=1, unit_id=youth.pk, on=TODAY())
    stranger = act_as((rus, Role.COORDINATOR), handles_protected=True)
    with reading_as(stranger.user_id):
        assert not Errand.objects.exists()


def test_somebody_the_taker_does_not_see_cannot_be_pointed_at(office, rus, act_as):
    hidden = PersonFactory(unit=rus)

    with pytest.raises(Person.DoesNotExist):
        received(act_as((office, Role.ALLOCATOR)), about=About(person_id=hidden.pk))


def test_housing_work_starts_at_admission(office, taker, act_as):
    leaves = TODAY() + timedelta(days=30)
    what = replace(ADMITTED, admitted_on=TODAY() - timedelta(days=2), expected_on=leaves)

    errand = errand_of(received(taker, what))

    stay = Stay.objects.get()
    assert (stay.kind, stay.started_on) == (StayKind.INSTITUTION, what.admitted_on)
    assert (stay.expected_end_on, stay.has_dwelling_after) == (leaves, False)
    assert InstitutionStay.objects.get().kind == InstitutionKind.HOSPITAL
    need = Need.objects.get()
    assert (errand.need, need.unit, need.status) == (need, office, NeedStatus.INCOMPLETE)
    assert need.urgency_reasons == ["discharge_without_home"]
    allocator = act_as((office, Role.ALLOCATOR))
    with reading_as(allocator.user_id):
        assert not InstitutionNotice.objects.exists()
        assert not InstitutionStay.objects.exists()


def test_a_discharge_notice_moves_the_day_and_opens_no_second_need(office, act_as):
    actor = act_as((office, Role.COORDINATOR))
    first = errand_of(received(actor, ADMITTED))
    leaves = TODAY() + timedelta(days=7)
    what = replace(ADMITTED, kind=ErrandKind.DISCHARGE, expected_on=leaves)

    second = errand_of(received(actor, what, About(person_id=first.person_id)))

    assert Stay.objects.get().expected_end_on == leaves
    assert second.need == first.need == Need.objects.get()


def test_who_has_a_home_to_go_to_gets_no_need(office, taker):
    received(taker, replace(ADMITTED, is_homeless=False))

    assert Stay.objects.get().has_dwelling_after
    assert not Need.objects.exists()


def test_an_admission_ends_the_stay_before_it(office, act_as):
    known = PersonFactory(unit=office)
    before = StayFactory(person=known, kind=StayKind.ROUGH)
    actor = act_as((office, Role.COORDINATOR))

    received(actor, ADMITTED, About(person_id=known.pk))

    before.refresh_from_db()
    assert before.ended_on == TODAY()


def test_a_receipt_names_nobody(office, taker):
    receipt = received(taker)

    columns = {field.name for field in Receipt._meta.get_fields() if field.concrete}
    assert columns == {"id", "kind", "sent_to", "taken_by", "taken_at", "answer_by"}
    with reading_as(taker.user_id):
        assert Receipt.objects.get() == receipt


def test_the_named_worker_is_told_in_their_own_language_without_a_name(office, rus, taker):
    worker = User.objects.get(pk=taker.user_id)
    User.objects.filter(pk=worker.pk).update(language="nb")
    person = PersonFactory(name="Kari Kjend", unit=rus, worker=worker)

    errand = errand_of(received(taker, about=About(person_id=person.pk)))

    (notice,) = Notice.objects.unread_by(worker.pk)
    assert notice.body == f"Søknad om en du følger opp. {errand.unit.name} tar seg av det."
    assert "Kari" not in notice.body + notice.leads_to
    assert notice.leads_to == f"/intake/errands/{errand.pk}/"
