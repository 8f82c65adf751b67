"""The words of letters about rent, in the receiver's language."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality
from heimveg.values import Money

if TYPE_CHECKING:
    from heimveg.tenancies.models import AgreedRent
    from heimveg.tenancies.queries.regulation import Regulation


def regulation_letter(row: "Regulation", office: Municipality, *, language: str, on: date) -> str:
    """The written notice of husleieloven § 4-2, as plain text."""
    with translation.override(language):
        facts = {
            "name": row.tenancy.person.shown_name,
            "home": row.tenancy.dwelling.address,
            "before": str(Money(row.before_ore)),
            "after": str(Money(row.after_ore)),
            "from": date_format(row.from_on, "DATE_FORMAT"),
            "then": f"{row.index_then / 10:.1f}".replace(".", ","),
            "now": f"{row.index_now / 10:.1f}".replace(".", ","),
        }
        lines = [
            office.name,
            date_format(on, "DATE_FORMAT"),
            "",
            _("Your rent is regulated"),
            "",
            _("Dear %(name)s") % facts,
            "",
            _("The rent for %(home)s is %(before)s kroner a month. From %(from)s it is"
              " %(after)s kroner a month.") % facts,
            _("It follows the consumer price index, which was %(then)s when the rent was last set"
              " and is %(now)s now. Only the rent is regulated, not electricity and the like.")
            % facts,
            _("The law lets the rent be regulated once a year, with a month's written notice"
              " (husleieloven § 4-2). Write to us if you think that this is wrong."),
        ]  # fmt: skip
    return "\n".join(lines)


def regulation_taken_back(
    rent: "AgreedRent", office: Municipality, *, language: str, on: date
) -> str:
    """That the rent stays as it is, as plain text."""
    with translation.override(language):
        facts = {
            "name": rent.tenancy.person.shown_name,
            "home": rent.tenancy.dwelling.address,
            "after": str(Money(rent.ore_month)),
            "from": date_format(rent.from_on, "DATE_FORMAT"),
            "told": date_format(rent.told_on, "DATE_FORMAT") if rent.told_on else "",
        }
        lines = [
            office.name,
            date_format(on, "DATE_FORMAT"),
            "",
            _("Your rent is not regulated after all"),
            "",
            _("Dear %(name)s") % facts,
            "",
            _("On %(told)s we wrote that the rent for %(home)s would be %(after)s kroner a month"
              " from %(from)s. We take that back.") % facts,
            _("The rent stays as it is until you hear from us again. You need to do nothing."),
        ]  # fmt: skip
    return "\n".join(lines)
