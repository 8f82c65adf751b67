"""The invoice basis of a month is issued, once for each entry."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heimveg.access.context import reading_as
from heimveg.access.gate import Actor, command
from heimveg.accounts.queries import system_user
from heimveg.base.errors import Refused
from heimveg.base.transactions import may_think_long, one_at_a_time
from heimveg.tenancies.models import InvoiceIssue
from heimveg.tenancies.permissions import EXPORT_RENT
from heimveg.tenancies.queries import issuing
from heimveg.tenancies.rules.rent import first_of_month


@command(EXPORT_RENT)
def issue_basis(actor: Actor, *, month: date, on: date) -> InvoiceIssue:
    """Keep what is to be invoiced of `month` and was not issued before: the first time all of it,
    then what was charged or corrected since.

    Raises Refused where there is nothing new, and where a colleague was quicker.
    """
    first = first_of_month(month)
    may_think_long()
    one_at_a_time("a basis is issued")
    entry_ids = issuing.to_issue(first)
    if not entry_ids:
        raise Refused(_("Nothing has been booked on this month since it was issued."))
    with reading_as(system_user().pk):
        lines = issuing.lines_of(entry_ids)
    try:
        with transaction.atomic():
            return InvoiceIssue.make(
                first,
                lines,
                on=on,
                by=actor.user_id,
                keep_until=issuing.keep_until(first, on=on),
            )
    except IntegrityError as error:
        raise Refused(_("Somebody else has issued this month just now.")) from error
