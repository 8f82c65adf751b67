"""A takeover protocol is signed by both, on the phone; or it says why one of them did not."""

import re
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models.promises import kindly
from heimveg.dwellings.wording import must_be_about_the_home
from heimveg.persons.models import Person
from heimveg.upkeep.models import Inspection, Signature
from heimveg.upkeep.models.signatures import LONGEST_NAME, LONGEST_REASON
from heimveg.upkeep.models.turnovers import SHORTEST_REASON
from heimveg.upkeep.permissions import SIGN_TAKEOVER
from heimveg.upkeep.rules import Party

LONGEST_DRAWING = 20_000  # characters of path
# An SVG path of moves and lines within the 300 by 100 box, and nothing else.
DRAWN = re.compile(r"(?:[ML]\d{1,3}(?:\.\d)? \d{1,3}(?:\.\d)? ?)+")


@command(SIGN_TAKEOVER)
def sign_takeover(  # noqa: PLR0913  # what a signature is
    actor: Actor,
    *,
    inspection_id: int,
    party: Party,
    person_id: int | None,
    name: str,
    drawing: str,
    at: datetime,
) -> Signature:
    """Sign for the municipality, or let the tenant sign. `drawing`: an SVG path, or empty when
    the name was typed and confirmed. Raises Person.DoesNotExist when the actor does not see the
    tenant; Invalid without a name or for a drawing that is none; Refused when it is signed."""
    inspection = _concluded(actor, inspection_id)
    person = _tenant(actor, person_id or 0) if party is Party.TENANT else None
    if not name.strip():
        raise Invalid({"name": _("Write the name of who signs.")})
    if len(name.strip()) > LONGEST_NAME:
        raise Invalid({"name": _("The name is too long: 120 characters at most.")})
    if drawing and (len(drawing) > LONGEST_DRAWING or not DRAWN.fullmatch(drawing)):
        raise Invalid({"drawing": _("The drawing could not be read. Write the name instead.")})
    constraint = "a_tenant_signs_once" if person else "the_municipality_signs_once"
    with kindly(constraint, Refused(_("This protocol is signed already."))):
        return Signature.objects.create(
            inspection=inspection,
            party=party,
            person=person,
            name=name.strip(),
            drawing=drawing,
            taken_by_id=actor.user_id,
            signed_at=at,
        )


@command(SIGN_TAKEOVER)
def leave_unsigned(  # noqa: PLR0913  # who did not sign what, and why
    actor: Actor,
    *,
    inspection_id: int,
    party: Party,
    person_id: int | None,
    because: str,
    on: date,
    at: datetime,
) -> Signature:
    """Say why nobody signs for a party; who signs later still can. `person_id`: None where the
    actor does not see the tenant. Raises Person.DoesNotExist; Invalid without a reason, and for
    words about health; Refused when a reason is written already."""
    inspection = _concluded(actor, inspection_id)
    is_known = party is Party.TENANT and person_id is not None
    person = _tenant(actor, person_id or 0) if is_known else None
    words = because.strip()
    if len(words) < SHORTEST_REASON:
        raise Invalid({"because": _("Say in a few words why nobody signs.")})
    if len(words) > LONGEST_REASON:
        raise Invalid({"because": _("The reason is too long: 300 characters at most.")})
    must_be_about_the_home({"because": words}, on=on)
    constraint = "one_reason_for_each_party_that_did_not_sign"
    with kindly(constraint, Refused(_("Why nobody signed is written already."))):
        return Signature.objects.create(
            inspection=inspection,
            party=party,
            person=person,
            because=words,
            taken_by_id=actor.user_id,
            signed_at=at,
        )


def _concluded(actor: Actor, inspection_id: int) -> Inspection:
    mine = Inspection.objects.permitted_to(actor, SIGN_TAKEOVER)
    inspection = mine.select_for_update(of=("self",)).get(pk=inspection_id)
    if inspection.is_open:
        raise Refused(_("Conclude the inspection first: what is signed is not changed any more."))
    return inspection


def _tenant(actor: Actor, person_id: int) -> Person:
    return Person.objects.permitted_to(actor, SIGN_TAKEOVER).get(pk=person_id)
