"""What may be asked about where people live."""

from collections.abc import Sequence

from heimveg.access.gate import Actor
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.permissions import NOTE_INSTITUTION, READ_STAYS
from heimveg.stays.rules import InstitutionKind


def stays_of(actor: Actor, person_ids: Sequence[int]) -> list[Stay]:
    """Every stay, newest first; each has `shown_institution`, empty for who may not see it.

    Two queries, however long the history; one for who has no care purpose.
    """
    rows = Stay.objects.permitted_to(actor, READ_STAYS).filter(person_id__in=person_ids)
    stays = list(rows.select_related("dwelling").order_by("-started_on", "-pk"))
    seen = InstitutionStay.objects.permitted_to(actor, NOTE_INSTITUTION)
    kinds = (
        dict(seen.filter(person_id__in=person_ids).values_list("stay_id", "kind"))
        if actor.may(NOTE_INSTITUTION)
        else {}
    )
    for stay in stays:
        kind = kinds.get(stay.pk)
        stay.shown_institution = str(InstitutionStay.KINDS[InstitutionKind(kind)]) if kind else ""
    return stays
