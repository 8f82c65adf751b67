"""What was written wrong is written right; the history keeps what stood there."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.stays.models import Stay
from heimveg.stays.permissions import CORRECT_STAY
from heimveg.stays.rules import StayFact, StayKind
from heimveg.stays.writing import READ_ONLY, checked

BY_TENANCY = _("A tenancy writes this stay. Change the tenancy.")


@command(CORRECT_STAY)
def correct_stay(actor: Actor, *, stay_id: int, version: int, said: StayFact, on: date) -> Stay:
    """Write what was so from the beginning. Raises Stay.DoesNotExist, Stale, Invalid for what
    cannot be so, and Refused where another stay has the days."""
    stay = _claimed(actor, stay_id, version, on=on)
    if said.kind is StayKind.MUNICIPAL_TENANCY:
        raise Invalid({"kind": BY_TENANCY})
    if said.period.end is not None and said.period.end > on:
        raise Invalid({"ended_on": _("An end to come is written as expected.")})
    right = checked(said, on=on)
    try:
        with transaction.atomic():
            stay.correct(right)
    except IntegrityError as error:
        raise Refused(_("Another stay has been written for these days. Look again.")) from error
    return stay


@command(CORRECT_STAY)
def end_stay(actor: Actor, *, stay_id: int, version: int, ended_on: date, on: date) -> Stay:
    """The person no longer lives there, and where they live now is not known."""
    stay = _claimed(actor, stay_id, version, on=on)
    if not stay.started_on <= ended_on <= on:
        raise Invalid({"ended_on": _("Give a day from its beginning until today.")})
    if stay.ended_on is not None and stay.ended_on <= ended_on:
        raise Refused(_("This stay has ended already."))
    Stay.objects.filter(pk=stay.pk).update(ended_on=ended_on)
    return stay


def _claimed(actor: Actor, stay_id: int, version: int, *, on: date) -> Stay:
    stays = Stay.objects.permitted_to(actor, CORRECT_STAY).select_related("person")
    stay = stays.select_for_update(of=("self",)).get(pk=stay_id)
    stay.claim(version)
    if stay.kind == StayKind.MUNICIPAL_TENANCY:
        raise Refused(BY_TENANCY)
    if not stay.person.responsibilities.running_on(on).coordinating().exists():
        raise Refused(READ_ONLY)
    return stay
