"""Fills an empty database with the invented municipality. The same seed gives the same town."""

from datetime import date, timedelta
from random import Random

from django.db import connections

from heimveg.access.context import reading_as
from heimveg.accounts.models import Municipality
from heimveg.accounts.queries import system_user
from heimveg.base.transactions import may_think_long
from heimveg.config.demo import (
    committee,
    handoffs,
    intake,
    meetings,
    moving_out,
    oslo,
    people,
    prevention,
    published,
    rent,
    staffing,
    upkeep,
)
from heimveg.config.demo.rows import Rows, ids_of
from heimveg.config.demo.tenancies import agree_and_review
from heimveg.config.demo.town import Town, build_dwellings, build_units, mend_until, put_out_of_use
from heimveg.persons.models import Person

INHABITANTS = 12_000
DWELLINGS = 260  # in a town of INHABITANTS
NEEDS = 140
MOVERS = 32  # of the needs
LET_SHARE = 0.86
TOWN_AT_MOST = 60_000  # above it, no rounds: thousands of explanations take minutes
CITY_ERRANDS, CITY_HANDOFFS = 3, 4  # times those of a town
CITY_CASES = 120  # homes at risk


def fill(*, inhabitants: int, demand: str | None, seed: int, today: date) -> None:
    """First the town and its people, then the committee's two rounds, each whole or not at all.

    Between them the owner lets the database count its rows: without, the first pages of a city
    take seconds. The municipality is marked as the demo's when all of it is there.
    """
    rng = Random(seed)  # noqa: S311  # not a secret
    reader = system_user().pk
    share = inhabitants / INHABITANTS
    with reading_as(reader):
        town = build_units(today)
        staffing.ask_and_be_away(town, today)
        people_at_most = 4000 if demand else round(DWELLINGS * share * 3 + NEEDS * share)
        rows = Rows(rng, today, system_user(), ids_of(Person, people_at_most))
        if demand:
            oslo.build_stock(town)
            oslo.add_demand(town, rows)
        else:
            _build_town(town, rows, share)
        rows.save()
    _count_rows()
    with reading_as(reader):
        agree_and_review(today)
    if not demand:
        work = _let_them_work if inhabitants <= TOWN_AT_MOST else _let_a_city_work
        with reading_as(reader):
            work(town, seed, today)
    _count_rows()
    with reading_as(reader):
        Municipality.objects.update(is_demo=True)


def _let_them_work(town: Town, seed: int, today: date) -> None:
    """What the units have done lately, by their own commands."""
    moved = moving_out.move(town, today=today)
    committee.hold_earlier_round(town, today=today)
    committee.open_todays_round(town, today=today)
    intake.take_in(town, today=today)
    meetings.hold_meetings(town, today=today)
    handoffs.hand_over(town, today=today, seed=seed)
    later = Random(seed)  # noqa: S311  # not a secret
    owes = [moved.new.pk] if moved and moved.new else []
    rent.charge_and_pay(town, later, today=today, unpaid=owes)
    moving_out.leave_credit(town, moved, today=today)
    prevention.sign_and_follow(town, later, today=today)
    prevention.record_measures(town, today=today)


def _let_a_city_work(town: Town, seed: int, today: date) -> None:
    """Rents of everybody; of what goes one by one, some times as much as in a town."""
    may_think_long()
    intake.take_in(town, today=today, times=CITY_ERRANDS)
    handoffs.hand_over(town, today=today, seed=seed, times=CITY_HANDOFFS)
    later = Random(seed)  # noqa: S311  # not a secret
    rent.charge_and_pay(town, later, today=today, habits=rent.CITY)
    prevention.sign_and_follow(town, later, today=today, at_most=CITY_CASES)
    prevention.record_measures(town, today=today)


def _count_rows() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _build_town(town: Town, rows: Rows, share: float) -> None:
    build_dwellings(town, round(DWELLINGS * share), rows.rng, today=rows.today)
    shuffled = rows.rng.sample(town.dwellings, len(town.dwellings))
    let = shuffled[: round(len(shuffled) * LET_SHARE)]
    empty = shuffled[len(let) :]
    tenants = people.add_tenants(town, rows, let)
    movers, waiting = round(MOVERS * share), round((NEEDS - MOVERS) * share)
    people.add_movers(town, rows, tenants, movers)
    situations = [published.draw("current_stay", rows.rng) for _ in range(max(waiting, 1))]
    protected = people.add_waiting(town, rows, waiting, situations)
    people.protect(town, rows, protected[10:])
    third = len(empty) // 3
    put_out_of_use(town, empty[:third], rows.rng, today=rows.today)
    upkeep.keep_homes(town, rows.rng, let=let, today=rows.today)
    mend_until(
        empty[third : 2 * third], ended_on=rows.today - timedelta(days=committee.EARLIER_DAYS - 2)
    )
