"""Word to colleagues of what came of a hand-off: to who asked, and to the units a decision was
between. It names nobody, and leads to the hand-off.

Of somebody with a protected address, and of a colleague, only who asked is told: others in the
unit may not be cleared, and must not know that there is anybody.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.telling import tellers
from heimveg.notices.colleague import tell_colleague
from heimveg.persons.models import Protection


def tell_of_a_no(handoff: Handoff, *, at: datetime) -> None:
    """The person hangs until somebody chooses what happens now: so a no reaches who asked."""
    text = _("%(unit)s said no to what your unit asked. Choose what happens now.")
    names = {"unit": handoff.answering_unit.name}
    _tell(handoff, "no", _who_asked(handoff), text, names, at=at)


def tell_of_a_decision(handoff: Handoff, chosen: Unit, *, by: int, at: datetime) -> None:
    """Both units read the decision, whichever was chosen."""
    text = _("Between %(one)s and %(other)s it is decided: %(unit)s. Read why.")
    names = {
        "one": handoff.from_unit.name,
        "other": handoff.to_unit.name,
        "unit": chosen.name,
    }
    told = _who_asked(handoff)
    if not _is_for_few(handoff):
        told += tellers(handoff.answering_unit, on=clock.today())
    _tell(handoff, "decision", [user for user in told if user.pk != by], text, names, at=at)


def _who_asked(handoff: Handoff) -> list[User]:
    """Who put the question, or their colleagues when they have left the unit since."""
    on, asked_by = clock.today(), handoff.asked_by
    is_there = asked_by.memberships.running_on(on).filter(unit_id=handoff.asking_unit_id).exists()
    if is_there and asked_by.is_active:
        return [asked_by]
    return [] if _is_for_few(handoff) else tellers(handoff.asking_unit, on=on)


def _is_for_few(handoff: Handoff) -> bool:
    is_protected = Protection.objects.filter(person_id=handoff.person_id).exists()
    return is_protected or handoff.person.employed_in_id is not None


def _tell(
    handoff: Handoff,
    what: str,
    users: Iterable[User],
    text: Promise,
    names: dict[str, str],
    *,
    at: datetime,
) -> None:
    def word(language: str) -> str:
        with translation.override(language):
            return str(text) % names

    for user in dict.fromkeys(users):
        tell_colleague(
            user,
            word,
            key=f"handoff:{handoff.pk}:{what}:{user.pk}",
            leads_to=reverse("handoffs:detail", args=[handoff.pk]),
            at=at,
        )
