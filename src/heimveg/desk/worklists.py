"""What waits for whoever is at the desk: each list is one question, each row leads to the next
thing to do. Lists hold the first few and count to `MOST`, so that a city costs what a town does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, Permission
from heimveg.access.roles import Role
from heimveg.allocation.models import Offer, Round
from heimveg.allocation.permissions import ANSWER_OFFER, OPEN_OFFER, READ_ROUNDS
from heimveg.allocation.rules import OfferState, RoundState
from heimveg.base.parts import Text, Worklist, WorkRow
from heimveg.decisions.models import Decision
from heimveg.decisions.permissions import APPROVE_DECISION, SIGN_DECISION, TELL_DECISION
from heimveg.decisions.rules import DecisionState
from heimveg.dwellings.models import FundingTie, OutOfUse
from heimveg.dwellings.permissions import READ_DWELLINGS, TAKE_OUT_OF_USE
from heimveg.needs.models import Need
from heimveg.needs.permissions import CHANGE_NEED, READ_NEEDS
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.sight import seen
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES

FIRST = 5  # rows shown
MOST = 30  # rows counted; more is shown as all that were counted
URGENT = 4
RENEWAL_DAYS = 183
TIE_DAYS = 183
SOON_DAYS = 30


@dataclass(frozen=True)
class Panel:
    """One list: who gets it, and how it is asked for."""

    permission: Permission
    ask: Callable[[Actor, date], Worklist]
    roles: frozenset[Role] = frozenset(Role)

    def is_for(self, actor: Actor) -> bool:
        return any(role in self.roles and role in self.permission.roles for _unit, role in actor.grants)


def first_of(rows: QuerySet[Any], *related: str) -> tuple[list[Any], int]:
    """The first few rows and how many there are, counted to MOST. Two queries.

    Only the rows that are shown are loaded, and so only they are in the read log.
    """
    ids = list(rows.values_list("pk", flat=True)[:MOST])
    shown = rows.model._default_manager.filter(pk__in=ids[:FIRST]).select_related(*related)
    by_id: dict[int, Model] = {row.pk: row for row in shown}
    return [by_id[pk] for pk in ids[:FIRST] if pk in by_id], len(ids)


def short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def urgent_needs(actor: Actor, on: date) -> Worklist:
    waiting = Need.objects.filter(status=NeedStatus.WAITING, urgency__gte=URGENT)
    rows, count = first_of(waiting.permitted_to(actor, READ_NEEDS).most_urgent_first(), "person")
    return Worklist(
        id="urgent-needs", title=_("Urgent and waiting"), icon="clock", count=count, rows=[_need_row(n, on) for n in rows],
        url=reverse("needs:list") + "?urgency=5", empty=_("Nobody with an urgent need is waiting."),
    )


def _need_row(need: Need, on: date) -> WorkRow:
    reasons = ", ".join(str(Need.REASONS.get(r, r)) for r in need.urgency_reasons)  # type: ignore[call-overload]
    return WorkRow(
        what=need.person.shown_name, url=reverse("needs:detail", args=[need.pk]), why=reasons.capitalize(), next=_("See the need"),
        days=(on - need.opened_on).days, tag=need.get_urgency_display(), tone="danger" if need.urgency == 5 else "warning",
    )


def needs_to_complete(actor: Actor, on: date) -> Worklist:
    stuck = Need.objects.filter(Q(status=NeedStatus.INCOMPLETE) | Q(status=NeedStatus.PARKED, parked_until__lte=on))
    rows, count = first_of(stuck.permitted_to(actor, CHANGE_NEED).order_by("opened_on", "pk"), "person")
    return Worklist(
        id="incomplete-needs", title=_("To complete or take up again"), icon="pencil", count=count, empty=_("No half-filled or parked need waits for you."),
        rows=[
            WorkRow(
                what=need.person.shown_name, url=reverse("needs:detail", args=[need.pk]), days=(on - need.opened_on).days,
                why=need.get_status_display().capitalize() + (f" – {short(need.parked_until)}" if need.parked_until else ""), next=_("Take it up"),
            )
            for need in rows
        ],
    )


def decisions_in(state: DecisionState, permission: Permission, title: Text, verb: Text, empty: Text) -> Callable[[Actor, date], Worklist]:
    def ask(actor: Actor, on: date) -> Worklist:
        waiting = Decision.objects.permitted_to(actor, permission).filter(state=state)
        if state is DecisionState.SIGNED:
            waiting = waiting.exclude(signed_by=actor.user_id)
        rows, count = first_of(waiting.order_by("drafted_on", "pk"), "person")
        return Worklist(
            id=f"decisions-{state}", title=title, icon="file-text", count=count, empty=empty, url=f"{reverse('decisions:list')}?state={state}",
            rows=[
                WorkRow(
                    what=row.person.shown_name, why=row.get_kind_display().capitalize(), url=reverse("decisions:detail", args=[row.pk]),
                    days=(on - row.drafted_on).days, is_late=(on - row.drafted_on).days > 7, next=verb,
                )
                for row in rows
            ],
        )

    return ask


def offers_out(actor: Actor, on: date) -> Worklist:
    out = Offer.objects.permitted_to(actor, ANSWER_OFFER).filter(state=OfferState.OPEN)
    rows, count = first_of(out.order_by("answer_by", "pk"), "person", "dwelling")
    return Worklist(
        id="offers", title=_("Offers without an answer"), icon="envelope", count=count, empty=_("No offer waits for an answer."),
        rows=[
            WorkRow(
                what=offer.person.shown_name, why=f"{offer.dwelling.address} – {_('answer by')} {short(offer.answer_by)}",
                url=reverse("allocation:offer", args=[offer.pk]), is_late=offer.answer_by < on, next=_("Record the answer"),
                days=(on - offer.answer_by).days if offer.answer_by < on else None,
            )
            for offer in rows
        ],
    )


def offers_to_send(actor: Actor, on: date) -> Worklist:
    """Homes held whose decision is signed by four eyes, and whose turn in the chain it is."""
    ready = (
        Offer.objects.permitted_to(actor, OPEN_OFFER)
        .filter(state=OfferState.RESERVED, decision__state__in=[DecisionState.APPROVED, DecisionState.TOLD])
        .filter(Q(follows=None) | Q(follows__state=OfferState.ACCEPTED))
    )
    rows, count = first_of(ready.order_by("pk"), "person", "dwelling")
    return Worklist(
        id="offers-to-send", title=_("Offers ready to go out"), icon="inbox", count=count,
        empty=_("No offer is ready. One is, when its decision is approved and the link before it has accepted."),
        rows=[
            WorkRow(what=offer.person.shown_name, why=offer.dwelling.address, url=reverse("allocation:offer", args=[offer.pk]), next=_("Send the offer"))
            for offer in rows
        ],
    )


def rounds_open(actor: Actor, on: date) -> Worklist:
    mine = Round.objects.filter(unit_id__in=actor.units(READ_ROUNDS), state__in=[RoundState.DRAFT, RoundState.SOLVED])
    rows, count = first_of(mine.defer("snapshot", "proposal", "first_proposal").order_by("-day", "-pk"))
    return Worklist(
        id="rounds", title=_("Rounds in progress"), icon="arrows-squarepath", count=count, url=reverse("allocation:list"),
        empty=_("No round is open. Open one when homes are free and people wait."),
        rows=[
            WorkRow(
                what=row.title, why=row.get_state_display().capitalize(), url=reverse("allocation:round", args=[row.pk]),
                days=(on - row.day).days, next=_("See the proposal"),
            )
            for row in rows
        ],
    )


def homes_coming_free(actor: Actor, on: date) -> Worklist:  # noqa: ARG001  # the register is open to all staff
    coming = OutOfUse.objects.running_on(on).filter(expected_end_on__lte=on + timedelta(days=SOON_DAYS))
    rows, count = first_of(coming.order_by("expected_end_on", "pk"), "dwelling")
    return Worklist(
        id="coming-free", title=_("Homes coming free"), icon="door-open", count=count, url=reverse("dwellings:list"),
        empty=_("No home is expected back within a month."),
        rows=[
            WorkRow(
                what=row.dwelling.address, url=reverse("desk:dwelling", args=[row.dwelling_id]), next=_("See the home"),
                why=f"{row.get_cause_display().capitalize()} – {_('expected back')} {short(row.expected_end_on)}",
                days=(on - row.started_on).days, is_late=row.expected_end_on < on,
            )
            for row in rows
        ],
    )


def leases_ending(actor: Actor, on: date) -> Worklist:
    ending = Tenancy.objects.permitted_to(actor, READ_TENANCIES).filter(
        ended_on=None, lease_until__range=(on, on + timedelta(days=RENEWAL_DAYS))
    )
    rows, count = first_of(ending.order_by("lease_until", "pk"), "person", "dwelling")
    return Worklist(
        id="leases", title=_("Leases to renew"), icon="calendar", count=count, empty=_("No lease ends within half a year."),
        rows=[
            WorkRow(
                what=row.person.shown_name, why=f"{row.dwelling.address} – {_('lease until')} {short(row.lease_until)}",
                url=reverse("desk:dwelling", args=[row.dwelling_id]), next=_("See the home"),
            )
            for row in rows
        ],
    )


def ties_ending(actor: Actor, on: date) -> Worklist:  # noqa: ARG001  # the register is open to all staff
    ending = FundingTie.objects.running_on(on).filter(ended_on__lte=on + timedelta(days=TIE_DAYS))
    rows, count = first_of(ending.order_by("ended_on", "pk"), "dwelling")
    return Worklist(
        id="ties", title=_("Grants that run out"), icon="kroner", count=count, empty=_("No grant runs out within half a year."),
        rows=[
            WorkRow(
                what=row.dwelling.address, why=f"{row.grant} – {_('until')} {short(row.ended_on)}", next=_("See the home"),
                url=reverse("desk:dwelling", args=[row.dwelling_id]),
            )
            for row in rows
        ],
    )


def out_of_use(actor: Actor, on: date) -> Worklist:  # noqa: ARG001  # the register is open to all staff
    rows, count = first_of(OutOfUse.objects.running_on(on).order_by("started_on", "pk"), "dwelling")
    return Worklist(
        id="out-of-use", title=_("Out of use, longest first"), icon="tools", count=count, empty=_("Every home can be let."), url=reverse("dwellings:list"),
        rows=[
            WorkRow(
                what=row.dwelling.address, why=row.get_cause_display().capitalize(), url=reverse("desk:dwelling", args=[row.dwelling_id]),
                days=(on - row.started_on).days, is_late=bool(row.expected_end_on and row.expected_end_on < on), next=_("See the home"),
            )
            for row in rows
        ],
    )


def my_people(actor: Actor, on: date) -> Worklist:
    mine = (
        Responsibility.objects.running_on(on)
        .coordinating()
        .filter(Q(named_worker=actor.user_id) | Q(stand_in=actor.user_id))
        .filter(seen(actor, READ_PERSON))
    )
    rows, count = first_of(mine.order_by(F("started_on").asc(), "pk"), "person", "unit")
    return Worklist(
        id="my-people", title=_("My people"), icon="person-group", count=count, url=reverse("persons:list"),
        empty=_("You are nobody's named worker yet."),
        rows=[
            WorkRow(
                what=row.person.shown_name, why=_("since %(day)s") % {"day": short(row.started_on)},
                url=reverse("desk:person", args=[row.person_id]), next=_("Open"),
            )
            for row in rows
        ],
    )


HOUSING = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})
CARE = frozenset({Role.CASEWORKER, Role.CARE_WORKER, Role.COORDINATOR})
KEEPING = frozenset({Role.PROPERTY, Role.CARETAKER})
PANELS: tuple[Panel, ...] = (
    Panel(READ_NEEDS, urgent_needs, HOUSING | CARE),
    Panel(ANSWER_OFFER, offers_out, HOUSING),
    Panel(OPEN_OFFER, offers_to_send),
    Panel(
        APPROVE_DECISION,
        decisions_in(DecisionState.SIGNED, APPROVE_DECISION, gettext_lazy("Decisions to approve"), gettext_lazy("Approve"), gettext_lazy("No decision waits for your approval.")),
    ),
    Panel(
        SIGN_DECISION,
        decisions_in(DecisionState.DRAFT, SIGN_DECISION, gettext_lazy("Decisions to sign"), gettext_lazy("Read and sign"), gettext_lazy("No draft waits for a signature.")),
    ),
    Panel(
        TELL_DECISION,
        decisions_in(DecisionState.APPROVED, TELL_DECISION, gettext_lazy("Letters to send"), gettext_lazy("Send the letter"), gettext_lazy("No approved decision is untold.")),
    ),
    Panel(READ_ROUNDS, rounds_open, HOUSING),
    Panel(READ_DWELLINGS, homes_coming_free, frozenset({Role.ALLOCATOR}) | KEEPING),
    Panel(READ_PERSON, my_people, CARE),
    Panel(CHANGE_NEED, needs_to_complete, HOUSING),
    Panel(READ_TENANCIES, leases_ending, frozenset({Role.ALLOCATOR, Role.PROPERTY})),
    Panel(TAKE_OUT_OF_USE, out_of_use, KEEPING),
    Panel(READ_DWELLINGS, ties_ending, KEEPING | {Role.ALLOCATOR, Role.LEADER}),
)


def worklists_for(actor: Actor, *, on: date) -> Iterable[Worklist]:
    return [panel.ask(actor, on) for panel in PANELS if panel.is_for(actor)]

