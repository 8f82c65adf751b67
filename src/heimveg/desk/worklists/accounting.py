"""What waits for those who keep the accounts."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import short
from heimveg.tenancies.models import RentAccount
from heimveg.tenancies.models.rent import RentAccountQuerySet
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.values import Money, on_one_line


def credits_left(actor: Actor, on: date) -> Asking:
    """Who has moved out and has paid more than was to be paid, the most first."""
    found = yield First(_in_credit, ("tenancy__dwelling", "person"))
    return Worklist(
        id="credits-left",
        title=_("Credit to pay out or set off"),
        text=_("The tenancy has ended, and more was paid than it cost."),
        icon="kroner",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:rent"),
        empty=_("Nobody who has moved out has money to get back."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("%(sum)s kr, %(home)s, until %(day)s")
                % {
                    "sum": on_one_line(str(Money(-row.owed_ore))),
                    "home": row.tenancy.dwelling.address,
                    "day": short(row.tenancy.ended_on),
                },
                url=reverse("tenancies:rent-account", args=[row.tenancy_id]),
                next=_("See the account"),
            )
            for row in found.rows
        ],
    )


def _in_credit(actor: Actor, on: date) -> RentAccountQuerySet:
    mine = RentAccount.objects.permitted_to(actor, KEEP_LEDGER).in_credit(on)
    return mine.exclude(AddressIsHidden("person_id")).order_by("owed_ore", "pk")
