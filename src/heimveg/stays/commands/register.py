"""Writing where somebody lives, from a day."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Person
from heimveg.stays import rules
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.permissions import NOTE_INSTITUTION, REGISTER_STAY
from heimveg.stays.writing import READ_ONLY, checked


@command(REGISTER_STAY)
def register_stay(
    actor: Actor,
    *,
    person_id: int,
    said: rules.StayFact,
    on: date,
) -> Stay:
    """Write where the person lives from `said.period.start`; the stay before ends that day.

    Raises Invalid for what cannot be so, Refused when nobody answers for the person.
    """
    people = Person.objects.permitted_to(actor, REGISTER_STAY).whole()
    person = people.select_for_update(of=("self",)).get(pk=person_id)
    if not person.responsibilities.running_on(on).coordinating().exists():
        raise Refused(READ_ONLY)
    return _moved(person, checked(said, on=on))


@command(NOTE_INSTITUTION)
def note_institution(actor: Actor, *, stay_id: int, kind: rules.InstitutionKind) -> Stay:
    """Write which institution a stay is in. Health or crime: only who follows the person up
    meets the stay here."""
    stays = Stay.objects.permitted_to(actor, NOTE_INSTITUTION)
    stay = stays.select_for_update(of=("self",)).get(pk=stay_id)
    if stay.kind != rules.StayKind.INSTITUTION:
        raise Invalid({"institution": _("Choose “institution” above, or leave this empty.")})
    InstitutionStay.note(stay, kind)
    return stay


def _moved(person: Person, said: rules.StayFact) -> Stay:
    try:
        with transaction.atomic():
            return Stay.move(
                person,
                kind=said.kind,
                on=said.period.start,
                expected_end_on=said.expected_end_on,
                has_dwelling_after=said.has_dwelling_after,
            )
    except IntegrityError as error:
        raise Refused(_("Another stay has been written for these days. Look again.")) from error
