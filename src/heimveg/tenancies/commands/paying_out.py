"""Money that is left on the account of who has moved out goes back to them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.tenancies.models import Entry, RentAccount
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries.payouts import owed_elsewhere
from heimveg.tenancies.queries.rent import is_left_with_credit
from heimveg.tenancies.rules.rent import EntryKind
from heimveg.values import Money, on_one_line


@command(KEEP_LEDGER)
def pay_out(  # noqa: PLR0913  # what is known of a payout
    actor: Actor, *, tenancy_id: int, ore: int, reference: str, paid_on: date, on: date,
    at: datetime, confirmed: bool = False,
) -> Entry:  # fmt: skip
    """Record that `ore` of the credit was paid out on `paid_on`, with the bank's reference.
    `confirmed`: paid out although the person owes rent on another account.

    Raises RentAccount.DoesNotExist, Refused for who lives there or has no credit, and Invalid
    (`amount`, `paid_on`, `reference`, `confirmed`). That no more is paid out than there is, also
    by two at once, is the database's word: the account is locked by the entry.
    """
    mine = RentAccount.objects.permitted_to(actor, KEEP_LEDGER).select_related("tenancy", "person")
    account = mine.select_for_update(of=("self",)).get(tenancy_id=tenancy_id)
    if not is_left_with_credit(account.tenancy, account, on=on):
        raise Refused(_("There is no credit to pay out on this account."))
    if not account.tenancy.started_on <= paid_on <= on:
        raise Invalid({"paid_on": _("Choose a day of the tenancy or after it, not one to come.")})
    if not reference.strip():
        raise Invalid({"reference": _("Write where the payout is found, such as a number.")})
    must_not_tell_of_health({"reference": reference}, on=on)
    if not confirmed and owed_elsewhere(actor, account, on=on).exists():
        raise Invalid({"confirmed": _("Tick here if it is to be paid out all the same.")})
    entry = Entry.draft(
        EntryKind.PAID_OUT, tenancy=account.tenancy, ore=ore, due_on=paid_on, booked_on=on,
        by=actor.user_id, at=at, reference=reference.strip(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise _too_much(error, account) from error
    return entry


def _too_much(error: IntegrityError, account: RentAccount) -> Exception:
    diag = getattr(error.__cause__, "diag", None)
    if getattr(diag, "constraint_name", "") != "no_more_is_paid_out_than_the_credit":
        return error
    text = _("The credit is %(sum)s kroner. No more than that can be paid out.")
    return Invalid({"amount": text % {"sum": on_one_line(str(Money(-account.owed_ore)))}})
