"""What the person is told when another unit answers for them, and what a worker is asked to say.

Which unit it was before stands in no letter: others may open it.
"""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality, Unit, User
from heimveg.persons.models import Person


def letter_to(  # a letter has these parts
    person: Person, unit: Unit, worker: User | None, municipality: Municipality, *,
    language: str, on: date,
) -> str:  # fmt: skip
    """The whole letter as text: who answers from `on`, and how to reach them. Not a word of
    why, and no address."""
    with translation.override(language):
        day = date_format(on, "DATE_FORMAT")
        lines = [
            municipality.name,
            unit.name,
            "",
            person.shown_name,
            "",
            _("Who you can turn to from now on"),
            "",
            _("From %(day)s %(unit)s is responsible for following you up.")
            % {"day": day, "unit": unit.name},
            *_how_to_reach(unit, worker),
            _("What has been decided and agreed still holds. You need not apply again."),
            _("Is anything of this wrong, or do you wish it otherwise? Tell us."),
        ]
        return "\n".join([*lines, ""])


def _how_to_reach(unit: Unit, worker: User | None) -> list[str]:
    lines = []
    if worker is not None:
        lines.append(_("Ask for %(worker)s.") % {"worker": worker.name})
    if unit.phone:
        lines.append(_("Telephone: %(phone)s") % {"phone": unit.phone})
    if unit.email:
        lines.append(_("E-mail: %(email)s") % {"email": unit.email})
    if unit.opening_hours:
        lines.append(_("Opening hours: %(hours)s") % {"hours": unit.opening_hours})
    return lines


def word_to_teller(*, language: str, on: date) -> str:
    """One line on the front page of who is to say it. It names nobody."""
    with translation.override(language):
        text = _(
            "Your unit answers from %(day)s for somebody no letter or message reaches. Tell them"
            " so, and how to reach you."
        )
        return text % {"day": date_format(on, "SHORT_DATE_FORMAT")}
