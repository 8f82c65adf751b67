"""A tenancy does not end past an open case: who sees the case settles it with the end, and who
does not is told whom to ask."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heimveg.accounts.house import by_the_house
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.parts import Text
from heimveg.needs.rules import UrgencyReason
from heimveg.persons.models import Person
from heimveg.prevention.again import NO_PLACE, need_again
from heimveg.prevention.answering import answer_again
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.permissions import RECORD_EVICTION
from heimveg.prevention.rules import Outcome
from heimveg.stays.rules import StayKind
from heimveg.tenancies.parting import Heed, Parting, heed
from heimveg.tenancies.rules import Ending

HAS_NOWHERE = _lazy(
    "A unit answers for the person, and an urgent housing need begins the same day."
)
# Nobody chose to leave: where the person sleeps next, and the need, belong to the end.
NOT_OWN_CHOICE = frozenset({Ending.LANDLORD_NOTICE, Ending.RAN_OUT})


def what_it_asks(parting: Parting) -> list[Text]:
    """What becomes of an open case. Raises Refused for who may not see it, and Invalid without a
    reason, or without a bed for who did not choose to leave."""
    if not _is_open(parting):
        return [HAS_NOWHERE] if _has_nowhere(parting) else []
    if _seen(parting) is None:
        raise Refused(
            _(
                "Somebody follows this up, so that nobody loses a home without help. Ask the unit"
                " that answers for the person before the tenancy ends."
            )
        )
    if parting.ending is Ending.UNKNOWN:
        raise Invalid({"ending": _("A case of prevention is open here. Say why it ends.")})
    if parting.ending not in NOT_OWN_CHOICE:
        moved_on = _("The case of prevention is closed: moved on.")
        return [moved_on, HAS_NOWHERE] if _has_nowhere(parting) else [moved_on]
    if parting.moves_to in NO_PLACE:
        raise Invalid(
            {"moves_to": _("Find a place for the night first. Nobody is put out to nowhere.")}
        )
    return [
        _("The case of prevention is closed: moved on."),
        _("A housing need begins the same day."),
    ]


def settle(parting: Parting) -> None:
    """Close the case, and begin the need of who did not choose to leave. `what_it_asks` has been
    asked."""
    if _has_nowhere(parting):
        _begin_again(parting, UrgencyReason.NOWHERE_TO_SLEEP)
    case = _seen(parting)
    if case is None:
        return
    if parting.ending in NOT_OWN_CHOICE:
        _begin_again(parting, UrgencyReason.LOSES_HOME)
    case.claim(case.version)
    case.close(on=parting.on, outcome=Outcome.MOVED)


def _has_nowhere(parting: Parting) -> bool:
    """Whoever chose it: somebody who leaves for the street is not let go of."""
    return parting.moves_to is StayKind.ROUGH and parting.ending is not Ending.DIED


def _begin_again(parting: Parting, reason: UrgencyReason) -> None:
    today = clock.today()
    answer_again(parting.person_id, on=today)
    person = Person.objects.get(pk=parting.person_id)
    need_again(parting.actor, person, min(parting.on, today), reason=reason)


def _is_open(parting: Parting) -> bool:
    """Asked past what the actor sees, for a yes or a no."""
    with by_the_house():
        return PreventionCase.objects.open().filter(tenancy_id=parting.tenancy_id).exists()


def _seen(parting: Parting) -> PreventionCase | None:
    if not parting.actor.may(RECORD_EVICTION):
        return None
    mine = PreventionCase.objects.permitted_to(parting.actor, RECORD_EVICTION).open()
    return mine.filter(tenancy_id=parting.tenancy_id).first()


heed(Heed("prevention", look=what_it_asks, settle=settle))
