"""What can be done with a housing need. Each function is one use case, whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from heimveg.access.gate import Actor, Permission, command
from heimveg.accounts.models import SavedFilter, Unit
from heimveg.base.errors import Unusual
from heimveg.needs import rules
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.needs.permissions import (
    CHANGE_NEED,
    CONFIRM_CARE_BASIS,
    MOVE_NEED,
    NOTE_INCOME,
    READ_NEEDS,
)
from heimveg.needs.rules import Asked, NeedStatus
from heimveg.persons.models import Person

PAGE = "needs"


@command(CHANGE_NEED)
def open_need(
    actor: Actor, *, person_id: int, unit: Unit, content: Mapping[str, Any],
    confirmed: Sequence[str], on: date,
) -> Need:  # fmt: skip
    """Open a need with `unit`, a housing office. What lacks something is saved as incomplete.

    Raises Person.DoesNotExist (also for somebody the actor does not see), OpenAlready, and
    Unusual for doubts that are not among `confirmed`.
    """
    person = Person.objects.permitted_to(actor, CHANGE_NEED).get(pk=person_id)
    kept = _kept(content, confirmed, on=on)
    need = Need.begin(person=person, unit=unit, by=actor.user_id, on=on)
    need.write(content, confirmed=kept, on=on)
    return need


@command(CHANGE_NEED)
def change_need(
    actor: Actor, *, need_id: int, version: int, content: Mapping[str, Any],
    confirmed: Sequence[str], on: date,
) -> Need:  # fmt: skip
    """Write the whole form over the need. Raises Need.DoesNotExist, Stale and Unusual."""
    need = _locked(actor, CHANGE_NEED, need_id)
    kept = _kept(content, [*confirmed, *need.confirmed_doubts], on=on)
    need.claim(version)
    need.write(content, confirmed=kept, on=on)
    return need


@command(MOVE_NEED)
def park_need(actor: Actor, *, need_id: int, version: int, until: date, on: date) -> Need:
    """Keep the need, but out of the rounds, until a day."""
    need = _locked(actor, MOVE_NEED, need_id)
    need.claim(version)
    need.move(NeedStatus.PARKED, on=on, until=until)
    return need


@command(MOVE_NEED)
def resume_need(actor: Actor, *, need_id: int, version: int, on: date) -> Need:
    """Put a parked need back on the list; the waiting has counted all the time."""
    need = _locked(actor, MOVE_NEED, need_id)
    need.claim(version)
    need.move(NeedStatus.WAITING, on=on)
    need.settle(on=on)
    return need


@command(MOVE_NEED)
def withdraw_need(actor: Actor, *, need_id: int, version: int, on: date) -> Need:
    """Close the need without a home. The history stays."""
    need = _locked(actor, MOVE_NEED, need_id)
    need.claim(version)
    need.withdraw(on=on)
    return need


@command(CONFIRM_CARE_BASIS)
def confirm_care_basis(  # noqa: PLR0913
    actor: Actor, *, need_id: int, version: int, basis: Mapping[str, Any],
    derived: Mapping[str, Any], takes_requirements: bool, on: date,
) -> CareBasis:  # fmt: skip
    """Write the ground behind the wall of health, and its derivations to the need.

    `basis`: group, characteristic, text. `derived`: counts_in_environment, funding_groups,
    robustness. With `takes_requirements` the home that follows from the group is required.
    """
    need = _locked(actor, CONFIRM_CARE_BASIS, need_id)
    need.claim(version)
    need.derive(**derived)
    group = basis.get("group")
    if takes_requirements and group is not None:
        need.require(rules.requirements_from(group), on=on)
    return CareBasis.confirm(need, by=actor.user_id, on=on, **basis)


@command(NOTE_INCOME)
def note_income(actor: Actor, *, person_id: int, nok_year: int, known_on: date) -> Income:
    """Raises Person.DoesNotExist, also for somebody whose income the actor may not see."""
    person = Person.objects.permitted_to(actor, NOTE_INCOME).get(pk=person_id)
    return Income.note(person.pk, nok_year=nok_year, known_on=known_on)


@command(NOTE_INCOME)
def use_highest_rent(actor: Actor, *, need_id: int, version: int, rent_nok: int) -> Need:
    """Let the need exclude homes that cost more than `rent_nok` a month."""
    need = _locked(actor, NOTE_INCOME, need_id)
    need.claim(version)
    need.rent_nok_at_most = rent_nok
    need.save(update_fields=["rent_nok_at_most"])
    return need


@command(READ_NEEDS)
def keep_filter(actor: Actor, *, name: str, query: str) -> SavedFilter:
    return SavedFilter.keep(user_id=actor.user_id, page=PAGE, name=name, query=query)


@command(READ_NEEDS)
def drop_filter(actor: Actor, *, filter_id: int) -> SavedFilter:
    """Raises SavedFilter.DoesNotExist, also for somebody else's."""
    found = SavedFilter.objects.of(actor.user_id, PAGE).get(pk=filter_id)
    SavedFilter.objects.filter(pk=found.pk).delete()
    return found


@command(MOVE_NEED)
def resume_when_due(actor: Actor, *, need_id: int, on: date) -> Need:
    """For the job: a parked need whose day has come. Raises Need.DoesNotExist when somebody
    moved it first."""
    due = Need.objects.permitted_to(actor, MOVE_NEED).select_for_update(of=("self",))
    need = due.get(pk=need_id, status=NeedStatus.PARKED, parked_until__lte=on)
    need.move(NeedStatus.WAITING, on=on)
    need.settle(on=on)
    return need


def _locked(actor: Actor, permission: Permission, need_id: int) -> Need:
    """Raises Need.DoesNotExist, also when it is not the actor's to see."""
    mine = Need.objects.permitted_to(actor, permission).select_for_update(of=("self",))
    return mine.get(pk=need_id)


def _kept(content: Mapping[str, Any], confirmed: Sequence[str], *, on: date) -> list[str]:
    """The doubts there are, as they are kept. Raises Unusual when one is not confirmed."""
    asked = Asked(**{name: _as_asked(content[name]) for name in Asked.__slots__})
    doubts = {rules.key_of(doubt): doubt for doubt in rules.doubts_about(asked, on=on)}
    if doubts.keys() - set(confirmed):
        raise Unusual([d for key, d in doubts.items() if key not in confirmed])
    return list(doubts)


def _as_asked(value: object) -> Any:  # noqa: ANN401
    return frozenset(value) if isinstance(value, list | tuple) else value
