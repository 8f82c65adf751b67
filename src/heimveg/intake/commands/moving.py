"""A number that led to somebody of another name: who gets the errand says whom it is about."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.house import by_the_house
from heimveg.accounts.queries import system_user
from heimveg.base.errors import Refused
from heimveg.intake.admitting import begin_what_waited
from heimveg.intake.models import Errand
from heimveg.intake.permissions import HANDLE_ERRAND
from heimveg.intake.relating import answering_for, relate
from heimveg.intake.rules import NOTICES
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind


@command(HANDLE_ERRAND)
def say_whom(
    actor: Actor, *, errand_id: int, version: int, person_id: int | None, on: date
) -> Errand:
    """Whom it is about: the person whose number it is, another, or (None) somebody new of the
    name that was given. What waited of an admission is done now; who took it in is not told.

    Raises Stale, Refused, Errand.DoesNotExist, and Person.DoesNotExist for somebody not seen.
    """
    seen = Errand.objects.permitted_to(actor, HANDLE_ERRAND).select_related("person", "unit")
    errand = seen.select_for_update(of=("self",)).get(pk=errand_id)
    errand.claim(version)
    if not errand.is_open or not errand.given_as:
        raise Refused(_("This is no longer where you saw it. Open it again."))
    if person_id != errand.person_id and errand.need_id is not None:
        raise Refused(
            _("It became a housing need of this person. Withdraw the need, and take it in anew.")
        )
    person = Person.locked(actor, HANDLE_ERRAND, person_id) if person_id else None
    with by_the_house():
        _settle(actor, errand, person, on=on)
    return errand


def _settle(actor: Actor, errand: Errand, person: Person | None, *, on: date) -> None:
    before = errand.person_id
    if person is None:
        person = Person.register(unit=errand.unit, by=actor.user_id, on=on, name=errand.given_as)
    elif person.pk != before:
        relate(person, errand.unit, answering_for(person.pk, on=on), by=actor.user_id, on=on)
    errand.be_about(person)
    if person.pk != before:
        _let_go_of(before, errand, on=on)
    if errand.kind in NOTICES and errand.need_id is None:
        begin_what_waited(errand, on=on)


def _let_go_of(person_id: int, errand: Errand, *, on: date) -> None:
    """The unit was asked about the wrong person, and reads no more of them."""
    if Errand.objects.open().filter(person_id=person_id, unit=errand.unit).exists():
        return
    asked = Responsibility.objects.running_on(on).filter(
        person_id=person_id, unit=errand.unit, kind=Kind.CONTRIBUTING, basis=Basis.ASKED,
        accepted_on=None, started_on__gte=errand.came_on, made_by=system_user(),
    )  # fmt: skip
    asked.end(on=on, reason=EndReason.OVER)
