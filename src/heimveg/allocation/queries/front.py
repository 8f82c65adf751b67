"""What waits for somebody in allocation, as lists for the front page. Each list is two or three
queries, holds the first few rows and counts to `MOST`, so that a city costs what a town does."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.allocation.models import Hold, Offer, Round
from heimveg.allocation.permissions import ANSWER_OFFER, READ_ROUNDS, SETTLE_ROUND
from heimveg.allocation.rules import HOLDING, OfferState, RoundState
from heimveg.base.parts import Worklist, WorkRow
from heimveg.dwellings.models import Dwelling
from heimveg.needs.rules import NeedStatus
from heimveg.tenancies.models import Letting

FIRST, MOST = 5, 30
RECENT_DAYS = 60


def _first(rows: QuerySet[Any], *related: str) -> tuple[list[Any], int]:
    """The first rows and how many there are. Only rows that are shown are loaded, and so only
    their persons are in the read log."""
    ids = list(rows.values_list("pk", flat=True)[:MOST])
    shown = rows.model._default_manager.filter(pk__in=ids[:FIRST]).select_related(*related)
    by_id = {row.pk: row for row in shown}
    return [by_id[pk] for pk in ids[:FIRST] if pk in by_id], len(ids)


def _offer_url(offer: Offer) -> str:
    return reverse("allocation:offer", args=[offer.pk])


def _short(day: date | None) -> str:
    return date_format(day, "j. F") if day else ""


def offers_waiting(actor: Actor, on: date) -> Worklist:
    """Open offers whose last day has not passed, the nearest first."""
    mine = Offer.objects.permitted_to(actor, ANSWER_OFFER)
    waiting = mine.filter(state=OfferState.OPEN, answer_by__gte=on).order_by("answer_by", "pk")
    rows, count = _first(waiting, "person", "dwelling")
    return Worklist(
        id="offers-waiting",
        title=_("Offers waiting for an answer"),
        icon="envelope",
        count=count,
        url=reverse("allocation:offers") + "?state=open",
        empty=_("No offer waits for an answer."),
        rows=[_waiting_row(offer, on) for offer in rows],
    )


def _waiting_row(offer: Offer, on: date) -> WorkRow:
    left = (offer.answer_by - on).days if offer.answer_by else 0
    text = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return WorkRow(
        what=offer.person.shown_name,
        why=f"{offer.dwelling.address} – {text}",
        url=_offer_url(offer),
        is_late=left == 0,
        next=_("Record the answer"),
    )


def offers_past_their_day(actor: Actor, on: date) -> Worklist:
    """Nobody answered: get in touch. Those the job has closed stay until the need moves on."""
    mine = Offer.objects.permitted_to(actor, ANSWER_OFFER)
    open_ = mine.filter(state=OfferState.OPEN, answer_by__lt=on)
    closed = mine.filter(
        state=OfferState.EXPIRED,
        opened_on__isnull=False,
        need__status=NeedStatus.PARKED,
        answered_on__gte=on - timedelta(days=RECENT_DAYS),
    )
    rows, count = _first((open_ | closed).order_by("answer_by", "pk"), "person", "dwelling")
    return Worklist(
        id="offers-past",
        title=_("Offers nobody answered"),
        icon="clock",
        count=count,
        empty=_("Every offer has been answered in time."),
        rows=[
            WorkRow(
                what=offer.person.shown_name,
                why=_("%(home)s, last day was %(day)s")
                % {"home": offer.dwelling.address, "day": _short(offer.answer_by)},
                url=_offer_url(offer),
                days=(on - offer.answer_by).days if offer.answer_by else None,
                is_late=True,
                next=_("Get in touch"),
            )
            for offer in rows
        ],
    )


def rounds_to_settle(actor: Actor, on: date) -> Worklist:
    """Rounds with a proposal that the committee has not settled."""
    mine = Round.objects.permitted_to(actor, SETTLE_ROUND).filter(state=RoundState.SOLVED)
    ids = list(mine.order_by("-day", "-pk").values_list("pk", flat=True)[:MOST])
    rows = Round.objects.light().filter(pk__in=ids[:FIRST]).order_by("-day", "-pk")
    return Worklist(
        id="rounds-to-settle",
        title=_("Rounds to settle"),
        icon="arrows-squarepath",
        count=len(ids),
        url=reverse("allocation:list"),
        empty=_("No round waits. Open one when homes are free and people wait."),
        rows=[
            WorkRow(
                what=row.title,
                url=reverse("allocation:round", args=[row.pk]),
                days=(on - row.day).days,
                next=_("See the proposal"),
            )
            for row in rows
        ],
    )


def accepted_not_moved_in(actor: Actor, on: date) -> Worklist:
    """Somebody has said yes, and moves in later."""
    mine = Offer.objects.permitted_to(actor, ANSWER_OFFER)
    coming = mine.filter(state=OfferState.ACCEPTED, move_in_on__gt=on)
    rows, count = _first(coming.order_by("move_in_on", "pk"), "person", "dwelling")
    return Worklist(
        id="moving-in",
        title=_("About to move in"),
        icon="key",
        count=count,
        empty=_("Nobody is about to move in."),
        rows=[
            WorkRow(
                what=offer.person.shown_name,
                why=_("%(home)s, moves in %(day)s")
                % {"home": offer.dwelling.address, "day": _short(offer.move_in_on)},
                url=_offer_url(offer),
                next=_("See the offer"),
            )
            for offer in rows
        ],
    )


def homes_freed(actor: Actor, on: date) -> Worklist:  # noqa: ARG001  # homes are open to all staff
    """Homes that somebody leaves by an accepted offer, held for nobody: for the next round."""
    here = OuterRef("pk")
    left = Hold.objects.filter(
        leaves=here, state=OfferState.ACCEPTED, move_in_on__gte=on - timedelta(days=RECENT_DAYS)
    )
    held = Hold.objects.filter(dwelling=here, state__in=[str(state) for state in HOLDING])
    again = Hold.objects.filter(dwelling=here, state=OfferState.ACCEPTED, move_in_on__gt=on)
    freed = Dwelling.objects.filter(Exists(left)).exclude(Exists(held)).exclude(Exists(again))
    freed = freed.exclude(Exists(Letting.objects.filter(dwelling=here, ended_on=None)))
    rows, count = _first(freed.order_by("pk"))
    return Worklist(
        id="homes-freed",
        title=_("Homes freed by a move"),
        icon="door-open",
        count=count,
        empty=_("No freed home waits for somebody."),
        rows=[
            WorkRow(
                what=row.address,
                url=reverse("desk:dwelling", args=[row.pk]),
                why=capfirst(_("held for nobody")),
                next=_("See the home"),
            )
            for row in rows
        ],
    )


def chains_stopped(actor: Actor, on: date) -> Worklist:
    """Settled rounds where a chain has stopped and no later round has solved the rest."""
    again = Round.objects.filter(
        unit=OuterRef("round__unit"), pk__gt=OuterRef("round"), day__gte=OuterRef("answered_on")
    )
    stopped = Offer.objects.filter(
        round=OuterRef("pk"),
        state__in=[str(OfferState.DECLINED), str(OfferState.EXPIRED), str(OfferState.WITHDRAWN)],
        answered_on__gte=on - timedelta(days=RECENT_DAYS),
    ).exclude(Exists(again))
    mine = Round.objects.permitted_to(actor, READ_ROUNDS).filter(state=RoundState.DECIDED)
    found = mine.filter(Exists(stopped)).order_by("-day", "-pk")
    ids = list(found.values_list("pk", flat=True)[:MOST])
    rows = Round.objects.light().filter(pk__in=ids[:FIRST]).order_by("-day", "-pk")
    return Worklist(
        id="chains-stopped",
        title=_("Chains that stopped"),
        icon="route",
        count=len(ids),
        empty=_("Every chain goes on, or has come to its end."),
        rows=[
            WorkRow(
                what=row.title,
                url=reverse("allocation:round", args=[row.pk]),
                why=_("homes are free again, and people wait on"),
                next=_("Solve the rest again"),
            )
            for row in rows
        ],
    )


def worklists(actor: Actor, on: date) -> list[Worklist]:
    """All of them, those with somebody waiting first in the order of haste."""
    asks = (
        offers_past_their_day,
        offers_waiting,
        chains_stopped,
        rounds_to_settle,
        accepted_not_moved_in,
        homes_freed,
    )
    return [ask(actor, on) for ask in asks]
