"""Housing again: who loses a home has a need with the housing office the same day."""

from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus, UrgencyReason, suggested_urgency
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis
from heimveg.prevention.permissions import RECORD_EVICTION
from heimveg.stays.rules import StayKind

_BEFORE = {UrgencyReason.NOWHERE_TO_SLEEP: UrgencyReason.LOSES_HOME}
NO_PLACE = frozenset({StayKind.UNKNOWN, StayKind.ROUGH, StayKind.MUNICIPAL_TENANCY})


def need_again(actor: Actor, person: Person, on: date, *, reason: UrgencyReason) -> Need:
    """The open need, or a new one with the housing office, which keeps its relation; as urgent as
    `reason` makes it, and taken up again where it was parked. Raises Refused where there is no
    housing office."""
    need = Need.objects.open().filter(person=person, opened_on__lte=on).first()
    if need is not None:
        _press(need, reason, on)
        return need
    unit = _housing_office(actor, on)
    Responsibility.contribute(
        person.pk, unit=unit, basis=Basis.NEED, by=actor.user_id, on=on, accepted_on=on
    )
    need = Need.begin(person=person, unit=unit, by=actor.user_id, on=on)
    _press(need, reason, on)
    return need


def _press(need: Need, reason: UrgencyReason, on: date) -> None:
    """What was about to happen has happened: it stands first among the reasons."""
    others = [each for each in need.urgency_reasons if each not in (reason, _BEFORE.get(reason))]
    urgency = max(need.urgency, suggested_urgency(frozenset({reason})))
    if need.status == NeedStatus.PARKED:
        need.move(NeedStatus.WAITING, on=on)
    content = {"urgency": urgency, "urgency_reasons": [str(reason), *others]}
    need.write(content, confirmed=[], on=on)


def _housing_office(actor: Actor, on: date) -> Unit:
    """The actor's own, else the first. Raises Refused where there is none."""
    offices = units_of_kind(UnitKind.HOUSING, on=on)
    own = actor.units(RECORD_EVICTION)
    office = next((unit for unit in offices if unit.pk in own), None) or next(iter(offices), None)
    if office is None:
        raise Refused(_("There is no housing office to take the need. Set one up first."))
    return office
