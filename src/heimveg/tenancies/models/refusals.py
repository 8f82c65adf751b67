"""Why a home cannot be had, or a tenancy not ended, in words for a person."""

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heimveg.base.errors import Refused


class DwellingTaken(Refused):
    """Somebody else holds the dwelling, or the person another one, in some of the period."""


class NotReady(DwellingTaken):
    """The home is between two tenants and not ready: nobody moves in yet."""

    def __init__(self, dwelling_id: int | None = None) -> None:
        super().__init__(
            _("This home is not ready. Nobody moves in before its turnover has come to its end."),
            url=reverse("desk:dwelling", args=[dwelling_id]) if dwelling_id else "",
            link=_("See the home"),
        )


class AlreadyEnded(Refused):
    """The tenancy has an end date; ending it again would rewrite history."""


def in_words(error: IntegrityError) -> Exception:
    """Why the database said no, in words for a person; any other broken promise as it is."""
    diag = getattr(error.__cause__, "diag", None)
    match getattr(diag, "constraint_name", None):
        case "one_tenancy_at_a_time_per_dwelling":
            return DwellingTaken(_("Somebody else got this home first."))
        case "one_tenancy_at_a_time_per_person":
            return DwellingTaken(
                _("This person already has a municipal home in that time. End that tenancy first.")
            )
        case "the_home_left_is_promised":
            return DwellingTaken(
                _(
                    "Somebody else is to move into the home that is left, before that day. Set a"
                    " new first day for them first."
                )
            )
        case "nobody_moves_into_a_home_in_turnover":
            return NotReady()
        case _:
            return error
