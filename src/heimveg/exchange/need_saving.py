"""A need plan carried out, person by person through the rooms' own doors: each new person gets a
responsible unit and an open case, each need its relation."""

from datetime import date

from heimveg.access.context import reading_as
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import system_user
from heimveg.exchange.need_plan import CLUSTERS, DERIVED, PARTICULARS, NeedPlan, Wanted, id_kind_of
from heimveg.exchange.rows import Tell, silent
from heimveg.needs.models import Income, Need, OpenAlready
from heimveg.needs.rules import NeedStatus, missing
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy


def save_needs(plan: NeedPlan, *, unit: Unit, by: int, tell: Tell = silent) -> None:
    """Inside one transaction, with the importer as the reader."""
    for done, wanted in enumerate(plan.wanted, start=1):
        if wanted.is_passed_on:
            _pass_on(wanted, unit=unit, by=by, on=plan.on)
        else:
            _save(wanted, plan, unit=unit, by=by)
        tell(done, len(plan.wanted))


def _pass_on(wanted: Wanted, *, unit: Unit, by: int, on: date) -> None:
    """The system adds the need to somebody the importer does not see. The coordinating unit stays
    responsible. Colleagues see the person now; the importer, who made the relation, from
    tomorrow or when that unit accepts (rule R4)."""
    with reading_as(system_user().pk):
        person = Person(pk=wanted.person_id)  # only a reference: nothing is read about them
        try:
            _open(wanted, person, unit=unit, by=by, on=on)
        except OpenAlready:
            Responsibility.contribute(
                person.pk, unit=unit, basis=Basis.NEED, by=by, on=on, accepted_on=None
            )


def _save(wanted: Wanted, plan: NeedPlan, *, unit: Unit, by: int) -> None:
    person = _person(wanted, plan, unit=unit, by=by)
    if wanted.need is None:
        _open(wanted, person, unit=unit, by=by, on=plan.on)
    elif wanted.content or wanted.confirmed:
        _change(wanted, wanted.need, on=plan.on)
    if wanted.home is not None:
        Tenancy.move_in(
            person=person,
            dwelling=wanted.home,
            on=wanted.stay_on or plan.on,
            decision=None,
            rent_ore_month=None,
            lease_until=None,
            by=by,
        )
    if wanted.stay is not None:
        Stay.move(person, kind=wanted.stay, on=wanted.stay_on or plan.on, dwelling=wanted.home)
    if wanted.income is not None:
        Income.note(person.pk, nok_year=wanted.income, known_on=plan.on)


def _person(wanted: Wanted, plan: NeedPlan, *, unit: Unit, by: int) -> Person:
    if wanted.person_id is None:
        values = wanted.row.values
        number = values.get("national_id", "")
        return Person.register(
            unit=unit,
            by=by,
            on=plan.on,
            national_id=number,
            id_kind=id_kind_of(number),
            **{name: values[name] for name in PARTICULARS if name in values},
        )
    person = plan.known.people[wanted.person_id]
    if wanted.filled_in is not None:
        person.claim(person.version)
        person.take(wanted.filled_in)
    return person


def _open(wanted: Wanted, person: Person, *, unit: Unit, by: int, on: date) -> None:
    fields = {name: value for name, value in wanted.content.items() if name not in CLUSTERS}
    lacking = missing(
        kinds=fields.get("kinds", []),
        rooms_at_least=fields.get("rooms_at_least"),
        urgency_reasons=fields.get("urgency_reasons", []),
    )
    status = NeedStatus.INCOMPLETE if lacking else NeedStatus.WAITING
    need = Need.begin(
        person=person, unit=unit, by=by, on=on,
        status=status, confirmed_doubts=wanted.confirmed, **fields,
    )  # fmt: skip
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
