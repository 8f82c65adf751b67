"""An admission starts the work to find a home the same day. Told by whoever takes it in."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.queries import system_user, units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.intake.models import Errand, InstitutionNotice
from heimveg.needs.models import Need
from heimveg.needs.rules import UrgencyReason, suggested_urgency
from heimveg.persons.models import Person
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayKind


class Admitted(Protocol):
    """What was told of an admission or a discharge."""

    @property
    def institution(self) -> InstitutionKind | None: ...
    @property
    def admitted_on(self) -> date | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def is_homeless(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted of an admission when nobody knew whom it was about."""

    institution: InstitutionKind | None
    admitted_on: date | None
    expected_on: date | None
    is_homeless: bool


def begin_what_waited(errand: Errand, *, on: date) -> None:
    """The same, from the day the notice came: it waited until it was said whom it is about."""
    notice = InstitutionNotice.objects.filter(errand=errand).first()
    if notice is not None:
        kind, day = InstitutionKind(notice.kind), errand.came_on
        noted = Noted(kind, day, notice.expected_on, notice.was_homeless)
        begin_housing_work(errand, noted, on=on)


def begin_housing_work(errand: Errand, told: Admitted, *, on: date) -> None:
    """From the day of admission: where the person is, until when, and what home is needed."""
    started = told.admitted_on or on
    running = Stay.objects.running_on(on).filter(person_id=errand.person_id).first()
    if running is not None and running.kind == StayKind.INSTITUTION:
        running.expect_end(
            told.expected_on or running.expected_end_on, has_dwelling_after=not told.is_homeless
        )
        stay = running
    else:
        stay = _admitted(errand.person, started, told)
    if told.institution is not None:
        InstitutionStay.note(stay, told.institution)
    stay.refresh_from_db(fields=["has_dwelling_after"])  # a home still rented waits by itself
    if told.is_homeless and not stay.has_dwelling_after:
        errand.lead_to(_need(errand, on=on))


def _admitted(person: Person, started: date, told: Admitted) -> Stay:
    try:
        with transaction.atomic():
            return Stay.move(
                person, kind=StayKind.INSTITUTION, on=started, expected_end_on=told.expected_on,
                has_dwelling_after=not told.is_homeless,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("Another stay has been written for these days. Look again.")) from error


def _need(errand: Errand, *, on: date) -> Need:
    """The open need, else one that begins today at the housing office: by the rules and not by
    the taker's choice, so that it is the house that gives the office its relation."""
    already = Need.objects.open().filter(person_id=errand.person_id).first()
    offices = units_of_kind(UnitKind.HOUSING, on=on)
    if already is not None:
        return already
    if not offices:
        raise Refused(_("No housing office is registered, so nobody can keep the need."))
    reasons = [str(UrgencyReason.DISCHARGE_WITHOUT_HOME)]
    need = Need.begin(person=errand.person, unit=offices[0], by=system_user(), on=on)
    content = {
        "urgency_reasons": reasons,
        "urgency": suggested_urgency(frozenset(map(UrgencyReason, reasons))),
        "household_size": errand.household_size,
    }
    need.write(content, confirmed=[], on=on)
    return need
