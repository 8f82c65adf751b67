"""A takeover protocol is signed by both, on the phone."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models.promises import kindly
from heimveg.persons.models import Person
from heimveg.upkeep.models import Inspection, Signature
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
    mine = Inspection.objects.permitted_to(actor, SIGN_TAKEOVER)
    inspection = mine.select_for_update(of=("self",)).get(pk=inspection_id)
    if inspection.is_open:
        raise Refused(_("Conclude the inspection first: what is signed is not changed any more."))
    person = None
    if party is Party.TENANT:
        person = Person.objects.permitted_to(actor, SIGN_TAKEOVER).get(pk=person_id or 0)
    if not name.strip():
        raise Invalid({"name": _("Write the name of who signs.")})
    if drawing and (len(drawing) > LONGEST_DRAWING or not DRAWN.fullmatch(drawing)):
        raise Invalid({"name": _("The drawing could not be read. Write the name instead.")})
    constraint = "a_tenant_signs_once" if person else "the_municipality_signs_once"
    with kindly(constraint, Refused(_("This protocol is signed already."))):
        return Signature.objects.create(
            inspection=inspection,
            party=party,
            person=person,
            name=name.strip()[:120],
            drawing=drawing,
            taken_by_id=actor.user_id,
            signed_at=at,
        )
