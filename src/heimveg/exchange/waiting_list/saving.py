"""A need plan carried out: new people in bulk, known people one by one through the rooms' own
doors."""

from collections.abc import Iterator
from datetime import date

from heimveg.accounts.models import Unit
from heimveg.exchange.columns.rows import Tell, silent
from heimveg.exchange.waiting_list.known import CLUSTERS
from heimveg.exchange.waiting_list.plan import DERIVED, NeedPlan, Wanted
from heimveg.exchange.waiting_list.registering import need_fields, register_people
from heimveg.needs.models import Income, Need
from heimveg.persons.models import Person
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy

AT_ONCE = 500


def save_needs(plan: NeedPlan, *, unit: Unit, by: int, tell: Tell = silent) -> None:
    """Inside one transaction, with the importer as the reader."""
    done = 0
    for wanted in _new_people(plan):
        people = register_people(wanted, plan, unit=unit, by=by)
        for one, person in zip(wanted, people, strict=True):
            _move_in(one, person, plan, by=by)
        done += len(wanted)
        tell(done, len(plan.wanted))
    for one in plan.wanted:
        if one.is_returning:
            _take_up(one, plan, unit=unit, by=by)
        elif one.person_id is not None:
            _save(one, plan, unit=unit, by=by)
        else:
            continue
        done += 1
        tell(done, len(plan.wanted))


def _new_people(plan: NeedPlan) -> Iterator[list[Wanted]]:
    new = [one for one in plan.wanted if one.person_id is None and not one.is_returning]
    for first in range(0, len(new), AT_ONCE):
        yield new[first : first + AT_ONCE]


def _take_up(wanted: Wanted, plan: NeedPlan, *, unit: Unit, by: int) -> None:
    """A new case on the record of somebody whom the unit was the last to answer for, as when the
    number is registered; a new record where somebody else was quicker."""
    person_id = Person.take_up(wanted.row.values["national_id"], unit)
    if person_id is None:
        (person,) = register_people([wanted], plan, unit=unit, by=by)
        _move_in(wanted, person, plan, by=by)
        return
    plan.known.people[person_id] = Person.objects.get(pk=person_id)
    wanted.person_id = person_id
    wanted.need = Need.objects.open().filter(person_id=person_id).first()
    _save(wanted, plan, unit=unit, by=by)


def _save(wanted: Wanted, plan: NeedPlan, *, unit: Unit, by: int) -> None:
    person = plan.known.people[wanted.person_id or 0]
    if wanted.filled_in is not None:
        person.claim(person.version)
        person.take(wanted.filled_in)
    if wanted.need is None:
        _open(wanted, person, unit=unit, by=by, on=plan.on)
    elif wanted.content or wanted.confirmed:
        _change(wanted, wanted.need, on=plan.on)
    _move_in(wanted, person, plan, by=by)
    if wanted.stay is not None and wanted.home is None:
        Stay.move(person, kind=wanted.stay, on=wanted.stay_on or plan.on)
    if wanted.income is not None:
        Income.note(person.pk, nok_year=wanted.income, known_on=plan.on)


def _move_in(wanted: Wanted, person: Person, plan: NeedPlan, *, by: int) -> None:
    """A mover's home, with the stay that goes with it."""
    if wanted.home is None:
        return
    since = wanted.stay_on or plan.on
    Tenancy.move_in(
        person=person, dwelling=wanted.home, on=since, decision=None,
        rent_ore_month=None, lease_until=None, by=by,
    )  # fmt: skip
    if wanted.stay is not None:
        Stay.move(person, kind=wanted.stay, on=since, dwelling=wanted.home)


def _open(wanted: Wanted, person: Person, *, unit: Unit, by: int, on: date) -> None:
    need = Need.begin(person=person, unit=unit, by=by, on=on, **need_fields(wanted))
    for name in CLUSTERS:
        if name in wanted.content:
            getattr(need, name).set(wanted.content[name])


def _change(wanted: Wanted, need: Need, *, on: date) -> None:
    need.claim(need.version)
    need.write(wanted.content, confirmed=wanted.confirmed, on=on)
    if any(name in wanted.content for name in DERIVED):
        need.derive(
            counts_in_environment=wanted.content.get(
                "counts_in_environment", need.counts_in_environment
            ),
            funding_groups=wanted.content.get("funding_groups", need.funding_groups),
            robustness=need.robustness_need,
        )
