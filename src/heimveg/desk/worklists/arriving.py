"""What has come in, and who leaves an institution with no home to go to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor
from heimveg.base.parts import Text, Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import MOST, Found, first_up, short
from heimveg.intake.models import Errand
from heimveg.intake.queries import errands as intake
from heimveg.persons.sight import FirstSeen
from heimveg.stays import queries as stays
from heimveg.stays.models import Stay

RELATED = ("person", "unit")


@dataclass(frozen=True, slots=True)
class Pile:
    """What one list of errands is called and leads to."""

    id: str
    title: Text
    empty: Text
    verb: Text


TO_ANSWER = Pile(
    "errands",
    gettext_lazy("New, and past the day of answer"),
    gettext_lazy("Nothing that has come in waits for your units."),
    gettext_lazy("Answer"),
)
INCOMPLETE = Pile(
    "errands-incomplete",
    gettext_lazy("Lacking something"),
    gettext_lazy("Nothing that has come in lacks anything."),
    gettext_lazy("Fill in"),
)


def _to_answer(actor: Actor, on: date) -> FirstSeen:
    return intake.errands_to_answer(actor, on=on, at_most=MOST + 1)


def _incomplete(actor: Actor, on: date) -> QuerySet[Errand]:
    return intake.incomplete_errands(actor)


def errands_to_answer(actor: Actor, on: date) -> Asking:
    """What nobody has in hand, and what is past its day, the longest past first."""
    return _errands(TO_ANSWER, (yield First(_to_answer, RELATED)), on)


def incomplete_errands(actor: Actor, on: date) -> Asking:
    return _errands(INCOMPLETE, (yield First(_incomplete, RELATED)), on)


def _errands(pile: Pile, found: Found, on: date) -> Worklist:
    return Worklist(
        id=pile.id,
        title=pile.title,
        icon="inbox",
        count=found.count,
        has_more=found.has_more,
        url=reverse("intake:list"),
        empty=pile.empty,
        rows=[_errand(errand, on, pile.verb) for errand in found.rows],
    )


def _errand(errand: Errand, on: date, verb: Text) -> WorkRow:
    is_late = errand.is_late(on=on)
    why = errand.lacking or _("%(kind)s, answer by %(day)s") % {
        "kind": first_up(errand.get_kind_display()), "day": short(errand.answer_by)
    }  # fmt: skip
    return WorkRow(
        what=errand.person.shown_name,
        why=why,
        url=reverse("intake:detail", args=[errand.pk]),
        days=(on - (errand.answer_by if is_late else errand.came_on)).days,
        is_late=is_late,
        next=verb,
    )


def _leaving_soon(actor: Actor, on: date) -> QuerySet[Stay]:
    return stays.leaving_without_a_home(actor, on=on).order_by("expected_end_on", "pk")


def leaving_without_a_home(actor: Actor, on: date) -> Asking:
    """Discharge or release within two weeks, and no home after it."""
    found = yield First(_leaving_soon, ("person",))
    return Worklist(
        id="leaving",
        title=_("Leaves within two weeks, without a home"),
        icon="house",
        count=found.count,
        has_more=found.has_more,
        empty=_("Nobody is expected out without a home to go to."),
        rows=[_leaving(stay, on) for stay in found.rows],
    )


def _leaving(stay: Stay, on: date) -> WorkRow:
    expected = stay.expected_end_on or on
    left = (expected - on).days
    why = _("%(where)s until %(day)s") % {
        "where": first_up(stay.get_kind_display()), "day": short(expected)
    }  # fmt: skip
    return WorkRow(
        what=stay.person.shown_name,
        why=why,
        url=reverse("desk:person", args=[stay.person_id]),
        is_late=left <= 3,
        tag=_("today") if left == 0 else "",
        tone="danger" if left == 0 else "",
        next=_("Find a home"),
    )


def _past_their_end(actor: Actor, on: date) -> QuerySet[Stay]:
    return stays.past_their_end(actor, on=on).order_by("expected_end_on", "pk")


def stays_past_their_end(actor: Actor, on: date) -> Asking:
    """Expected to be over, and nobody has written where the person is now."""
    found = yield First(_past_their_end, ("person",))
    return Worklist(
        id="stays-past",
        title=_("Where is the person now?"),
        icon="location",
        count=found.count,
        has_more=found.has_more,
        empty=_("Every stay that was to end has been followed up."),
        rows=[
            WorkRow(
                what=stay.person.shown_name,
                why=_("%(where)s, was to end %(day)s")
                % {"where": first_up(stay.get_kind_display()), "day": short(stay.expected_end_on)},
                url=reverse("stays:list", args=[stay.person_id]),
                days=(on - stay.expected_end_on).days if stay.expected_end_on else None,
                is_late=True,
                next=_("Write where"),
            )
            for stay in found.rows
        ],
    )
