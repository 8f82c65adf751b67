"""What is said when a stay cannot be written so. No row is read here."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.base.errors import Invalid
from heimveg.stays import rules

READ_ONLY = _("The case is closed, so the record can only be read. Open a case to change it.")
WHY_NOT = {
    "later_start": ("on", _("A stay is registered when it has begun, not before.")),
    "end_before_start": ("expected_end_on", _("The end comes after the beginning.")),
}


def checked(said: rules.StayFact, *, on: date) -> rules.StayFact:
    """The stay, if it can be written on `on`. Raises Invalid with what to do."""
    try:
        return rules.checked(said, on=on)
    except rules.NotSo as reason:
        field, text = WHY_NOT[reason.code]
        raise Invalid({field: text}) from reason
