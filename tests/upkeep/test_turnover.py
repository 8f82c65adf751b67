"""A home leaves its turnover only at the standard: the command says so, the database keeps it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.dwellings.commands import bring_back
from heimveg.dwellings.models import OutOfUse
from heimveg.dwellings.rules import Cause
from heimveg.upkeep.commands.inspections import Seen, conclude_inspection
from heimveg.upkeep.commands.orders import finish_order
from heimveg.upkeep.commands.turnovers import (
    begin_turnover,
    cancel_turnover,
    make_ready,
    order_what_is_missing,
)
from heimveg.upkeep.models import HomeCondition, Turnover, WorkOrder
from heimveg.upkeep.queries.condition import unmet_in
from heimveg.upkeep.rules import Answer, Conclusion
from tests.tenancies.factories import TenancyFactory
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import (
    CriterionFactory,
    InspectionFactory,
    StandardFactory,
    TurnoverFactory,
)

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"
GOOD = [
    Seen("own_bath", Answer.YES),
    Seen("fire_safety", Answer.YES),
    Seen("width", Answer.YES, 95),
]
BAD = [Seen("own_bath", Answer.YES), Seen("fire_safety", Answer.NO), Seen("width", Answer.YES, 80)]


@pytest.fixture
def turnover(home, standard):
    return TurnoverFactory(dwelling=home, empty_from=TODAY - timedelta(days=10))


def inspect(keeper, turnover, seen, conclusion):
    inspection = InspectionFactory(dwelling=turnover.dwelling, turnover=turnover)
    conclude_inspection(
        keeper, inspection_id=inspection.pk, version=1, seen=seen, conclusion=conclusion,
        words="", on=TODAY, at=NOW,
    )  # fmt: skip
    turnover.refresh_from_db()


def begin(actor, home):
    return begin_turnover(
        actor, dwelling_id=home.pk, noticed_on=TODAY, expected_vacant_on=None, vacated_on=None
    )


def ready(keeper, turnover):
    return make_ready(keeper, turnover_id=turnover.pk, version=turnover.version, on=TODAY)


def test_moving_out_begins_it_and_the_vacancy_has_its_cause(home, unit):
    tenancy = TenancyFactory(dwelling=home)

    tenancy.move_out(on=TODAY)

    turnover = Turnover.running(home.pk)
    assert (turnover.vacated_on, turnover.noticed_on) == (TODAY, TODAY)
    out = OutOfUse.objects.get(dwelling=home)
    assert (out.cause, out.has_turnover, turnover.out_of_use) == (Cause.TURNOVER, True, out)


def test_nobody_gives_notice_of_a_home_that_is_out_of_use(keeper, home):
    """Else it would say that the tenant may stay, where there is none."""
    OutOfUse.objects.create(dwelling=home, cause=Cause.AWAITING_SALE, started_on=TODAY)

    with pytest.raises(Invalid) as refused:
        begin(keeper, home)

    assert "awaiting sale" in str(refused.value.fields["vacated_on"])
    assert Turnover.running(home.pk) is None


def test_notice_before_moving_out_is_the_same_turnover(home):
    tenancy = TenancyFactory(dwelling=home)
    tenancy.give_notice(noticed_on=TODAY - timedelta(days=60), leaves_on=TODAY)

    tenancy.move_out(on=TODAY)

    turnover = Turnover.objects.get(dwelling=home)
    assert (turnover.noticed_on, turnover.vacated_on) == (TODAY - timedelta(days=60), TODAY)


def test_a_home_at_the_standard_is_made_ready_and_free(keeper, turnover):
    inspect(keeper, turnover, GOOD, Conclusion.AT_STANDARD)
    assert turnover.at_standard_on == TODAY

    ready(keeper, turnover)

    assert OutOfUse.objects.get(dwelling=turnover.dwelling).ended_on == TODAY


def test_a_home_below_the_standard_is_refused_and_nothing_is_half_done(keeper, turnover):
    inspect(keeper, turnover, BAD, Conclusion.BELOW_STANDARD)

    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)

    turnover.refresh_from_db()
    assert (turnover.ready_on, turnover.at_standard_on) == (None, None)
    assert OutOfUse.objects.get(dwelling=turnover.dwelling).ended_on is None


def test_the_database_itself_refuses_whoever_asks(turnover):
    Turnover.objects.filter(pk=turnover.pk).update(inspected_on=TODAY, at_standard_on=TODAY)

    with pytest.raises(IntegrityError, match="not at the standard"), transaction.atomic():
        Turnover.objects.filter(pk=turnover.pk).update(ready_on=TODAY)
    raw = "UPDATE upkeep_turnover SET ready_on = %s WHERE id = %s"
    refused = pytest.raises(IntegrityError, match="not at the standard")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raw, [TODAY, turnover.pk])


def test_what_was_seen_before_it_was_vacated_does_not_count(keeper, turnover):
    for seen in GOOD:
        HomeCondition.objects.create(
            dwelling=turnover.dwelling, code=seen.code, answer="yes", measure=95,
            seen_on=turnover.vacated_on - timedelta(days=1),
        )  # fmt: skip
    Turnover.objects.filter(pk=turnover.pk).update(inspected_on=TODAY)
    turnover.refresh_from_db()

    with pytest.raises(Refused, match="not at the standard"):
        ready(keeper, turnover)


def test_work_that_lifts_what_was_missing_brings_it_to_the_standard(keeper, turnover):
    inspect(keeper, turnover, [*BAD[:2], GOOD[2]], Conclusion.BELOW_STANDARD)
    order_what_is_missing(keeper, turnover_id=turnover.pk, on=TODAY)
    order_what_is_missing(keeper, turnover_id=turnover.pk, on=TODAY)  # orders nothing twice
    order = WorkOrder.objects.get(turnover=turnover)
    assert (order.code, order.estimate_ore) == ("fire_safety", 500_000)

    finish_order(keeper, order_id=order.pk, done_on=TODAY, on=TODAY, cost_ore=90_000, is_met=True)

    turnover.refresh_from_db()
    assert (turnover.works_on, turnover.at_standard_on) == (TODAY, TODAY)


def test_the_rule_in_python_and_the_one_in_the_database_say_the_same(keeper, turnover):
    inspect(keeper, turnover, BAD, Conclusion.BELOW_STANDARD)
    in_python = {u.criterion.code for u in unmet_in(turnover, on=TODAY) if u.is_open}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT upkeep_unmet(%s, %s, %s, %s)",
            [turnover.pk, turnover.dwelling_id, turnover.vacated_on, TODAY],
        )
        in_database = {row[0] for row in cursor.fetchall()}

    assert in_python == in_database == {"fire_safety", "width"}


def test_a_standard_to_come_does_not_hold_a_home_back_today(keeper, turnover):
    later = StandardFactory(adopted_on=TODAY + timedelta(days=30))
    CriterionFactory(standard=later, code="balcony")
    inspect(keeper, turnover, GOOD, Conclusion.AT_STANDARD)

    ready(keeper, turnover)


def test_the_vacancy_is_not_ended_around_the_turnover(keeper, turnover):
    with pytest.raises(Refused, match="between two tenants"):
        bring_back(
            keeper, dwelling_id=turnover.dwelling_id, out_id=turnover.out_of_use_id, on=TODAY
        )


def test_the_database_ends_no_vacancy_before_its_turnover_is_ready(keeper, turnover):
    vacancy = OutOfUse.objects.filter(pk=turnover.out_of_use_id)
    with pytest.raises(IntegrityError, match="not ready"), transaction.atomic():
        vacancy.update(ended_on=TODAY)

    inspect(keeper, turnover, GOOD, Conclusion.AT_STANDARD)
    ready(keeper, turnover)
    assert vacancy.get().ended_on == TODAY


def test_two_who_make_it_ready_do_not_overwrite_each_other(keeper, turnover):
    inspect(keeper, turnover, GOOD, Conclusion.AT_STANDARD)
    ready(keeper, turnover)

    with pytest.raises(Stale):
        make_ready(keeper, turnover_id=turnover.pk, version=turnover.version, on=TODAY)


def test_a_tenant_who_stays_cancels_it_but_not_when_the_home_is_empty(keeper, home, standard):
    open_one = begin(keeper, home)
    with pytest.raises(Refused, match="open for this home"):
        begin(keeper, home)
    cancel_turnover(keeper, turnover_id=open_one.pk, version=1, on=TODAY)

    empty = TurnoverFactory(dwelling=home, empty_from=TODAY)
    with pytest.raises(Refused, match="moved out"):
        cancel_turnover(keeper, turnover_id=empty.pk, version=1, on=TODAY)


def test_another_units_turnover_is_not_there(stranger, turnover):
    with pytest.raises(Turnover.DoesNotExist):
        ready(stranger, turnover)


def test_one_turnover_at_a_time(turnover):
    with pytest.raises(IntegrityError), transaction.atomic():
        Turnover.objects.create(dwelling=turnover.dwelling, noticed_on=date(2026, 6, 1))
