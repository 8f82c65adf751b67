"""The municipality's own wording of a lease."""

from datetime import date

from heimveg.access.gate import Actor, command
from heimveg.tenancies.models import LeaseTemplate
from heimveg.tenancies.permissions import KEEP_TEMPLATE
from heimveg.tenancies.word import check_template


@command(KEEP_TEMPLATE)
def keep_template(actor: Actor, *, content: bytes, name: str, on: date) -> LeaseTemplate:
    """Take the Word file into use. Raises Invalid with what to mend; the one before is kept."""
    check_template(content, on=on)
    return LeaseTemplate.keep(content, name=name[:120], on=on, by=actor.user_id)
