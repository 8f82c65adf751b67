"""Many connections at the one door: one record for one number, one answer for one errand."""

import pytest
from django.db import OperationalError

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.intake.commands.handling import close_errand, take_in_hand
from heimveg.intake.commands.likening import answer_likeness
from heimveg.intake.commands.receiving import About, ProbablyKnown, Told, receive_errand
from heimveg.intake.commands.routing import adopt_routing
from heimveg.intake.models import Errand, Likeness, RoutingPlan
from heimveg.intake.rules import ErrandKind, ErrandState, Outcome
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import IdKind, Particulars
from tests.accounts.factories import MembershipFactory, MunicipalityFactory, UnitFactory
from tests.intake.factories import ErrandFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.races import as_system, coordinators

pytestmark = pytest.mark.race
HANDS, ROUNDS = 8, 4


@pytest.fixture
def unit(real_database):
    return as_system(UnitFactory)


@pytest.fixture
def takers(unit):
    return coordinators(unit, HANDS)


def test_one_number_rung_in_from_all_sides_is_one_person(takers, at_once):
    for round_ in range(ROUNDS):
        said = Particulars(
            name=f"Nr {round_}", id_kind=IdKind.NATIONAL, number=synthetic_number(serial=round_)
        )

        def ring(n, said=said):
            return receive_errand(
                takers[n], told=Told(ErrandKind.CONCERN, text="x"), about=About(said=said),
                on=clock.today(), at=clock.now(),
            )  # fmt: skip

        answers = at_once(HANDS, ring)

        made = [a for a in answers if not isinstance(a, Exception)]
        refused = [a for a in answers if isinstance(a, Exception)]
        assert len(made) == 1
        assert all(isinstance(a, ProbablyKnown) for a in refused)
    assert as_system(Person.objects.count) == ROUNDS
    assert as_system(Errand.objects.count) == ROUNDS


def test_of_several_who_see_to_one_errand_exactly_one_counts(takers, unit, at_once):
    for _ in range(ROUNDS):
        errand = as_system(lambda: ErrandFactory(person=PersonFactory(unit=unit), unit=unit))

        def act(n, errand=errand):
            if n % 2:
                return take_in_hand(takers[n], errand_id=errand.pk, version=1)
            return close_errand(
                takers[n], errand_id=errand.pk, version=1, outcome=Outcome.ADVICE,
                on=clock.today(),
            )  # fmt: skip

        answers = at_once(HANDS, act)

        assert sum(not isinstance(a, Exception) for a in answers) == 1
        losers = [a for a in answers if isinstance(a, Exception)]
        assert all(isinstance(a, Stale | Refused | OperationalError) for a in losers)
        after = as_system(lambda errand=errand: Errand.objects.get(pk=errand.pk))
        assert after.version == 2
        assert after.state in {ErrandState.IN_HAND, ErrandState.CLOSED}


def test_of_several_who_change_the_rules_one_is_heard(takers, unit, at_once):
    def adopt(n):
        row = {"name": f"Regel {n}", "unit_id": unit.pk}
        return adopt_routing(
            takers[n], seen_plan_id=None, rows=[row], note="", on=clock.today(), at=clock.now()
        )

    answers = at_once(HANDS, adopt)

    assert sum(not isinstance(a, Exception) for a in answers) == 1
    assert all(isinstance(a, Stale) for a in answers if isinstance(a, Exception))
    assert as_system(RoutingPlan.objects.count) == 1


def test_of_many_answers_whether_it_is_one_of_ours_one_counts(unit, takers, at_once):
    def arrange():
        MunicipalityFactory()
        mandate = UnitFactory(has_mandate=True)
        MembershipFactory(unit=mandate, role=Role.COORDINATOR)
        for n in range(ROUNDS):
            errand = ErrandFactory(kind=ErrandKind.OUTREACH)
            known = PersonFactory(unit=unit, nickname=f"Nr {n}")
            Likeness.ask(errand, known, met_where="", on=clock.today())
        return mandate

    mandate = as_system(arrange)
    for row in as_system(lambda: list(Likeness.objects.order_by("pk"))):

        def answer(n, row=row):
            return answer_likeness(
                takers[n], likeness_id=row.pk, version=1, is_ours=n % 2 == 0, on=clock.today()
            )

        answers = at_once(HANDS, answer)

        won = [a for a in answers if not isinstance(a, Exception)]
        lost = [a for a in answers if isinstance(a, Exception)]
        assert len(won) == 1, answers
        assert all(isinstance(a, Stale | Refused) for a in lost), lost

        def opened(row=row):
            people = (row.person_id, row.met_id)
            return Responsibility.objects.filter(unit=mandate, person__in=people).count()

        assert as_system(opened) == (2 if won[0].state == "yes" else 0)
