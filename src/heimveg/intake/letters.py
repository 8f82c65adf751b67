"""The provisional reply, in plain words and in the person's language; and the word to a worker."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.accounts.models import Municipality, Unit
from heimveg.intake.models import Errand


def reply_text(errand: Errand, municipality: Municipality, *, language: str) -> str:
    """The whole letter as text: what has come, who sees to it, when the answer comes, and how to
    reach them. It says nothing of why."""
    unit = errand.unit
    with translation.override(language):
        reach = ", ".join(filter(None, (unit.phone, unit.email)))
        lines = [
            municipality.name,
            unit.name,
            "",
            errand.person.shown_name,
            "",
            _("We have received what you asked us"),
            "",
            _("It came in on %(day)s and has number %(number)s.")
            % {"day": _day(errand.came_on), "number": errand.receipt_id},
            _("%(unit)s sees to it.") % {"unit": unit.name},
            _("You get an answer, or hear how far we have come, by %(day)s.")
            % {"day": _day(errand.answer_by)},
        ]
        if reach:
            text = _("Tell us if something changes, or if it is urgent: %(reach)s.")
            lines.append(text % {"reach": reach})
        return "\n".join([*lines, ""])


def word_to_worker(errand: Errand, *, language: str) -> str:
    """One line on the front page of who follows the person up. It names nobody."""
    with translation.override(language):
        words = {"kind": capfirst(str(errand.get_kind_display())), "unit": errand.unit.name}
        return _("%(kind)s about somebody you follow up. %(unit)s sees to it.") % words


def word_of_the_other_unit(unit: Unit, *, language: str) -> str:
    """To each of two units that may follow one person: whom to call. It names nobody."""
    with translation.override(language):
        reach = ", ".join(filter(None, (unit.name, unit.phone, unit.email)))
        text = _("Another unit may follow the same person as you. Call them: %(reach)s.")
        return text % {"reach": reach}


def _day(day: object) -> str:
    return date_format(day, "DATE_FORMAT")  # type: ignore[arg-type]  # a date
