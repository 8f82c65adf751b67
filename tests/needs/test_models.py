from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.base.errors import Refused, Stale
from heimveg.needs.models import CareBasis, Income, Need, OpenAlready
from heimveg.needs.rules import NeedStatus, requirements_from
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis, EndReason
from tests.accounts.factories import UnitFactory
from tests.needs.factories import CareBasisFactory, IncomeFactory, NeedFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"status": "lost", "closed_on": DAY}, "need_status_is_known"),
        ({"urgency": 6}, "need_urgency_is_1_to_5"),
        ({"urgency": 0}, "need_urgency_is_1_to_5"),
        ({"robustness_need": 5}, "robustness_need_is_1_to_4"),
        ({"status": "housed"}, "closed_need_has_its_day"),
        ({"closed_on": DAY}, "closed_need_has_its_day"),
        ({"rooms_at_least": 3, "rooms_at_most": 2}, "need_has_room_for_its_rooms"),
        ({"status": "parked"}, "parked_need_has_its_day"),
    ],
)
def test_the_database_refuses(broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NeedFactory(**broken)


def test_a_person_has_one_open_need():
    need = NeedFactory()

    with pytest.raises(IntegrityError, match="one_open_need_per_person"), transaction.atomic():
        NeedFactory(person=need.person)
    with pytest.raises(OpenAlready):
        Need.begin(person=need.person, unit=need.unit, by=1, on=DAY)


def test_a_closed_need_leaves_room_for_the_next():
    need = NeedFactory()
    need.move(NeedStatus.WITHDRAWN, on=DAY)

    assert NeedFactory(person=need.person).status == NeedStatus.WAITING


def test_a_group_outside_the_matrix_is_refused():
    with pytest.raises(IntegrityError, match="group_is_1_to_7"), transaction.atomic():
        CareBasisFactory(group=8)


def test_an_income_noted_again_the_same_day_is_corrected():
    first = IncomeFactory()

    Income.note(first.person_id, nok_year=310_000, known_on=first.known_on)

    assert [i.nok_year for i in Income.objects.all()] == [310_000]
    with (
        pytest.raises(IntegrityError, match="one_income_per_person_and_day"),
        transaction.atomic(),
    ):
        IncomeFactory(person=first.person)


def test_the_housing_office_gets_its_relation_when_another_unit_coordinates():
    person, office = PersonFactory(), UnitFactory()

    Need.begin(person=person, unit=office, by=1, on=DAY)

    relation = Responsibility.objects.get(person=person, basis=Basis.NEED)
    assert (relation.unit, relation.accepted_on) == (office, None)


def test_withdrawing_ends_the_offices_relation():
    person, office = PersonFactory(), UnitFactory()
    need = Need.begin(person=person, unit=office, by=1, on=DAY)

    need.withdraw(on=DAY + timedelta(days=9))

    relation = Responsibility.objects.get(person=person, basis=Basis.NEED)
    assert (relation.ended_on, relation.end_reason) == (DAY + timedelta(days=9), EndReason.OVER)
    assert need.closed_on == relation.ended_on


def test_a_closed_need_does_not_move():
    need = NeedFactory(status=NeedStatus.WITHDRAWN, closed_on=DAY)

    with pytest.raises(Refused):
        need.move(NeedStatus.WAITING, on=DAY)


def test_parking_keeps_the_day_and_resuming_forgets_it():
    need = NeedFactory(complete=True)
    need.move(NeedStatus.PARKED, on=DAY, until=DAY + timedelta(days=30))
    need.refresh_from_db()
    assert need.parked_until == DAY + timedelta(days=30)

    need.move(NeedStatus.WAITING, on=DAY)
    need.refresh_from_db()
    assert need.parked_until is None


def test_the_status_follows_what_is_missing():
    need = NeedFactory(complete=True, rooms_at_least=None)
    need.settle(on=DAY)
    assert (need.status, need.missing) == (NeedStatus.INCOMPLETE, ["rooms_at_least"])

    need.rooms_at_least = 2
    need.settle(on=DAY)
    assert (need.status, need.missing) == (NeedStatus.WAITING, [])


def test_the_requirements_of_a_group_replace_those_of_the_need():
    need = NeedFactory(complete=True, kinds=["ordinary"])

    need.require(requirements_from(6), on=DAY)

    need.refresh_from_db()
    assert (need.kinds, need.standard_at_least) == (["specialised"], "extra_reinforced")
    assert (need.locations, need.staffed_at_least) == (["screened"], "round_the_clock")


def test_confirming_again_changes_the_same_ground():
    basis = CareBasisFactory(group=2)

    CareBasis.confirm(basis.need, by=1, on=DAY, group=3, characteristic="rop", text="")

    assert [b.group for b in CareBasis.objects.all()] == [3]


def test_who_was_slower_overwrites_nothing():
    need = NeedFactory()
    need.claim(1)

    with pytest.raises(Stale):
        Need.objects.get(pk=need.pk).claim(1)
